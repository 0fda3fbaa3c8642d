internal import Support

/// Random changes to a picture in a fixed order, each made with a probability of its own.
///
/// Every draw depends on the seed, the perturbation's name and the picture alone: neither the order of pictures
/// nor the other perturbations change it.
package struct PerturbationSequence: Sendable {
  private let steps: [(perturbation: any Perturbation, probability: Double)]

  /// - Parameter steps: perturbations in the order in which they are made; those that never happen are dropped.
  /// - Precondition: no name comes twice, as both would make the same draws; probabilities lie in [0, 1].
  package init(_ steps: [(perturbation: any Perturbation, probability: Double)] = []) {
    precondition(Set(steps.map { type(of: $0.perturbation).name }).count == steps.count, "one of each name")
    precondition(steps.allSatisfy { (0...1).contains($0.probability) }, "probability")
    self.steps = steps.filter { $0.probability > 0 }
  }

  package var changesNothing: Bool { steps.isEmpty }

  /// Whether perturbations of this name may happen.
  package func includes(_ name: String) -> Bool {
    steps.contains { type(of: $0.perturbation).name == name }
  }

  /// Changes a picture.
  /// - Parameter item: what identifies the picture, such as `PerturbationSequence.item(region:view:)`.
  package func apply(to picture: inout PerturbedPicture, seed: UInt64, item: String) {
    for (perturbation, probability) in steps {
      var random = Philox(seed: seed, "perturb \(type(of: perturbation).name)", item: item)
      if random.bernoulli(probability) { perturbation.apply(to: &picture, random: &random) }
    }
  }

  /// The picture changed.
  package func perturbed(_ picture: RGBPicture, seed: UInt64, item: String) -> RGBPicture {
    var result = PerturbedPicture(picture)
    apply(to: &result, seed: seed, item: item)
    return result.picture
  }

  /// The name of a region's picture in random draws.
  /// - Parameter view: which street view; nil where a region has one picture.
  package static func item(region: String, view: Int?) -> String {
    view.map { "\(region)\u{0}\($0)" } ?? region
  }
}

extension PerturbationSequence: CustomStringConvertible {
  /// What it does, whole and in one line, in order: equal text, equal sequence.
  package var description: String {
    let words = steps.map { perturbation, probability in
      let details = perturbation.details
      return "\(type(of: perturbation).name) \(probability)" + (details.isEmpty ? "" : " (\(details))")
    }
    return words.isEmpty ? "none" : words.joined(separator: ", ")
  }
}

extension PerturbationSequence: Equatable {
  package static func == (left: Self, right: Self) -> Bool { left.description == right.description }
}
