internal import Support

/// Tables of estimates as text, a row a region, indicator and model.
package enum EstimateTable {
  /// How fields are told apart.
  package enum Format: Sendable {
    case tsv, csv
  }

  /// - Throws: `Failure` (EX_DATAERR) for a name that no field of a TSV table can hold.
  package static func text(_ rows: [EstimateRow], _ format: Format) throws -> String {
    let lines = [EstimateRow.columns] + rows.map(\.fields)
    return try lines.map { fields in
      switch format {
      case .csv: fields.map(CSVField.quoted).joined(separator: ",") + "\n"
      case .tsv: try fields.map(plain).joined(separator: "\t") + "\n"
      }
    }.joined()
  }

  private static func plain(_ field: String) throws -> String {
    guard !field.contains(where: { $0 == "\t" || $0.isNewline }) else {
      throw Failure.data(
        nil, "a table of tabs cannot hold the name \(field.debugDescription); a .csv or .json file can")
    }
    return field
  }
}
