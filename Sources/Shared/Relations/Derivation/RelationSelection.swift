/// Which relations are wanted: all, or those of a list such as `BorderBy,NearBy` or `all,-NearBy`.
package struct RelationSelection: Sendable {
  /// In the order in which their facts come.
  package let relations: [any Relation]
  /// Those that were asked for by name.
  private let named: Set<String>

  /// All.
  package init() {
    relations = KnownRelations.all
    named = []
  }

  /// - Parameter text: names in any case between commas, or `all`; `-NAME` leaves one out, of all where it comes
  ///   first.
  /// - Throws: `UnknownRelation`.
  package init(parsing text: String) throws {
    let all = Set(KnownRelations.all.map(\.name))
    var wanted: Set<String> = []
    var named: Set<String> = []
    for (index, item) in text.split(separator: ",").map(String.init).enumerated() {
      let leavesOut = item.hasPrefix("-")
      let name = (leavesOut ? String(item.dropFirst()) : item).lowercased()
      if name == "all", !leavesOut {
        wanted = all
        continue
      }
      guard let relation = all.first(where: { $0.lowercased() == name }) else {
        throw UnknownRelation(name: item)
      }
      if leavesOut {
        if index == 0 { wanted = all }
        wanted.remove(relation)
        named.remove(relation)
      } else {
        wanted.insert(relation)
        named.insert(relation)
      }
    }
    relations = KnownRelations.all.filter { wanted.contains($0.name) }
    self.named = named
  }

  /// A relation that was asked for by name although the city lacks what it is derived from, and what that is.
  package func unmet(by inputs: Set<CityInput>) -> (relation: String, lacks: CityInput)? {
    for relation in relations.filter({ named.contains($0.name) }).sorted(by: { $0.name < $1.name }) {
      if let missing = relation.needs.first(where: { !inputs.contains($0) }) {
        return (relation.name, missing)
      }
    }
    return nil
  }
}

/// A name that is no relation's.
package struct UnknownRelation: Error, CustomStringConvertible {
  let name: String

  package var description: String {
    "--relations has '\(name)', where all or some of these are possible: "
      + KnownRelations.all.map(\.name).joined(separator: ", ")
  }
}
