internal import Networks
package import Numerics
package import Schemas

/// A region's features predict its indicators by a linear head: the mean over the known ones of
/// (head(f) − y)², y being ln(1 + indicator), standardised over the training regions.
package final class SupervisedObjective: TrainingObjective {
  package static let name = "supervised"
  package static let summary = "indicators of the training regions, by a linear head"
  package static let needs: [ObjectiveInput] = [.labels]

  private let labels: RegionLabels
  private let head: Linear

  package init(_ inputs: ObjectiveInputs) {
    labels = inputs.require(inputs.labels, .labels)
    head = Linear("head", inputs: inputs.features, outputs: labels.indicators.count)
    head.initialize(.kaimingUniform, seed: inputs.seed)
  }

  package var settings: [RunSetting] {
    [RunSetting("indicators", .text(labels.indicators.joined(separator: ",")))]
  }

  /// The head, and what its outputs are standardised by.
  package var parts: [ObjectivePart] {
    [
      ObjectivePart(
        group: "head", description: "standardised ln(1 + y) of the indicators from the features",
        parameters: head.parameters.map { ($0.name, $0) },
        state: { [head, labels] in
          var state = StateDict(of: head.parameters, dropping: "head.")
          for (name, values) in [("label_mean", labels.means), ("label_deviation", labels.deviations)] {
            state[name] = .init(shape: [values.count], values: values.map(Float.init))
          }
          return state
        },
        load: { [head] in try $0.load(into: head.parameters, dropping: "head.", subject: $1) })
    ]
  }

  package func evaluate(_ features: Tensor, _ step: TrainingStep) -> ObjectiveLoss {
    let predictions = head.forward(features)
    let gradient = Tensor(predictions.shape)
    let wanted = step.regions.flatMap { labels.values[$0] }
    let known = Double(max(1, wanted.count { !$0.isNaN }))
    var total = 0.0
    for (index, label) in wanted.enumerated() where !label.isNaN {
      let error = Double(predictions[index]) - label
      total += error * error
      gradient[index] = Float(2 * error / known)
    }
    return ObjectiveLoss(value: total / known, images: features) { [head] in
      guard let result = head.backward(gradient) else { preconditionFailure("input gradient") }
      return result
    }
  }
}
