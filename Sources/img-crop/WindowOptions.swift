import ArgumentParser
internal import GDAL
internal import Scenes
internal import Support

/// What of each region a picture shows, and how large it becomes.
struct WindowOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A square of so many metres around the point of each polygon that is farthest from its border.",
      valueName: "metres"))
  var square: Double?

  @Flag(help: "The square around each polygon (the default).")
  var bounds = false

  @Option(help: ArgumentHelp("With --bounds: metres more on every side.", valueName: "metres"))
  var margin = 0.0

  @Option(
    help: ArgumentHelp(
      "Squares of so many metres, as many as cover each polygon: views that say how much of it they show.",
      valueName: "metres"))
  var cover: Double?

  @Option(
    help: ArgumentHelp(
      "So many pixels of the scene as they are, around the same point as --square.", valueName: "n"))
  var pixels: Int?

  @Option(
    help: ArgumentHelp(
      "Points around which --square and --pixels are cut, instead: a table of region, lon, lat, or JSON.",
      valueName: "file"), completion: .file())
  var at: String?

  @Option(
    help: ArgumentHelp(
      "Map whose squares pictures are: EPSG:32618, WKT …, scene for the scene's (default: the scene's where a metre there is one on the ground, else a UTM zone).",
      valueName: "crs"))
  var crs: String?

  @Option(
    help: ArgumentHelp(
      "Height and width of the pictures in pixels (default: 224; those of --pixels).", valueName: "n"))
  var size: Int?

  @Option(
    help: ArgumentHelp(
      "How samples between pixels are found: \(Resampling.allCases.map(\.rawValue).joined(separator: ", ")) (default: bilinear; near with --pixels).",
      valueName: "method"))
  var resampling: ResamplingName?

  func validate() throws {
    guard [square != nil, bounds, cover != nil, pixels != nil].count(where: { $0 }) <= 1 else {
      throw ValidationError("--square, --bounds, --cover and --pixels exclude each other")
    }
    for (name, value) in [("square", square), ("cover", cover)] {
      guard value.map({ $0 >= 1 && $0 <= 10_000_000 }) ?? true else {
        throw ValidationError("--\(name) must be between 1 and 10000000 metres")
      }
    }
    guard (0...1_000_000).contains(margin), margin == 0 || (cover == nil && square == nil && pixels == nil)
    else {
      throw ValidationError("--margin must be between 0 and 1000000 metres, and goes with --bounds")
    }
    guard (1...8192).contains(pixels ?? 1), (1...8192).contains(size ?? 1) else {
      throw ValidationError("--size and --pixels must be between 1 and 8192")
    }
    guard at == nil || square != nil || pixels != nil else {
      throw ValidationError("--at gives points, so --square or --pixels is needed")
    }
    guard pixels == nil || crs == nil || crs == "scene" else {
      throw ValidationError("--pixels cuts along the pixels of the scene, so it takes no other --crs")
    }
  }

  /// Whether nothing is asked for.
  var isStandard: Bool {
    square == nil && !bounds && margin == 0 && cover == nil && pixels == nil && at == nil && crs == nil
      && size == nil
      && resampling == nil
  }

  var shape: CropPlan.Shape {
    if let square { return .square(square) }
    if let cover { return .cover(cover) }
    if let pixels { return .pixels(pixels) }
    return .bounds
  }

  var side: Int { size ?? pixels ?? 224 }
  var method: Resampling { resampling?.method ?? (pixels == nil ? .bilinear : .nearest) }
}

/// A way of resampling on the command line.
struct ResamplingName: ExpressibleByArgument {
  let method: Resampling

  init?(argument: String) {
    guard let method = Resampling(rawValue: argument == "nearest" ? "near" : argument) else { return nil }
    self.method = method
  }

  static var allValueStrings: [String] { Resampling.allCases.map(\.rawValue) }
}

extension WindowOptions {
  /// The map whose squares pictures are.
  func crs(for scene: Scene, around place: SIMD2<Double>) throws -> SpatialReference {
    switch crs {
    case "scene": scene.crs
    case .some(let text): try SpatialReference(text)
    case nil: pixels == nil ? try CropPlan.crs(for: scene, around: place) : scene.crs
    }
  }
}
