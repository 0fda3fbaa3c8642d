internal import Schemas

/// What the published urban knowledge graphs' relations join, by which entities can be typed.
///
/// Names as in KnowCL (Liu et al., WWW 2023) and the graphs of the same lab that followed.
struct RelationSignature: Sendable, Equatable {
  package let head: EntityType
  package let tail: EntityType

  /// The signature of a relation by its name, or nil where the name says nothing.
  package init?(relation name: String) {
    switch name {
    case "NearBy", "BorderBy", "LargeFlowTo", "LargeFlowFrom", "SimilarFunc", "SimilarFunction":
      (head, tail) = (.region, .region)
    case "LocateAt": (head, tail) = (.poi, .region)
    case "ServedBy": (head, tail) = (.region, .area)
    case "ProvideService": (head, tail) = (.area, .region)
    case "BelongTo": (head, tail) = (.poi, .area)
    case "BrandOf": (head, tail) = (.poi, .brand)
    case "Competitive", "CoCheckin": (head, tail) = (.poi, .poi)
    case "RelatedBrand": (head, tail) = (.brand, .brand)
    case _ where name.hasPrefix("SubCateOf"): (head, tail) = (.category, .category)
    case _ where name.hasPrefix("Cate") && name.hasSuffix("Of"): (head, tail) = (.poi, .category)
    default: return nil
    }
  }
}
