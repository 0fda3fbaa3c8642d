import ArgumentParser

/// `NAME=A,B`: features NAME whose columns are those of A and B side by side.
struct FeatureJoin {
  let name: String
  let parts: [String]

  /// The part that is a trend surface over the regions' coordinates instead of a file's features.
  static let trend = "trend"

  /// - Parameter sets: the files that parts may name.
  init(_ argument: String, of sets: [FeatureFiles]) throws {
    let pieces = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard pieces.count == 2, !pieces[0].contains(where: { "\t\n\r".contains($0) }) else {
      throw ValidationError("--join takes NAME=A,B, not '\(argument)'")
    }
    name = pieces[0]
    parts = list([pieces[1]])
    var counts = Set<Int>()
    for part in parts where part != Self.trend {
      guard let set = sets.first(where: { $0.name == part }) else {
        let known = sets.map(\.name) + [Self.trend]
        throw ValidationError("--join \(name) knows \(known.joined(separator: ", ")), not '\(part)'")
      }
      counts.insert(set.paths.count)
    }
    if parts.isEmpty || Set(parts).count < parts.count {
      throw ValidationError("--join \(name) takes different features between commas")
    }
    if counts.subtracting([1]).count > 1 {
      throw ValidationError("--join \(name) needs as many replicates of each of its features, or one")
    }
  }

  static func joins(_ arguments: [String], of sets: [FeatureFiles]) throws -> [FeatureJoin] {
    let joins = try arguments.map { try FeatureJoin($0, of: sets) }
    let names = sets.map(\.name) + joins.map(\.name)
    if Set(names).count < names.count {
      throw ValidationError("--join needs a name of its own for its features")
    }
    if !joins.isEmpty, sets.contains(where: { $0.name == trend }) {
      throw ValidationError("with --join no file's features may be called '\(trend)'")
    }
    return joins
  }

  var usesTrend: Bool { parts.contains(Self.trend) }
}
