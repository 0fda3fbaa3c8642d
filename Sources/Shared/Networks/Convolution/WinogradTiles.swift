internal import CKernels

/// Some consecutive tiles of a batch of maps, ordered so that for each of the 36 planes those with a product in
/// it are consecutive: tiles cut by the right edge alone, whole tiles, tiles cut by the lower edge alone, tiles
/// cut by both.
struct WinogradTiles {
  struct Position {
    let image: Int
    let row: Int
    let column: Int
  }

  /// Where the tile of each slot lies.
  let positions: [Position]
  private let right: Int
  private let whole: Int
  private let lower: Int
  /// Outputs of a tile that the edge cuts, 4 where it cuts none.
  private let lastRows: Int
  private let lastColumns: Int

  init(_ tiles: Range<Int>, height: Int, width: Int) {
    let columns = (width + 3) / 4
    let perImage = (height + 3) / 4 * columns
    (lastRows, lastColumns) = ((height - 1) % 4 + 1, (width - 1) % 4 + 1)
    let (fullRows, fullColumns) = (height / 4, width / 4)
    var kinds: [[Position]] = [[], [], [], []]
    kinds[1].reserveCapacity(tiles.count)
    for tile in tiles {
      let (image, rest) = tile.quotientAndRemainder(dividingBy: perImage)
      let (row, column) = rest.quotientAndRemainder(dividingBy: columns)
      let kind = row < fullRows ? (column < fullColumns ? 1 : 0) : column < fullColumns ? 2 : 3
      kinds[kind].append(Position(image: image, row: row, column: column))
    }
    (right, whole, lower) = (kinds[0].count, kinds[1].count, kinds[2].count)
    positions = kinds[0] + kinds[1] + kinds[2] + kinds[3]
  }

  var count: Int { positions.count }

  /// The slots of tiles that have a product in plane 6 i + j.
  func slots(plane: Int) -> Range<Int> {
    let (i, j) = plane.quotientAndRemainder(dividingBy: 6)
    let rowsCut = kn_winograd_uses(lastRows, i) != 0
    let columnsCut = kn_winograd_uses(lastColumns, j) != 0
    return (columnsCut ? 0 : right)..<(rowsCut ? (columnsCut ? count : right + whole + lower) : right + whole)
  }

  /// Products for each row of tiles, or column, of a map that is so high, or wide.
  static func products(_ extent: Int) -> Int { extent / 4 * 6 + (extent % 4 == 0 ? 0 : extent % 4 + 2) }
}
