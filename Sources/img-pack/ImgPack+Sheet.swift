internal import HDF5
internal import Images
internal import Schemas
internal import Tooling

extension ImgPack {
  /// Draws pictures of packed files side by side.
  func drawSheet(_ context: Context) throws {
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
