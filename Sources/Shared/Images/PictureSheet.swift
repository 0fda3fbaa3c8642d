package import Schemas
internal import Support

/// Pictures side by side on white, to look at: a row a region, a column a file (or a view of one file).
package struct PictureSheet {
  private static let gap = 4
  /// Pictures smaller than this are enlarged by a whole factor, so that pixels stay visible.
  private static let leastSide = 128
  /// Samples of the largest sheet.
  private static let limit = 1 << 30

  /// What goes into each row; rows may differ in length, as regions do in views.
  private var rows: [[RGBPicture]]

  /// - Parameter regions: how many rows there will be.
  package init(regions: Int) { rows = [[RGBPicture]](repeating: [], count: regions) }

  /// Adds the pictures of a file as columns: its first view, or all views.
  /// - Throws: `Failure` (EX_DATAERR) where the file lacks a region.
  package mutating func add(_ images: borrowing ImageFile, regions: [String], allViews: Bool) throws {
    precondition(regions.count == rows.count, "a row a region")
    let shape = images.shape
    let places = Dictionary(zip(images.ids, 0...), uniquingKeysWith: { first, _ in first })
    for (index, region) in regions.enumerated() {
      guard let place = places[region] else {
        throw Failure.data(images.name, "has no pictures of '\(region)'")
      }
      let pixels = try images.read(place..<(place + 1))
      let size = shape.pictureBytes
      for view in 0..<(allViews ? shape.views[place].count : 1) {
        let part = Array(pixels[(view * size)..<((view + 1) * size)])
        rows[index].append(RGBPicture(height: shape.height, width: shape.width, pixels: part))
      }
    }
  }

  /// The sheet.
  /// - Throws: `Failure` (EX_USAGE) where it would be too large.
  package func picture() throws -> RGBPicture {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? Self.scaled($0[column].width) : 0 }.max() ?? 0
    }
    let heights = rows.map { row in row.map { Self.scaled($0.height) }.max() ?? 0 }
    let width = widths.reduce(Self.gap) { $0 + $1 + Self.gap }
    let height = heights.reduce(Self.gap) { $0 + $1 + Self.gap }
    guard width * height * 3 <= Self.limit else {
      throw Failure.usage("a sheet of \(width) x \(height) pixels is too large; show fewer regions")
    }
    var sheet = RGBPicture(height: height, width: width, red: 255, green: 255, blue: 255)
    var top = Self.gap
    for (row, rowHeight) in zip(rows, heights) {
      var left = Self.gap
      for (picture, columnWidth) in zip(row, widths) {
        Self.paint(picture, onto: &sheet, top: top, left: left)
        left += columnWidth + Self.gap
      }
      top += rowHeight + Self.gap
    }
    return sheet
  }

  private static func factor(_ side: Int) -> Int { max(1, (leastSide + side - 1) / side) }
  private static func scaled(_ side: Int) -> Int { side * factor(side) }

  private static func paint(_ picture: RGBPicture, onto sheet: inout RGBPicture, top: Int, left: Int) {
    let (down, across) = (factor(picture.height), factor(picture.width))
    for y in 0..<(picture.height * down) {
      for x in 0..<(picture.width * across) {
        for channel in 0..<3 { sheet[top + y, left + x, channel] = picture[y / down, x / across, channel] }
      }
    }
  }
}
