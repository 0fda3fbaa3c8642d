internal import HDF5
internal import Numerics
internal import Schemas
internal import Support

/// A trained perceptron with the scales of its features and labels.
struct PerceptronModel: FittedPredictor {
  let hidden: Int
  /// Values of `Perceptron.parameters`, in their order.
  let parameters: [[Float]]
  /// nil for features taken raw.
  let scaling: Standardisation?
  let labels: LabelScaling

  init(_ network: Perceptron, _ scaling: Standardisation?, _ labels: LabelScaling) {
    hidden = network.hidden
    parameters = network.parameters.map(\.value.array)
    self.scaling = scaling
    self.labels = labels
  }

  func predictions(_ inputs: PredictorInputs) -> [Double] {
    let network = Perceptron(inputs: inputs.features.dimension, hidden: hidden)
    for (parameter, values) in zip(network.parameters, parameters) {
      parameter.value.copy(from: Tensor(values, shape: parameter.value.shape))
    }
    let x = Self.tensor(inputs.features, rows: 0..<inputs.count, scaling)
    return network.predictions(x).map { labels.centre + labels.spread * Double($0) }
  }

  /// Rows of features as a network takes them.
  static func tensor(
    _ features: EmbeddingTable, rows: some Collection<Int>, _ scaling: Standardisation?
  ) -> Tensor {
    let values = scaling?.apply(features, rows: rows).map { Float($0) } ?? rows.flatMap { features.row($0) }
    let tensor = Tensor([rows.count, features.dimension])
    for (index, value) in values.enumerated() { tensor[index] = value }
    return tensor
  }

  func write(to file: borrowing HDF5File, at group: String) throws {
    try scaling?.write(to: file, at: group)
    for (name, value, text) in [
      ("label_mean", labels.centre, "mean of the training labels; 0 where they were taken raw"),
      ("label_scale", labels.spread, "their standard deviation; 1 where they were taken raw"),
    ] {
      try file.write([value], to: "\(group)/\(name)", shape: [1], HDF5Layout(text, dimensions: []))
    }
    let inputs = parameters[0].count / hidden
    for (parameter, values) in zip(Perceptron(inputs: inputs, hidden: hidden).parameters, parameters) {
      try file.write(
        values, to: "\(group)/\(parameter.name)", shape: parameter.value.shape,
        HDF5Layout("parameter of Sequential(Linear, Dropout, ReLU, Linear)", dimensions: []))
    }
  }

  init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    let bias = try file.dataset("\(group)/0.bias")
    try bias.require(.float32, shape: [nil])
    guard bias.count > 0 else { throw Failure.data(bias.subject, "has no hidden units") }
    hidden = bias.count
    let shapes = [("0.weight", [hidden, dimension]), ("0.bias", [hidden]), ("3.weight", [1, hidden])]
    parameters = try (shapes + [("3.bias", [1])]).map { try file.read("\(group)/\($0)", shape: $1) }
    let isScaled = file.contains("\(group)/mean") || file.contains("\(group)/scale")
    scaling = isScaled ? try Standardisation(from: file, at: group, dimension: dimension) : nil
    labels = LabelScaling(
      centre: try file.read("\(group)/label_mean", shape: [1])[0],
      spread: try file.read("\(group)/label_scale", shape: [1])[0])
  }
}

/// Labels are `centre + spread · output`.
struct LabelScaling: Sendable {
  let centre: Double
  let spread: Double

  init(centre: Double = 0, spread: Double = 1) {
    self.centre = centre
    self.spread = spread
  }

  /// Mean and standard deviation; 1 for labels without spread.
  init(standardising labels: [Double]) {
    let mean = labels.reduce(0, +) / Double(labels.count)
    let deviation = (labels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(labels.count)).squareRoot()
    self.init(centre: mean, spread: deviation > abs(mean) * 1e-12 ? deviation : 1)
  }
}
