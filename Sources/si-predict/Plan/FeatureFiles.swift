import ArgumentParser
internal import Tooling

/// The files of one name: replicates of the same features.
struct FeatureFiles {
  let name: String
  var paths: [String]
  /// Features that its models predict with instead, each labelled `NAME@LABEL`.
  var applied: [(label: String, paths: [String])] = []
  /// The same of the regions of other cities.
  var transferred: [(label: String, paths: [String])] = []

  /// - Parameters:
  ///   - features: `[NAME=]FILE`.
  ///   - applied: `NAME@LABEL=FILE`.
  ///   - targets: the labels that are other cities.
  /// - Returns: each name once, in the order of first appearance.
  static func sets(features: [String], applied: [String] = [], targets: [String] = []) throws
    -> [FeatureFiles]
  {
    var sets: [FeatureFiles] = []
    var unnamed = Set<String>()
    for file in features.map(NamedFile.init) {
      try check(file)
      if !file.isNamed { unnamed.insert(file.name) }
      if let index = sets.firstIndex(where: { $0.name == file.name }) {
        guard !unnamed.contains(file.name) else {
          throw ValidationError(
            "two features are called the same; use NAME=FILE, for each of them if they are replicates")
        }
        sets[index].paths.append(file.path)
      } else {
        sets.append(FeatureFiles(name: file.name, paths: [file.path]))
      }
    }
    for argument in applied { try apply(argument, to: &sets) }
    for index in sets.indices {
      sets[index].transferred = sets[index].applied.filter { targets.contains($0.label) }
    }
    for target in targets where !sets.contains(where: { $0.transferred.contains { $0.label == target } }) {
      throw ValidationError("--target \(target) needs features: --apply NAME@\(target)=FILE")
    }
    for set in sets {
      for (label, paths) in set.applied where paths.count != 1 && paths.count != set.paths.count {
        throw ValidationError(
          "--apply \(set.name)@\(label) has \(paths.count) files for \(set.paths.count) replicates; give one for each, or one for all"
        )
      }
    }
    for index in sets.indices { sets[index].applied.removeAll { targets.contains($0.label) } }
    return sets
  }

  private static func apply(_ argument: String, to sets: inout [FeatureFiles]) throws {
    let file = NamedFile(argument)
    guard file.isNamed, let at = file.name.lastIndex(of: "@"), at != file.name.startIndex,
      file.name.index(after: at) != file.name.endIndex
    else {
      throw ValidationError("--apply takes NAME@LABEL=FILE, not '\(argument)'")
    }
    try check(file)
    guard let set = sets.firstIndex(where: { $0.name == file.name[..<at] }) else {
      throw ValidationError("--apply \(file.name): no features are called '\(file.name[..<at])'")
    }
    guard !sets.contains(where: { $0.name == file.name }) else {
      throw ValidationError("--apply \(file.name) is the name of features; use another LABEL")
    }
    let label = String(file.name[file.name.index(after: at)...])
    if let index = sets[set].applied.firstIndex(where: { $0.label == label }) {
      sets[set].applied[index].paths.append(file.path)
    } else {
      sets[set].applied.append((label, [file.path]))
    }
  }

  private static func check(_ file: NamedFile) throws {
    if file.path.isEmpty { throw ValidationError("'\(file.name)=' names no file") }
    try checkLabel(file.name, of: "the name of features")
  }
}
