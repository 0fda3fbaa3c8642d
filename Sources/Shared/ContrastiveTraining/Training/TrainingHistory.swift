internal import HDF5

/// Loss and monitors of every epoch.
package struct TrainingHistory: Sendable, Equatable {
  /// One epoch in numbers.
  package struct Epoch: Sendable, Equatable {
    /// Loss a pair.
    package var loss: Double
    package var monitors: CollapseMonitors
  }

  package private(set) var epochs: [Epoch] = []

  package init() {}

  mutating func append(_ epoch: Epoch) { epochs.append(epoch) }

  /// A column of the history: its name, what it is, and how to read it off an epoch.
  struct Column: Sendable {
    let name: String
    let description: String
    /// NaN where the loss is not about pairs.
    var isOfPairs = false
    let value: @Sendable (Epoch) -> Double
  }

  static let columns: [Column] = [
    Column(name: "loss", description: "contrastive loss a pair") { $0.loss },
    Column(name: "image_sd", description: "mean standard deviation of unit image embeddings") {
      $0.monitors.images.deviation
    },
    Column(name: "image_cosine", description: "mean cosine of two images") { $0.monitors.images.meanCosine },
    Column(name: "image_uniformity", description: "uniformity of images (Wang & Isola 2020)") {
      $0.monitors.images.uniformity
    },
    Column(
      name: "region_sd", description: "mean standard deviation of unit region embeddings", isOfPairs: true
    ) {
      $0.monitors.regions.deviation
    },
    Column(name: "region_cosine", description: "mean cosine of two regions", isOfPairs: true) {
      $0.monitors.regions.meanCosine
    },
    Column(name: "region_uniformity", description: "uniformity of regions", isOfPairs: true) {
      $0.monitors.regions.uniformity
    },
    Column(
      name: "alignment", description: "mean squared distance of an image and its region", isOfPairs: true
    ) {
      $0.monitors.alignment
    },
    Column(
      name: "image_to_region", description: "share of images that find their own region first",
      isOfPairs: true
    ) {
      $0.monitors.imageToRegion
    },
    Column(
      name: "region_to_image", description: "share of regions that find their own image first",
      isOfPairs: true
    ) {
      $0.monitors.regionToImage
    },
  ]

  /// A TSV table: `epoch` from 1 and the columns of `/history`.
  package var table: String {
    let header = (["epoch"] + Self.columns.map(\.name)).joined(separator: "\t")
    let rows = epochs.enumerated().map { index, epoch in
      (["\(index + 1)"] + Self.columns.map { "\($0.value(epoch))" }).joined(separator: "\t")
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }

  /// Writes `/history/…`, one value an epoch.
  func write(to file: borrowing HDF5File) throws {
    for column in Self.columns {
      try file.write(
        epochs.map(column.value), to: "/history/\(column.name)", shape: [epochs.count],
        HDF5Layout("\(column.description), by epoch", dimensions: ["epochs"]))
    }
  }

  /// Reads what `write` wrote.
  init(from file: borrowing HDF5File, epochs count: Int) throws {
    let values: [[Double]] = try Self.columns.map { column in
      try file.read(
        "/history/\(column.name)", shape: [count], allowing: column.isOfPairs ? .finiteOrNaN : .finite)
    }
    epochs = (0..<count).map { epoch in
      let row = values.map { $0[epoch] }
      return Epoch(loss: row[0], monitors: CollapseMonitors(columns: row.dropFirst()))
    }
  }
}

extension TrainingHistory.Epoch {
  /// One JSON object: `epoch` and the history's columns.
  package func json(epoch: Int) -> String {
    let fields = TrainingHistory.columns.map { column in
      let value = column.value(self)
      return "\"\(column.name)\":\(value.isFinite ? String(value) : "null")"
    }
    return "{\"epoch\":\(epoch)," + fields.joined(separator: ",") + "}"
  }
}

extension CollapseMonitors {
  /// From the history's columns behind the loss, in their order.
  fileprivate init(columns: ArraySlice<Double>) {
    let values = Array(columns)
    images = Spread(deviation: values[0], meanCosine: values[1], uniformity: values[2])
    regions = Spread(deviation: values[3], meanCosine: values[4], uniformity: values[5])
    alignment = values[6]
    imageToRegion = values[7]
    regionToImage = values[8]
  }
}
