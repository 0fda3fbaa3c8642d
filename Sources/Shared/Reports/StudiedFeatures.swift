/// Features of a robustness study by their name: `trained:set+model`, of an encoder trained in some way, with a predictor
/// fitted to a set of pictures and scored on it; `trained:set@other+model` is fitted to one set and scored on another.
struct StudiedFeatures: Hashable, Sendable {
  let trained: String
  /// The set that the predictor was fitted to, and the one that it is scored on.
  let fitted: String
  let scored: String
  /// With the + in front; empty where the name has none.
  let model: String

  /// - Returns: nil of features that no encoder made, such as a baseline.
  init?(_ features: String) {
    let name = Self.withoutModel(features)
    let halves = name.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else { return nil }
    trained = parts[0]
    fitted = parts[1]
    scored = halves.count == 2 ? halves[1] : parts[1]
    model = String(features.dropFirst(name.count))
  }

  /// The same predictor, scored on the set that it was fitted to.
  var whereFitted: StudiedFeatures {
    StudiedFeatures(trained: trained, fitted: fitted, scored: fitted, model: model)
  }

  private init(trained: String, fitted: String, scored: String, model: String) {
    self.trained = trained
    self.fitted = fitted
    self.scored = scored
    self.model = model
  }

  /// Features without the model behind the last +.
  static func withoutModel(_ features: String) -> String {
    features.lastIndex(of: "+").map { String(features[..<$0]) } ?? features
  }
}
