import ArgumentParser
internal import Images
internal import Schemas
internal import Segmentation

/// Masks of clouds and their shadows: where they come from, and how good they are.
struct MaskOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Mask clouds and their shadows, as these pictures of the same places on a clear day tell them.",
      valueName: "file"), completion: .file())
  var maskAgainst: String?

  @Option(
    help: ArgumentHelp(
      "Mask clouds and their shadows, as a network tells them in the pictures themselves (knowcl/segmentation, of mask-train).",
      valueName: "file"), completion: .file())
  var mask: String?

  @Option(
    help: ArgumentHelp(
      "With --mask: probability of a cloud or a shadow from which a pixel is masked (default: 0.5).",
      valueName: "p"))
  var maskThreshold: Double?

  @Option(
    help: ArgumentHelp(
      "With --mask: pixels by which masks reach farther, along rows and columns (default: 3).",
      valueName: "n"))
  var maskMargin: Int?

  @Option(
    help: ArgumentHelp(
      "Compare the masks of the file with those of another of the same places, such as one of --mask-against, and write a table: precision, recall and F1 of covered pixels.",
      valueName: "file"), completion: .file())
  var maskScore: String?

  @Flag(
    help:
      "Write how much of each region's pictures the file's masks cover: a table of region and covered, 0 to 1."
  )
  var maskShares = false

  var files: [String] { [maskAgainst, mask, maskScore].compactMap { $0 } }
  var isGiven: Bool { maskShares || !files.isEmpty }
  /// Whether what is written is a table and no pictures.
  var isTable: Bool { maskShares || maskScore != nil }

  func validate() throws {
    guard files.count + (maskShares ? 1 : 0) <= 1 else {
      throw ValidationError("only one of --mask-against, --mask, --mask-score and --mask-shares may be given")
    }
    for (name, isGiven) in [("threshold", maskThreshold != nil), ("margin", maskMargin != nil)]
    where isGiven && mask == nil {
      throw ValidationError("--mask-\(name) goes with --mask FILE")
    }
    if let maskThreshold, !(maskThreshold > 0 && maskThreshold <= 1) {
      throw ValidationError("--mask-threshold must be above 0 and at most 1, not \(maskThreshold)")
    }
    if let maskMargin, !(0...64).contains(maskMargin) {
      throw ValidationError("--mask-margin must be between 0 and 64, not \(maskMargin)")
    }
  }

  func masks(by file: SegmentationFile, of day: ImagePart) -> NetworkMasks {
    var masks = NetworkMasks(file, for: day.file.shape)
    masks.threshold = maskThreshold ?? masks.threshold
    masks.margin = maskMargin ?? masks.margin
    return masks
  }
}
