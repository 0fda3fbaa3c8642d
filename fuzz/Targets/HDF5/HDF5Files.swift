internal import Evaluation
internal import Graphs
internal import HDF5
internal import HDF5Edits
internal import Networks
internal import Relations
internal import Schemas
internal import Segmentation
internal import Support
internal import Weights

/// A reader of an HDF5 file.
typealias HDF5Reader = @Sendable (InputFile) throws -> Void

/// Files that are whole to libhdf5 but hold what no tool of ours writes: an input says how one of ours is changed. What
/// libhdf5 itself makes of bytes at random is another matter (`damagedFiles`).
extension FuzzTarget {
  static let hdf5Files = [
    target("images", [.satelliteImages, .streetViews, .placedImages], [images]),
    target("kg", [.knowledgeGraph], [graph]),
    target("kge", [.graphEmbedding], [graphEmbedding, embeddings]),
    target("model", [.model, .stateDict], [weights]),
    target("embeddings", [.embeddings, .annData, .sparse, .graphEmbedding], [embeddings]),
    target("segmentation", [.segmentation], [segmentation]),
    target("predictions", [.predictions], [predictions, estimates]),
    target("predictor", [.predictor, .calibratedPredictor], [predictor], seal: seal),
  ]

  /// The bytes of a file, whatever they are. libhdf5 crashes on some, which the tools survive (CFaults): this is to be
  /// run where that does no harm.
  package static let damagedFiles = FuzzTarget(
    "hdf5",
    [
      images, graph, graphEmbedding, embeddings, weights, segmentation, predictions, estimates, predictor,
    ].map { reader in
      { bytes in try read(MemoryFile(bytes), "hdf5", [reader]) }
    })

  /// Whole files to damage.
  package static var wholeFiles: [(name: String, bytes: [UInt8])] {
    let bases: [(String, HDF5Base)] = [
      ("satellite", .satelliteImages), ("views", .streetViews), ("placed", .placedImages),
      ("kg", .knowledgeGraph),
      ("kge", .graphEmbedding), ("embeddings", .embeddings), ("anndata", .annData), ("sparse", .sparse),
      ("model", .model), ("weights", .stateDict), ("predictions", .predictions),
    ]
    return bases.map { ($0, $1.bytes) }
  }

  /// - Parameters:
  ///   - bases: of which the first byte of an input takes one; the others say how it is changed.
  ///   - seal: makes digests of what was changed right again.
  private static func target(
    _ name: String, _ bases: @autoclosure @escaping @Sendable () -> [HDF5Base], _ readers: [HDF5Reader],
    seal: @escaping HDF5Reader = { _ in }
  ) -> FuzzTarget {
    let change: @Sendable ([UInt8]) throws -> Void = { input in
      let bases = bases()
      let memory = try MemoryFile(bases[Int(input.first ?? 0) % bases.count].bytes)
      let script = input.dropFirst()
      guard script.withUnsafeBufferPointer({ he_edit(memory.path, $0.baseAddress, $0.count) }) else { return }
      // What a reader may take is a multiple of the file's size, and holes cost an edit nothing.
      guard memory.size <= mostBytes else { return }
      try? seal(InputFile(path: memory.path, name: name))
      try read(memory, name, readers)
    }
    return FuzzTarget(name, [change])
  }

  private static let mostBytes = 1 << 20

  /// - Throws: what the first reader that fails throws, after all have read.
  private static func read(_ memory: MemoryFile, _ name: String, _ readers: [HDF5Reader]) throws {
    let file = InputFile(path: memory.path, name: name)
    let results = readers.map { reader in Result { try reader(file) } }
    withExtendedLifetime(memory) {}
    for result in results { try result.get() }
  }

  private static func open<R>(_ file: InputFile, _ body: (borrowing HDF5File) throws -> R) throws -> R {
    try body(try HDF5File(reading: file.path, name: file.name))
  }

  @Sendable private static func images(_ file: InputFile) throws {
    try open(file) { file in
      let images = try ImageFile(from: file)
      for region in images.ids.indices where images.shape.bytes(of: region..<(region + 1)) < 1 << 20 {
        _ = try images.read(region..<(region + 1))
      }
    }
  }

  @Sendable private static func graph(_ file: InputFile) throws {
    let graph = try open(file) { try KnowledgeGraph(from: $0) }
    _ = GraphStatistics(graph).tsv
    for id in graph.entityIDs.prefix(3) {
      _ = try EntityExplanation(graph, KnownRelations.vocabulary, entity: id).lines
    }
    let text = try MemoryFile()
    try graph.writeTriples(to: text.path, name: "facts")
    for relation in graph.relationNames.prefix(3) {
      _ = try graph.writeGeoJSON(relation, to: text.path, name: "map")
    }
  }

  @Sendable private static func graphEmbedding(_ file: InputFile) throws {
    _ = try open(file) { try GraphEmbedding(from: $0) }
  }

  @Sendable private static func embeddings(_ file: InputFile) throws {
    try open(file) { file in
      let table = try EmbeddingTable(from: file)
      _ = table.rows(of: table.ids)
      _ = try file.holdsEncoderFeatures(table.dimension)
    }
  }

  @Sendable private static func weights(_ file: InputFile) throws {
    let state = try WeightsFile.read(file)
    try open(file) { _ = try InputRecord.read(from: $0) }
    _ = try ImageWeights(state, subject: "weights").makeEncoder(subject: "weights")
  }

  @Sendable private static func segmentation(_ file: InputFile) throws {
    try open(file) { _ = try SegmentationFile(from: $0) }
  }

  @Sendable private static func predictions(_ file: InputFile) throws {
    try open(file) { file in
      try file.requireSchema(.predictions)
      _ = try PredictionTable(from: file).lines
    }
  }

  @Sendable private static func estimates(_ file: InputFile) throws {
    try open(file) { file in
      try file.requireSchema(.predictions)
      _ = try EstimateFile(from: file).rows()
    }
  }

  @Sendable private static func predictor(_ file: InputFile) throws {
    try open(file) { file in
      let models = try PredictorFile(from: file, version: file.requireVersion(of: .predictor)).models
      let ids = ["a", "b"]
      let places = [SIMD2(10.0, 45.0), SIMD2(10.1, 45.1)]
      for model in models {
        let tables = Dictionary(
          model.features.files.filter { $0.dimension < 1 << 10 }.map { name, dimension, _ in
            let values = [Float](repeating: 0.5, count: 2 * dimension)
            return (name, [EmbeddingTable(ids: ids, values: values, dimension: dimension)])
          }, uniquingKeysWith: { $1 })
        let inputs = try model.inputs(ids, coordinates: places, tables)
        _ = try model.predictions(ids, coordinates: places, tables)
        _ = model.estimator.estimates(inputs, EstimateSettings(isScaled: true))
      }
    }
  }

  /// The digests of models, as far as the file still holds some.
  @Sendable private static func seal(_ file: InputFile) throws {
    let digests = try open(file) { file in
      try file.members(of: "/model").flatMap { label in
        try file.members(of: "/model/\(label)").map { indicator in
          let group = "/model/\(label)/\(indicator)"
          return (group, try file.contentDigest(of: group, without: "sha256"))
        }
      }
    }
    for (group, digest) in digests { he_set_text(file.path, group, "sha256", digest) }
  }
}
