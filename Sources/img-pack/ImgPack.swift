import ArgumentParser
import Foundation
internal import Images
internal import Logging
internal import Schemas
internal import Support
internal import Tables
internal import Tooling

@main struct ImgPack: Tool {
  static let configuration = CommandConfiguration(
    commandName: "img-pack",
    abstract: "Pack pictures of regions into one file, in a fixed order and size.",
    discussion: """
      Reads PNG, JPEG, WebP and TIFF files of any size and kind (told apart by content, not by name) and writes a \
      knowcl/images file (HDF5): /region/id, /image and the names of the files, /region/image_name. \
      Every picture becomes 8-bit RGB as Pillow's convert("RGB") makes it (alpha is dropped; 16-bit \
      samples keep their high byte), turned upright by its EXIF orientation, and resized with Pillow's \
      antialiased bilinear filter.

      Without --street-views every region has one picture: the file called after its id, such as \
      36061000100.png. With it, every region has any number of views, three here and ten there: the JSON file \
      (gzip or not), an object of region ids with arrays of file names, says which. --views k takes the first k \
      of each and refuses regions that have fewer; --max-views k takes the first k, or as many as there are.

      --source says how DIR is to be read; it follows from the other options where it is not given:
      \(SourceName.summaries)

      --to-sheet reads packed files instead and draws a PNG to look at: a row a region, a column a file, or of a \
      single file of street views a column a view. It shows --show regions spread over the first file, or --regions.

      The pictures are recorded in the output under one digest, that of \
      'cd DIR && sha256sum FILES...' in order of name.

      EXAMPLES
        img-pack satellite/ -o images.h5
        img-pack satellite/ --regions tracts.csv --allow-missing -o images.h5
        img-pack views/ --street-views views.json -o views.h5
        img-pack views/ --street-views views.json.gz --views 10 -o ten.h5
        img-pack --to-sheet images.h5 cloudy.h5 -o sheet.png
        img-pack tiles/ --size 0 | img-perturb --augment - -o augmented.h5

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("img-pack"))

  @Argument(
    help: ArgumentHelp(
      "Directory (or what else the source reads); with --to-sheet files of pictures (knowcl/images).",
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

  @Option(help: ArgumentHelp("Exactly so many street views of each region, the first ones.", valueName: "k"))
  var views: Int?

  @Option(help: ArgumentHelp("At most so many street views of each region, the first ones.", valueName: "k"))
  var maxViews: Int?

  @Option(
    help: ArgumentHelp(
      "Kind of source (default: street-views with --street-views, else folder).", valueName: "name"))
  var source: SourceName?

  @Option(
    help: ArgumentHelp(
      "Height and width to resize to; 0 keeps the size, which all must share.", valueName: "n"))
  var size = 224

  @Flag(help: "Keep the size of the pictures, as --size 0.")
  var noResize = false

  @Flag(
    help:
      "Leave out pictures that are not there or cannot be read, and regions without any (with --views: without all), instead of failing."
  )
  var allowMissing = false

  @OptionGroup(title: "How tables are read") var tables: TableReadingOptions
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if toSheet {
      guard streetViews == nil, views == nil, maxViews == nil, source == nil, !allowMissing else {
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
    for (name, value) in [("views", views), ("max-views", maxViews)] {
      guard let value else { continue }
      guard (1...1000).contains(value) else {
        throw ValidationError("--\(name) must be between 1 and 1000, not \(value)")
      }
      guard chosenSource.choosesViews else {
        throw ValidationError("--\(name) needs a source with views to choose from, such as --street-views")
      }
    }
    guard views == nil || maxViews == nil else {
      throw ValidationError("--views and --max-views exclude each other")
    }
    guard toSheet || chosenSource.needsIndex == (streetViews != nil) else {
      throw ValidationError(
        "--source \(chosenSource.name) \(chosenSource.needsIndex ? "needs" : "takes no") --street-views")
    }
    guard regions != "-" || streetViews != "-" else {
      throw ValidationError("only one of --regions and --street-views can be standard input")
    }
  }

  private var chosenSource: any PictureSource.Type {
    source?.source ?? (streetViews == nil ? PictureFolder.self : StreetViewFolder.self)
  }

  func tableRules() throws -> TableRules { try tables.rules() }

  func run(_ context: Context) throws {
    if toSheet { return try drawSheet(context) }
    try context.checkHDF5Output(output.output)
    let path = inputs[0]
    let regions = try regions.map { try context.readIdentifiers($0) }
    let index = try streetViews.map { try context.input($0) }
    defer { index?.discard() }
    func open(without excluded: Set<String> = []) throws -> any PictureSource {
      try openSource(path, regions, index, without: excluded, context.rules)
    }
    let source = try open()
    do { try pack(source, path, context) } catch let failure as Failure where failure.kind == .data {
      guard let damaged = try DamagedPictures(in: source) else { throw failure }
      guard allowMissing else { throw damaged.failure(path) }
      try pack(try open(without: Set(damaged.names)), path, context)
      context.log.warning("\(damaged.note)")
    }
  }

  private func pack(_ source: any PictureSource, _ path: String, _ context: Context) throws {
    let packer = try PicturePacker(source, name: path)
    let shape = packer.shape
    let progress = context.progress("packed", total: shape.regions)
    try context.writeHDF5(output.output, .images, version: shape.version) { file in
      let digest = try packer.write(to: file) { progress.advance(by: $0) }
      context.record(path, name: FilePath.name(path), sha256: digest)
    }
    progress.finish()
    note(source.list, shape, context)
    if let others = source.passedOver { context.log.warning("\(path): passed over \(others)") }
  }

  /// Opens the source with what the command line asks of it.
  private func openSource(
    _ path: String, _ regions: [String]?, _ index: InputFile?, without excluded: Set<String>,
    _ rules: TableRules
  ) throws -> any PictureSource {
    let choice: ViewChoice =
      if let views { .exactly(views) } else if let maxViews { .atMost(maxViews) } else { .all }
    return try chosenSource.init(
      PictureRequest(
        path: path, regions: regions, index: index, views: choice, allowMissing: allowMissing,
        excluded: excluded, normalisesIDs: rules.normalisesIDs, size: size == 0 || noResize ? nil : size))
  }

  private func note(_ list: PictureList, _ shape: ImageShape, _ context: Context) {
    context.log.info(
      "packed \(shape.regions) regions, \(shape.pictures) pictures of \(shape.width) x \(shape.height)")
    if shape.views.each == nil { context.log.info("street views a region: \(shape.views.summary)") }
    if list.skippedPictures > 0 {
      context.log.warning("left out \(list.skippedPictures) pictures that are not there")
    }
    if list.skippedRegions > 0 {
      context.log.warning("left out \(list.skippedRegions) regions without their pictures")
    }
  }
}
