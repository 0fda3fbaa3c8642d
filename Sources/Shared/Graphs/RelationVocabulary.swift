package import Schemas

/// The relations whose names are known, in any of their spellings: what entities are typed by, and sentences
/// made of.
package struct RelationVocabulary: Sendable {
  private let readings: [String: RelationReading]
  private let meanings: [RelationMeaning]

  package init(_ meanings: [RelationMeaning]) {
    self.meanings = meanings
    let spelt = meanings.flatMap { meaning in
      RelationNames.allCases.map { (meaning.spelling($0).name, meaning.reading(meaning.spelling($0))) }
    }
    readings = Dictionary(spelt) { first, _ in first }
  }

  /// What a relation says, or nil where its name tells nothing.
  package func reading(of name: String) -> RelationReading? {
    if let reading = readings[name] { return reading }
    return meanings.first { $0.isOfFamily(name) }.map { $0.reading(.init(name)) }
  }
}

/// What a relation says in the direction in which it is spelt.
package struct RelationReading: Sendable {
  package let head: EntityType
  package let tail: EntityType
  package let isSymmetric: Bool
  /// As in `RelationWording`.
  package let ofHead: String
  package let ofTail: String
  package let tally: RelationWording.Tally?
}
