package import Schemas

/// How relations are called.
package enum RelationNames: String, Sendable, CaseIterable {
  /// As the graphs of the lab that followed KnowCL (Liu et al., WWW 2023) call them, and this project.
  case published
  /// As KnowCL's paper does.
  case knowcl
}

/// What the facts of a relation say: what it is called and joins, whether it holds both ways, how it reads.
package struct RelationMeaning: Sendable {
  /// A name, and whether head and tail change places under it.
  package struct Spelling: Sendable, Equatable {
    package let name: String
    package let isReversed: Bool

    package init(_ name: String, isReversed: Bool = false) {
      self.name = name
      self.isReversed = isReversed
    }
  }

  /// The published name.
  package let name: String
  /// KnowCL's, where the paper has another.
  package let knowcl: Spelling?
  /// Other names that begin and end in such a way mean the same; an end may be empty.
  package let family: (prefix: String, suffix: String)?
  package let head: EntityType
  package let tail: EntityType
  /// Whether it holds both ways, so that both directions are facts.
  package let isSymmetric: Bool
  package let wording: RelationWording

  package init(
    _ name: String, knowcl: Spelling? = nil, family: (prefix: String, suffix: String)? = nil,
    from head: EntityType, to tail: EntityType, isSymmetric: Bool = false, _ wording: RelationWording
  ) {
    self.name = name
    self.knowcl = knowcl
    self.family = family
    self.head = head
    self.tail = tail
    self.isSymmetric = isSymmetric
    self.wording = wording
  }

  /// What it is called in a graph.
  package func spelling(_ names: RelationNames) -> Spelling {
    names == .knowcl ? knowcl ?? Spelling(name) : Spelling(name)
  }

  /// What it says in the direction of one of its spellings.
  func reading(_ spelling: Spelling) -> RelationReading {
    spelling.isReversed
      ? RelationReading(
        head: tail, tail: head, isSymmetric: isSymmetric, ofHead: wording.ofTail, ofTail: wording.ofHead,
        tally: nil)
      : RelationReading(
        head: head, tail: tail, isSymmetric: isSymmetric, ofHead: wording.ofHead, ofTail: wording.ofTail,
        tally: wording.tally)
  }

  func isOfFamily(_ name: String) -> Bool {
    family.map { name.hasPrefix($0.prefix) && name.hasSuffix($0.suffix) } ?? false
  }
}

/// How facts read in a sentence about one of their entities.
package struct RelationWording: Sendable {
  /// Sums up the heads of a tail: how many there are, and how many of each tail of another relation.
  package struct Tally: Sendable {
    /// What one head is called; an s makes several.
    package let noun: String
    /// The relation whose tails divide them.
    package let relation: String

    package init(_ noun: String, by relation: String) {
      self.noun = noun
      self.relation = relation
    }
  }

  /// After "It" and before the tails, in a sentence about the head: `is near`.
  package let ofHead: String
  /// After "It" and before the heads, in a sentence about the tail.
  package let ofTail: String
  /// In place of a list of heads, where they are too many to be named.
  package let tally: Tally?

  package init(ofHead: String, ofTail: String, tally: Tally? = nil) {
    self.ofHead = ofHead
    self.ofTail = ofTail
    self.tally = tally
  }

  /// Of a symmetric relation.
  package init(_ both: String) { self.init(ofHead: both, ofTail: both) }
}
