import ArgumentParser
internal import Evaluation
internal import Tooling

/// Where the table of estimates goes, and how.
struct EstimateOutput {
  enum Format {
    case tsv, csv, json
  }

  /// A path, or `-` for standard output; nil where only a file of predictions holds them.
  let path: String?
  let format: Format
  /// Whether numbers are on the scale that models were fitted on.
  let isTransformed: Bool

  /// - Parameter standard: where they go unless a file is named.
  init(_ options: FillOptions, json: Bool, standard: String?) {
    path = options.estimates ?? standard
    let name = path?.lowercased() ?? ""
    format =
      if options.csv || name.hasSuffix(".csv") {
        .csv
      } else if json || name.hasSuffix(".json") || name.hasSuffix(".jsonl") {
        .json
      } else {
        .tsv
      }
    isTransformed = options.transformedEstimates
  }

  /// The text of a table.
  func text(_ rows: [EstimateRow]) throws -> String {
    switch format {
    case .csv: try EstimateTable.text(rows, .csv)
    case .tsv: try EstimateTable.text(rows, .tsv)
    case .json: try JSONLines.text(rows)
    }
  }
}
