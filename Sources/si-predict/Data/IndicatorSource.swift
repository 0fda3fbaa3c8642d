internal import Logging
internal import Support
internal import Tables
internal import Tooling

/// An indicator of regions, in their order.
struct Indicator {
  let name: String
  /// NaN where left out.
  let values: [Double]
}

/// A file of indicators, which may also say where the regions are.
struct IndicatorSource {
  /// How messages name it.
  let file: String
  private(set) var table: IndicatorTable
  /// What ids are called elsewhere.
  private var rename: (String) -> String = { $0 }
  let bytes: [UInt8]

  /// - Throws: `Failure` (EX_DATAERR) for a value that its scale does not take.
  /// - Parameter isOptional: whether the file need not have the indicators, which then are unknown.
  init(
    _ path: String, _ names: [String], on transforms: LabelTransforms, isOptional: Bool = false,
    _ context: Context
  ) throws {
    (bytes, file) = try context.readBytes(path)
    table = try IndicatorTable(
      parsing: bytes, name: file, indicators: names, areOptional: isOptional, context.rules)
    for (name, column) in zip(table.indicators, table.columns) {
      try transforms.check(column, of: name, table.ids, file)
    }
  }

  /// The same of regions by other ids.
  /// - Throws: `Failure` (EX_DATAERR) where two get the same.
  func renamed(_ rename: @escaping (String) -> String) throws -> IndicatorSource {
    var result = self
    result.table = try table.renamed(rename)
    result.rename = rename
    return result
  }

  /// Whether it knows any of these regions.
  func joins(_ ids: [String]) -> Bool { !Set(ids).isDisjoint(with: table.ids) }

  /// The regions of which it knows one of the indicators.
  var surveyed: Set<String> {
    Set(table.ids.indices.filter { row in table.columns.contains { !$0[row].isNaN } }.map { table.ids[$0] })
  }

  /// What becomes of regions without a value.
  enum Missing {
    case refused
    /// They take no part.
    case dropped
    /// They are estimated.
    case filled
    /// They are predicted, and not judged.
    case unjudged
  }

  /// The values of `ids`; NaN where unknown.
  /// - Throws: `Failure` (EX_DATAERR) for a region without a value where that is refused, and for an indicator
  ///   that is known of no region where others were to be filled.
  func values(of ids: [String], missing: Missing, _ context: Context) throws -> [Indicator] {
    let rows = Dictionary(table.ids.enumerated().map { ($1, $0) }) { first, _ in first }
    return try zip(table.indicators, table.columns).map { indicator, column in
      let values = ids.map { rows[$0].map { column[$0] } ?? .nan }
      let unknown = values.count(where: \.isNaN)
      if unknown > 0, let first = values.firstIndex(where: \.isNaN) {
        guard missing != .refused else {
          throw Failure.data(
            file,
            "has no \(indicator) of region \(ids[first]) (\(unknown) of \(ids.count) missing); --drop-missing leaves such regions out"
          )
        }
        if missing == .filled, unknown == ids.count {
          let why =
            joins(ids) ? "" : IdentifierJoin.explanation(missing: ids, found: table.ids, joinsNothing: true)
          throw Failure.data(
            file, "has no \(indicator) of any region here, so that nothing can be fitted to it\(why)")
        }
        let fate =
          switch missing {
          case .filled: "are estimated"
          case .unjudged: "are predicted and not judged"
          case .dropped, .refused: "left out"
          }
        context.log.notice("\(indicator): \(unknown) of \(ids.count) regions without a value \(fate)")
      }
      return Indicator(name: indicator, values: values)
    }
  }

  /// The coordinates that the file gives; nil for none. Where nothing needs them, wrong ones are reported and left out.
  /// - Throws: `Failure` (EX_DATAERR) where they are needed, and missing or wrong.
  func coordinates(needed: Bool, _ context: Context) throws -> CoordinateTable? {
    let table = try coordinatesIfGiven(needed: needed, context)
    guard needed, table == nil else { return table }
    throw Failure.data(file, "has no columns lon and lat; --coordinates names a file that has coordinates")
  }

  /// The same of a file that may give none.
  /// - Throws: `Failure` (EX_DATAERR) where they are needed and wrong.
  func coordinatesIfGiven(needed: Bool, _ context: Context) throws -> CoordinateTable? {
    try context.coordinates(in: bytes, name: file, needed: needed)?.renamed(rename)
  }
}
