internal import Support

/// A kind of place, on two levels, and what makes it common.
struct POICategory: Sendable {
  /// The coarse level, such as `food`.
  let group: String
  /// The fine level, such as `cafe`.
  let name: String
  /// Logarithm of how common it is in an average region.
  let base: Double
  /// Change of that logarithm with density, wealth, greenness and industry.
  let slopes: SIMD4<Double>
  /// How many chains there are; the rest are independent.
  let brands: Int

  private init(
    _ group: String, _ name: String, _ base: Double, _ slopes: SIMD4<Double>, brands: Int = 0
  ) {
    self.group = group
    self.name = name
    self.base = base
    self.slopes = slopes
    self.brands = brands
  }

  static let all = [
    POICategory("food", "restaurant", 1.0, [0.5, 0.3, 0.0, -0.2]),
    POICategory("food", "cafe", 0.6, [0.4, 0.7, 0.1, -0.3], brands: 4),
    POICategory("food", "fast_food", 0.7, [0.4, -0.5, -0.1, 0.2], brands: 5),
    POICategory("food", "bar", 0.2, [0.7, 0.1, -0.1, 0.0]),
    POICategory("food", "bakery", 0.2, [0.3, 0.4, 0.0, -0.1], brands: 3),
    POICategory("shop", "supermarket", 0.3, [0.2, 0.0, 0.0, 0.0], brands: 5),
    POICategory("shop", "convenience", 0.7, [0.5, -0.5, -0.1, 0.1], brands: 4),
    POICategory("shop", "boutique", 0.0, [0.5, 0.9, 0.0, -0.4], brands: 5),
    POICategory("shop", "mall", -1.0, [0.3, 0.3, 0.0, 0.0]),
    POICategory("shop", "pawnbroker", -0.5, [0.3, -0.9, -0.1, 0.2], brands: 2),
    POICategory("education", "school", 0.2, [0.1, 0.0, 0.1, -0.2]),
    POICategory("education", "kindergarten", 0.1, [0.1, 0.2, 0.2, -0.3]),
    POICategory("education", "university", -1.0, [0.5, 0.6, 0.1, -0.2]),
    POICategory("education", "library", -0.6, [0.2, 0.4, 0.1, -0.2]),
    POICategory("health", "pharmacy", 0.2, [0.4, 0.0, 0.0, -0.1], brands: 3),
    POICategory("health", "doctor", 0.1, [0.3, 0.5, 0.0, -0.2]),
    POICategory("health", "dentist", -0.2, [0.2, 0.6, 0.0, -0.2]),
    POICategory("health", "hospital", -1.2, [0.4, 0.0, 0.0, 0.0]),
    POICategory("leisure", "park", 0.1, [-0.2, 0.1, 0.9, -0.3]),
    POICategory("leisure", "playground", 0.2, [0.0, 0.1, 0.7, -0.2]),
    POICategory("leisure", "garden", -0.2, [-0.3, 0.4, 0.9, -0.3]),
    POICategory("leisure", "gym", -0.2, [0.4, 0.5, 0.0, -0.1], brands: 3),
    POICategory("leisure", "golf_course", -1.3, [-0.8, 0.9, 0.7, -0.3]),
    POICategory("leisure", "cinema", -0.9, [0.6, 0.2, 0.0, -0.1], brands: 2),
    POICategory("finance", "bank", 0.0, [0.5, 0.5, 0.0, -0.1], brands: 4),
    POICategory("finance", "cash_machine", 0.3, [0.5, 0.0, 0.0, 0.0], brands: 4),
    POICategory("finance", "payday_loan", -0.5, [0.3, -0.9, -0.1, 0.1], brands: 2),
    POICategory("industry", "factory", -0.4, [-0.3, -0.2, -0.2, 1.0]),
    POICategory("industry", "warehouse", -0.2, [-0.3, -0.1, -0.2, 1.0], brands: 3),
    POICategory("industry", "car_repair", 0.1, [-0.1, -0.4, -0.1, 0.7]),
    POICategory("industry", "scrap_yard", -1.0, [-0.3, -0.6, -0.2, 1.0]),
    POICategory("transport", "bus_stop", 0.9, [0.4, -0.2, 0.0, 0.0]),
    POICategory("transport", "station", -0.6, [0.6, 0.0, 0.0, 0.0]),
    POICategory("transport", "car_park", 0.4, [-0.2, 0.0, 0.0, 0.2]),
    POICategory("transport", "fuel", -0.2, [-0.4, -0.2, 0.0, 0.4], brands: 4),
    POICategory("public", "place_of_worship", 0.2, [0.1, -0.2, 0.1, -0.1]),
    POICategory("public", "police", -0.8, [0.2, -0.3, 0.0, 0.1]),
    POICategory("public", "post_office", -0.5, [0.2, 0.1, 0.0, 0.0]),
    POICategory("lodging", "hotel", -0.4, [0.7, 0.5, 0.0, -0.2], brands: 4),
    POICategory("lodging", "hostel", -0.9, [0.7, -0.4, 0.0, 0.0]),
  ]

  /// How much more of it there is in such a region than in an average one, times how common it is.
  func weight(_ l: Latents) -> Double {
    let x = SIMD4(l.density, l.wealth, l.greenness, l.industry)
    return Elementary.exp(base + (slopes * x).sum())
  }
}
