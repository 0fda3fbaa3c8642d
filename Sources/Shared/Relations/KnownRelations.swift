package import Graphs

/// The relations that can be derived, in the order in which their facts come.
package enum KnownRelations {
  package static let all: [any Relation] = [
    BorderByRelation(),
    NearByRelation(),
    LargeFlowRelation(.to),
    LargeFlowRelation(.from),
    SimilarFuncRelation(),
    ServedByRelation(),
    LocateAtRelation(),
    CategoryRelation(level: 1),
    CategoryRelation(level: 2),
    CategoryRelation(level: 3),
    SubCategoryRelation(),
    BrandRelation(),
    RelatedBrandRelation(),
    CompetitiveRelation(),
    CoCheckinRelation(),
    BelongToRelation(),
  ]

  /// What their names tell in graphs of any origin.
  package static let vocabulary = RelationVocabulary(all.map(\.meaning))

  /// Every option once, with the names of the relations that it is of.
  package static let options: [(flag: RelationFlag, relations: [String])] = {
    var options: [(flag: RelationFlag, relations: [String])] = []
    for relation in all {
      for flag in relation.options {
        if let index = options.firstIndex(where: { $0.flag.name == flag.name }) {
          options[index].relations.append(relation.name)
        } else {
          options.append((flag, [relation.name]))
        }
      }
    }
    return options
  }()
}
