import ArgumentParser

/// `LABEL[=FILE]`: another city, and the file of its indicators, if any are known.
struct TargetFile {
  let label: String
  let path: String?

  /// - Throws: `ValidationError` for a label that no result can carry.
  init(_ argument: String) throws {
    let pieces = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    label = String(pieces.first ?? "")
    path = pieces.count > 1 ? String(pieces[1]) : nil
    guard !label.isEmpty, label != ".", path?.isEmpty != true, !label.contains("/") else {
      throw ValidationError("--target takes LABEL or LABEL=FILE, not '\(argument)'")
    }
    try checkLabel(label, of: "--target")
  }

  /// - Throws: `ValidationError` for a label that is given twice.
  static func targets(_ arguments: [String]) throws -> [TargetFile] {
    let targets = try arguments.map(TargetFile.init)
    if Set(targets.map(\.label)).count < targets.count {
      throw ValidationError("--target needs a label of its own for each city")
    }
    return targets
  }
}
