import ArgumentParser
import Foundation
internal import Images
internal import Logging
internal import Schemas
internal import Support
internal import Tooling

@main struct ImgPack: Tool {
  static let configuration = CommandConfiguration(
    commandName: "img-pack",
    abstract: "Pack a directory of pictures into one file, in a fixed order and size.",
    discussion: """
      Reads PNG and JPEG files of any size and kind (told apart by content, not by name) and writes a \
      knowcl/images file (HDF5): /region/id, /image and the names of the files, /region/image_name. \
      Every picture becomes 8-bit RGB as Pillow's convert("RGB") makes it (alpha is dropped; 16-bit \
      samples keep their high byte), turned upright by its EXIF orientation, and resized with Pillow's \
      antialiased bilinear filter.

      Without --street-views every region has one picture: the file called after its id, such as \
      36061000100.png. With it, every region has several: the JSON file, an object of region ids with \
      arrays of file names, says which.

      --to-sheet reads packed files instead and draws a PNG to look at: a row a region, a column a file, or of a \
      single file of street views a column a view. It shows --show regions spread over the first file, or --regions.

      The pictures are recorded in the output under one digest, that of \
      'cd DIR && sha256sum FILES...' in order of name.

      EXAMPLES
        img-pack satellite/ -o images.h5
        img-pack satellite/ --regions tracts.csv --allow-missing -o images.h5
        img-pack views/ --street-views views.json --views 10 -o views.h5
        img-pack --to-sheet images.h5 cloudy.h5 -o sheet.png
        img-pack tiles/ --size 0 | img-perturb --augment - -o augmented.h5

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("img-pack"))

  @Argument(
    help: ArgumentHelp(
      "Directory that holds the pictures; with --to-sheet files of pictures (knowcl/images).",
      valueName: "dir"), completion: .file())
  var inputs: [String]

  @Flag(help: "Draw pictures of packed files side by side (PNG).")
  var toSheet = false

  @Option(help: ArgumentHelp("Regions on the sheet (default: 6).", valueName: "n"))
  var show: Int?

  @Option(
    help: ArgumentHelp(
      "Regions to pack, in this order: an id a line, a CSV column (region, id, geoid, imagename), or JSON.",
      valueName: "file"), completion: .file())
  var regions: String?

  @Option(
    help: ArgumentHelp("JSON object of region ids, each with an array of file names.", valueName: "file"),
    completion: .file())
  var streetViews: String?

  @Option(help: ArgumentHelp("Street views a region: the first k are taken (default: 10).", valueName: "k"))
  var views: Int?

  @Option(
    help: ArgumentHelp(
      "Height and width to resize to; 0 keeps the size, which all must share.", valueName: "n"))
  var size = 224

  @Flag(help: "Keep the size of the pictures, as --size 0.")
  var noResize = false

  @Flag(help: "Leave out regions without (all of) their pictures instead of failing.")
  var allowMissing = false

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if toSheet {
      guard streetViews == nil, views == nil, !allowMissing else {
        throw ValidationError("--to-sheet takes packed files, --regions or --show, and -o")
      }
      guard inputs.count(where: { $0 == "-" }) + (regions == "-" ? 1 : 0) <= 1 else {
        throw ValidationError("standard input (-) can stand for one input only")
      }
    } else {
      guard inputs.count == 1 else {
        throw ValidationError(
          "give one directory, not \(inputs.count); --to-sheet takes several packed files")
      }
    }
    guard show == nil || (toSheet && regions == nil) else {
      throw ValidationError("--show needs --to-sheet, and --regions says which already")
    }
    guard (1...10_000).contains(show ?? 1) else {
      throw ValidationError("--show must be between 1 and 10000, not \(show ?? 0)")
    }
    guard (0...8192).contains(size) else {
      throw ValidationError("--size must be between 0 and 8192, not \(size)")
    }
    if let views, !(1...1000).contains(views) {
      throw ValidationError("--views must be between 1 and 1000, not \(views)")
    }
    guard views == nil || streetViews != nil else {
      throw ValidationError("--views needs --street-views")
    }
    guard regions != "-" || streetViews != "-" else {
      throw ValidationError("only one of --regions and --street-views can be standard input")
    }
  }

  func run(_ context: Context) throws {
    if toSheet { return try drawSheet(context) }
    try context.checkHDF5Output(output.output)
    let directory = try PictureDirectory(inputs[0])
    let wanted = try regions.map { try context.readIdentifiers($0) }
    let selection: PictureSelection
    if let streetViews {
      let file = try context.input(streetViews)
      defer { file.discard() }
      selection = try PictureSelection(
        streetViews: directory, index: StreetViewIndex(file), views: views ?? 10, regions: wanted,
        allowMissing: allowMissing)
    } else {
      selection = try PictureSelection(satellite: directory, regions: wanted, allowMissing: allowMissing)
    }
    let packer = try PicturePacker(selection, size: size == 0 || noResize ? nil : size)
    let progress = context.progress("packed", total: packer.shape.regions)
    try context.writeHDF5(output.output, .images) { file in
      let digest = try packer.write(to: file) { progress.advance(by: $0) }
      let name = URL(fileURLWithPath: directory.path).lastPathComponent
      context.record(directory.path, name: name, sha256: digest)
    }
    progress.finish()
    let shape = packer.shape
    context.log.info(
      "packed \(shape.regions) regions, \(selection.names.count) pictures of \(shape.width) x \(shape.height)"
    )
    if selection.skipped > 0 {
      context.log.warning("left out \(selection.skipped) regions without their pictures")
    }
  }

  private func drawSheet(_ context: Context) throws {
    var rows = try regions.map { try context.readIdentifiers($0) }
    var sheet: PictureSheet?
    for input in inputs {
      try context.readHDF5(input, .images) { file in
        let images = try ImageFile(from: file)
        let shown = rows ?? Self.spread(images.ids, show ?? 6)
        rows = shown
        var grown = sheet ?? PictureSheet(regions: shown.count)
        try grown.add(images, regions: shown, allViews: inputs.count == 1)
        sheet = grown
      }
    }
    guard let png = try sheet?.picture().png() else { return }
    try context.writeData(output.output, png, kind: "PNG")
  }

  /// Every nth of the ids.
  private static func spread(_ ids: [String], _ count: Int) -> [String] {
    let count = min(count, ids.count)
    return (0..<count).map { ids[$0 * ids.count / count] }
  }
}
