internal import Support

/// Which bands of a scene are wanted, and what they are to be called: `4,3,2`, `B04,B03,B02` or
/// `red=B04,green=B03,blue=B02`.
package struct BandChoice: Sendable {
  /// A name of ours, where one is given, and the number or name of a band.
  package let wanted: [(name: String?, band: String)]

  /// - Throws: `Failure` (EX_USAGE) for anything else than names and numbers between commas.
  package init(parsing text: String) throws {
    wanted = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.allSatisfy({ !$0.isEmpty }) else {
        throw Failure.usage(
          "--bands '\(text)' is no list of bands such as 4,3,2 or red=B04,green=B03,blue=B02")
      }
      return sides.count == 2 ? (sides[0], sides[1]) : (nil, sides[0])
    }
  }

  /// The numbers of the bands, from 0, and their names.
  /// - Throws: `Failure` (EX_DATAERR) where there is no such band, or several could be meant.
  func resolved(in bands: [RasterBand], of name: String) throws -> (numbers: [Int], names: [String]) {
    var numbers: [Int] = []
    var names: [String] = []
    for (given, band) in wanted {
      let number = try Self.number(of: band, in: bands, name)
      numbers.append(number)
      names.append(given ?? (Int(band) == nil ? band : bands[number].names[0]))
    }
    guard Set(names).count == names.count else {
      throw Failure.usage("--bands names a band twice; NAME=BAND gives each a name of its own")
    }
    return (numbers, names)
  }

  private static func number(of band: String, in bands: [RasterBand], _ name: String) throws -> Int {
    if let number = Int(band) {
      guard (1...bands.count).contains(number) else {
        throw Failure.data(name, "has \(bands.count) bands, and no number \(number)")
      }
      return number - 1
    }
    let exact = bands.indices.filter { bands[$0].names.contains(band) }
    let found = exact.isEmpty ? bands.indices.filter { bands[$0].isCalled(band) } : exact
    guard found.count == 1 else {
      let all = bands.enumerated().map { "\($0 + 1) \($1.names[0])" }.prefix(20).joined(separator: ", ")
      throw Failure.data(
        name,
        found.isEmpty
          ? "has no band '\(band)'; its bands: \(all)" : "has \(found.count) bands '\(band)': \(all)")
    }
    return found[0]
  }

  /// Red, green and blue where a raster says which they are; else all bands, under different names.
  static func standard(for bands: [RasterBand], takesAll: Bool) -> (numbers: [Int], names: [String]) {
    let colours = ["red", "green", "blue"]
    let found = colours.map { colour in bands.indices.filter { bands[$0].names.contains(colour) } }
    if !takesAll, found.allSatisfy({ $0.count == 1 }) { return (found.map { $0[0] }, colours) }
    let names = bands.map { $0.names[0] }
    let areDifferent = Set(names).count == names.count
    return (Array(bands.indices), areDifferent ? names : bands.indices.map { "b\($0 + 1)" })
  }
}
