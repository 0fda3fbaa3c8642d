/// Watches whether the ids of features only number them, as programs do to features that have none.
struct FeatureNumbers {
  private var count = 0
  private var isCounting = true
  private var first = 0

  mutating func add(_ feature: GeoJSONFeature, named names: [String]) {
    defer { count += 1 }
    guard isCounting else { return }
    guard !names.contains(where: { feature.properties[$0.lowercased()] != nil }),
      let number = feature.id.flatMap({ Int($0) })
    else {
      isCounting = false
      return
    }
    if count == 0 { first = number }
    isCounting = number == first + count && (0...1).contains(first)
  }

  /// What is wrong with the ids, or nil.
  var problem: String? {
    count > 1 && isCounting
      ? "numbers its features from \(first), which are no ids of regions; --region-id says which property is one ('id' takes the numbers)"
      : nil
  }
}
