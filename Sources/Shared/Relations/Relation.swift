/// The relations that can be derived from a city's raw files; docs/relations.md defines each.
package enum Relation: String, Sendable, CaseIterable {
  case borderBy = "BorderBy"
  case nearBy = "NearBy"
  case largeFlowTo = "LargeFlowTo"
  case largeFlowFrom = "LargeFlowFrom"
  case similarFunc = "SimilarFunc"
  case servedBy = "ServedBy"
  case locateAt = "LocateAt"
  case cate1Of = "Cate1Of"
  case cate2Of = "Cate2Of"
  case cate3Of = "Cate3Of"
  case subCateOf = "SubCateOf"
  case brandOf = "BrandOf"
  case relatedBrand = "RelatedBrand"
  case competitive = "Competitive"
  case coCheckin = "CoCheckin"
  case belongTo = "BelongTo"

  /// What a relation is derived from.
  package enum Source: String, Sendable, CaseIterable {
    case regions, polygons, pois, categories, brands, flows, checkins, areas

    /// How to provide it, for messages.
    package var hint: String {
      switch self {
      case .regions: "--regions"
      case .polygons: "polygons (--regions FILE.geojson)"
      case .pois: "--pois"
      case .categories: "a category column in --pois"
      case .brands: "a brand column in --pois"
      case .flows: "--flows"
      case .checkins: "--checkins"
      case .areas: "--areas"
      }
    }
  }

  /// Everything that has to be there.
  package var sources: [Source] {
    switch self {
    case .borderBy: [.polygons]
    case .nearBy: [.regions]
    case .largeFlowTo, .largeFlowFrom: [.flows]
    case .similarFunc: [.polygons, .categories]
    case .servedBy: [.regions, .areas]
    case .locateAt: [.polygons, .pois]
    case .cate1Of, .cate2Of, .cate3Of, .subCateOf: [.categories]
    case .brandOf: [.brands]
    case .relatedBrand: [.polygons, .categories, .brands]
    case .competitive: [.categories, .brands]
    case .coCheckin: [.pois, .checkins]
    case .belongTo: [.pois, .areas]
    }
  }
}

/// How relations are called.
package enum RelationNames: String, Sendable, CaseIterable {
  /// As the graphs of the lab that followed KnowCL call them, and `Relation` here.
  case published
  /// As KnowCL's paper does: SimilarFunction for SimilarFunc, and ProvideService, from the business area to the
  /// region, for ServedBy.
  case knowcl

  /// The name of a relation, and whether head and tail change places.
  func spelling(_ relation: Relation) -> (name: String, reversed: Bool) {
    switch (self, relation) {
    case (.knowcl, .similarFunc): ("SimilarFunction", false)
    case (.knowcl, .servedBy): ("ProvideService", true)
    default: (relation.rawValue, false)
    }
  }
}
