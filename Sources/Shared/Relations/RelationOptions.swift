/// Which relations to derive, and the threshold of each. Lengths are in metres.
public struct RelationOptions: Sendable {
  /// When polygons that meet in a point only are neighbours (terms of spatial statistics).
  public enum Contiguity: String, Sendable, CaseIterable {
    /// Always.
    case queen
    /// Never: they have to share a line.
    case rook
  }

  /// Between what regions' distance is taken.
  public enum Measure: String, Sendable, CaseIterable {
    case polygon, centre
  }

  public var relations = Set(Relation.allCases)
  public var names = RelationNames.published
  /// BorderBy: distance of polygons; 0 is strict touch.
  public var borderTolerance = 50.0
  public var contiguity = Contiguity.queen
  /// NearBy: distance of polygons or centres.
  public var nearDistance = 1000.0
  public var nearMeasure = Measure.polygon
  /// SimilarFunc: least cosine of two regions' counts of POIs by category of this level.
  public var similarity = 0.95
  public var similarityLevel = 1
  /// SimilarFunc: instead of the cosine, how many most similar regions of each.
  public var similarTop: Int?
  /// LargeFlowTo, LargeFlowFrom: how many of a region's largest flows.
  public var flowTop = 20
  public var keepsSelfFlows = true
  /// CoCheckin: least number of times.
  public var checkInCount = 3
  /// Competitive: distance of POIs.
  public var competitiveDistance = 500.0
  /// ServedBy, BelongTo: distance from the area.
  public var serviceDistance = 3000.0
  /// RelatedBrand: least number of regions that have both.
  public var brandRegions = 1
  /// Whether POIs outside every region stay.
  public var keepsOutside = false

  public init() {}
}
