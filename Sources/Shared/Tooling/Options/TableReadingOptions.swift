internal import ArgumentParser
internal import Support
package import Tables

/// How tables are to be read, the same options in every tool that reads some.
package struct TableReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Columns by what they are: ROLE=HEADER between commas or repeated, as origin=PULocationID; A|B takes the first that is there. Roles: \(ColumnRole.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "role=header"))
  var columns: [String] = []

  @Option(help: ArgumentHelp("The column of region ids, as --columns region=NAME.", valueName: "name"))
  var idColumn: String?

  @Option(
    help: ArgumentHelp(
      "Known layout of --flows, --pois or --checkins (others are recognised by their headings): \(TableLayout.all.map(\.name).joined(separator: ", ")).",
      valueName: "name"))
  var layout: String?

  @Option(
    help: ArgumentHelp(
      "What separates fields: a character, tab, comma, semicolon or pipe (default: found in the first line).",
      valueName: "mark"))
  var delimiter: String?

  @Option(
    help: ArgumentHelp(
      "Decimal mark: . or , (default: a point, or a comma that can be nothing else).",
      valueName: "mark"))
  var decimal: String?

  @Option(
    help: ArgumentHelp(
      "Encoding of tables: \(TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name"))
  var encoding: String?

  @Option(
    help: ArgumentHelp(
      "More marks of a missing value, between commas, such as -999; NA, N/A, null, nan, None, -, **, (X) and the like are known.",
      valueName: "marks"))
  var missing: [String] = []

  @Option(
    help: ArgumentHelp(
      "Share of trips, visits or places that may be wrong and are left out, 0 to 50%; five may always, unless it is 0.",
      valueName: "share"))
  var maxBad = "1%"

  @Flag(
    help:
      "Join ids that differ only in how they are written: zeros in front, .0, blanks, 1400000US, ='…', Unicode form."
  )
  var normaliseIds = false

  package init() {}

  package func validate() throws {
    do { _ = try rules() } catch let failure as Failure { throw ValidationError(failure.message) }
  }

  /// - Throws: `Failure` (EX_USAGE) for what means nothing.
  package func rules() throws -> TableRules {
    var rules = TableRules()
    rules.columns = try ColumnRoles(
      parsing: columns.flatMap { $0.split(separator: ",").map(String.init) }
        + (idColumn.map { ["\(ColumnRole.region.rawValue)=\($0)"] } ?? []))
    if let layout {
      guard let found = TableLayout.named(layout) else {
        let known = TableLayout.all.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")
        throw Failure.usage("--layout knows \(known), not '\(layout)'")
      }
      rules.layout = found
    }
    if let delimiter {
      guard let byte = TableDialect.delimiter(named: delimiter) else {
        throw Failure.usage(
          "--delimiter takes one character, tab, comma, semicolon or pipe, not '\(delimiter)'")
      }
      rules.dialect.delimiter = byte
    }
    if let decimal {
      guard let mark = TableDialect.Decimal(rawValue: decimal), mark != .automatic else {
        throw Failure.usage("--decimal takes . or , and not '\(decimal)'")
      }
      rules.dialect.decimal = mark
    }
    if let encoding {
      guard let found = TextEncoding(named: encoding) else {
        throw Failure.usage(
          "--encoding knows \(TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")), not '\(encoding)'"
        )
      }
      rules.dialect.encoding = found
    }
    rules.dialect.missing = MissingMarks(missing.flatMap { $0.split(separator: ",").map(String.init) })
    rules.badRows = RowPolicy(share: try share())
    rules.normalisesIDs = normaliseIds
    return rules
  }

  private func share() throws -> Double {
    let isPercent = maxBad.hasSuffix("%")
    guard let number = DecimalNumber.parse(isPercent ? String(maxBad.dropLast()) : maxBad),
      case let share = isPercent ? number / 100 : number, (0...0.5).contains(share)
    else { throw Failure.usage("--max-bad must be 0 to 50%, not \(maxBad)") }
    return share
  }
}
