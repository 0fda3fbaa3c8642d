internal import Foundation
internal import Support

/// Socioeconomic indicators of regions, joined by id.
package struct IndicatorTable: Sendable {
  /// How messages name the file.
  package let name: String
  package let ids: [String]
  /// The indicators, in the order they were asked for.
  package let indicators: [String]
  /// One column for each indicator; NaN where the file has no value.
  package let columns: [[Double]]

  /// Reads a CSV or TSV table (`region,pop,edu,…`) or a JSON object `{region: {pop: …, …}, …}`, whose
  /// regions are taken in sorted order.
  /// - Throws: `Failure` (EX_DATAERR) when an indicator occurs nowhere in the file, a field of a needed
  ///   column is not a number, or a value is ≤ −1, of which ln(1 + y) does not exist.
  package init(parsing bytes: [UInt8], name: String, indicators: [String]) throws {
    self.name = name
    self.indicators = indicators
    (ids, columns) =
      beginsLikeJSON(bytes)
      ? try Self.parseJSON(bytes, name, indicators)
      : try Self.parseTable(DelimitedTable(parsing: bytes, name: name), indicators)
    for (indicator, column) in zip(indicators, columns) {
      for (id, value) in zip(ids, column) where value <= -1 || value.isInfinite {
        throw Failure.data(
          name, "\(indicator) of region \(id) is \(value), where a finite value above -1 is needed")
      }
    }
  }

  private static func parseTable(_ table: DelimitedTable, _ indicators: [String]) throws -> (
    [String], [[Double]]
  ) {
    let ids = try table.regions()
    let columns = try indicators.map { indicator -> [Double] in
      guard let column = table.columns.firstIndex(of: indicator) else {
        throw missing(indicator, table.name, table.columns)
      }
      return try zip(table.rows, table.lines).map { row, line in
        let text = row[column]
        if ["", "na", "nan", "null"].contains(text.lowercased()) { return .nan }
        guard let value = Double(text) else {
          throw Failure.data(
            "\(table.name): line \(line)",
            "\(indicator) of region \(row[table.regionColumn]) is '\(text)', where a number is needed")
        }
        return value
      }
    }
    return (ids, columns)
  }

  private static func parseJSON(_ bytes: [UInt8], _ name: String, _ indicators: [String]) throws -> (
    [String], [[Double]]
  ) {
    let regions = try RegionJSON.parse(bytes, name: name)
    let ids = regions.keys.sorted()
    let columns = try indicators.map { indicator -> [Double] in
      guard regions.values.contains(where: { $0[indicator] != nil }) else {
        throw missing(indicator, name, Set(regions.values.flatMap(\.keys)).sorted())
      }
      return try ids.map { id in
        switch regions[id]?[indicator] {
        case .number(let value): return value
        case nil, .null: return .nan
        case .numbers, .other:
          throw Failure.data(name, "\(indicator) of region \(id) is not a number")
        }
      }
    }
    return (ids, columns)
  }

  private static func missing(_ indicator: String, _ name: String, _ present: [String]) -> Failure {
    Failure.data(name, "has no indicator '\(indicator)'; it has \(present.joined(separator: ", "))")
  }
}

/// The reference's `{region: {field: value, …}, …}`.
enum RegionJSON {
  enum Field: Decodable {
    case number(Double)
    case numbers([Double])
    case null
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let numbers = try? container.decode([Double].self) {
        self = .numbers(numbers)
      } else {
        self = .other
      }
    }
  }

  static func parse(_ bytes: [UInt8], name: String) throws -> [String: [String: Field]] {
    do {
      return try JSONDecoder().decode([String: [String: Field]].self, from: Data(bytes))
    } catch {
      throw Failure.data(name, "is not a JSON object of one object for each region")
    }
  }
}
