/// Which relations to derive, and the threshold of each. Lengths are in metres.
package struct RelationOptions: Sendable {
  /// When polygons that meet in a point only are neighbours (terms of spatial statistics).
  package enum Contiguity: String, Sendable, CaseIterable {
    /// Always.
    case queen
    /// Never: they have to share a line.
    case rook
  }

  /// Between what regions' distance is taken.
  package enum Measure: String, Sendable, CaseIterable {
    case polygon, centre
  }

  package var relations = Set(Relation.allCases)
  package var names = RelationNames.published
  /// BorderBy: distance of polygons; 0 is strict touch.
  package var borderTolerance = 50.0
  package var contiguity = Contiguity.queen
  /// NearBy: distance of polygons or centres.
  package var nearDistance = 1000.0
  package var nearMeasure = Measure.polygon
  /// SimilarFunc: least cosine of two regions' counts of POIs by category of this level.
  package var similarity = 0.95
  package var similarityLevel = 1
  /// SimilarFunc: instead of the cosine, how many most similar regions of each.
  package var similarTop: Int?
  /// LargeFlowTo, LargeFlowFrom: how many of a region's largest flows.
  package var flowTop = 20
  package var keepsSelfFlows = true
  /// CoCheckin: least number of times.
  package var checkInCount = 3
  /// Competitive: distance of POIs.
  package var competitiveDistance = 500.0
  /// ServedBy, BelongTo: distance from the area.
  package var serviceDistance = 3000.0
  /// RelatedBrand: least number of regions that have both.
  package var brandRegions = 1
  /// Whether POIs outside every region stay.
  package var keepsOutside = false

  package init() {}
}
