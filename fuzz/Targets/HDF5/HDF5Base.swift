internal import HDF5
internal import Schemas
internal import Segmentation
internal import Support

/// A small whole file of a schema, which inputs of the fuzzer change.
struct HDF5Base: Sendable {
  let bytes: [UInt8]

  /// - Parameter schema: nil for a file of another program.
  init(
    _ schema: Schema?, _ version: SchemaVersion = SchemaVersion(1, 0),
    _ body: (borrowing HDF5File) throws -> Void
  ) {
    do {
      let memory = try MemoryFile()
      let file = try HDF5File(creating: memory.path, name: "base")
      try body(file)
      if let schema {
        try file.setAttribute("schema", schema.rawValue)
        try file.setAttribute("schema_version", version.description)
        try file.setAttribute("seed", Int64(1))
        try file.setAttribute("inputs", "[]")
      }
      try file.close()
      bytes = try memory.bytes
    } catch { fatalError("no base: \(error)") }
  }
}

extension HDF5Base {
  private static let ids = ["Z1", "Z2", "Zürich 3"]

  private static func wave(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 7) / 4 - 0.5 } }

  static let knowledgeGraph = HDF5Base(.knowledgeGraph) { file in
    try KnowledgeGraph(
      entityIDs: ids + ["p1", "Cate1_food", "Brand_b"],
      entityTypes: [.region, .region, .region, .poi, .category, .brand],
      coordinates: (0..<6).map { $0 < 4 ? SIMD2(10 + Double($0) / 100, 45) : SIMD2(.nan, .nan) },
      relationNames: ["BorderBy", "LocateAt", "NearBy"], heads: [0, 1, 3, 0, 2], relations: [0, 0, 1, 2, 2],
      tails: [1, 0, 0, 2, 0], regionCount: 3
    ).write(to: file)
  }

  static let graphEmbedding = HDF5Base(.graphEmbedding) { file in
    try GraphEmbedding(
      entityIDs: ids, entities: wave(12), relationNames: ["NearBy", "NearBy_rev"], relations: wave(8),
      dimension: 4
    ).write(to: file)
  }

  private static func embeddings(anndata: Bool) -> HDF5Base {
    HDF5Base(.embeddings, SchemaVersion(1, 1)) { file in
      try EmbeddingTable(ids: ids, values: wave(12), dimension: 4).write(
        to: file, description: "features", encoder: "resnet18", names: ["a", "b", "c", "d"], anndata: anndata)
    }
  }

  static let embeddings = embeddings(anndata: false)
  static let annData = embeddings(anndata: true)

  /// A compressed matrix of rows, as SciPy has it in AnnData.
  static let sparse = HDF5Base(nil) { file in
    try file.write(ids, to: "/obs/_index", HDF5Layout("names", dimensions: []))
    try file.setAttribute("_index", "_index", on: "/obs")
    try file.write([Float(1), 2, 3], to: "/X/data", shape: [3], HDF5Layout("data", dimensions: []))
    try file.write([Int32(0), 1, 1], to: "/X/indices", shape: [3], HDF5Layout("columns", dimensions: []))
    try file.write([Int32(0), 1, 2, 3], to: "/X/indptr", shape: [4], HDF5Layout("rows", dimensions: []))
    try file.setAttribute("encoding-type", "csr_matrix", on: "/X")
    try file.write([Int64(3), 2], to: "/X/shape", shape: [2], HDF5Layout("extent", dimensions: []))
  }

  private static func images(_ shape: ImageShape, _ origin: PictureOrigin? = nil) -> HDF5Base {
    HDF5Base(.images, shape.version) { file in
      let writer = try ImageFileWriter(
        to: file, ids: ids, shape: shape, origin: origin, description: "pictures")
      let samples = (0..<(shape.pictures * shape.pictureBytes)).map { UInt8(truncatingIfNeeded: 37 * $0) }
      let valid = (0..<(shape.pictures * shape.height * shape.width)).map { UInt8($0 % 3 == 0 ? 0 : 1) }
      try samples.withUnsafeBytes { samples in
        try valid.withUnsafeBytes {
          try writer.write(0..<ids.count, samples, mask: shape.pixels.hasMask ? $0 : nil)
        }
      }
    }
  }

  static let satelliteImages = images(ImageShape(regions: 3, views: nil, height: 4, width: 5))
  static let streetViews = images(
    ImageShape(views: RegionViews(counts: [1, 2, 1]), height: 4, width: 4))

  /// Cut out of a scene: with masks and places.
  static let placedImages: HDF5Base = {
    let shape = ImageShape(
      views: .single(3), height: 4, width: 4,
      pixels: PixelLayout(bands: PixelLayout.rgb.bands, sample: .uint8, hasMask: true), isPlaced: true)
    let origin = PictureOrigin(
      corners: (0..<3).map { _ in [SIMD2(10, 46), SIMD2(11, 46), SIMD2(11, 45), SIMD2(10, 45)] },
      edges: [[Double]](repeating: [0, 0, 100, 100], count: 3), crs: "EPSG:32632", shares: [1, 0.5, 1],
      limits: [SIMD2(0, 1), SIMD2(0, 1), SIMD2(0, 1)], scaling: "limits", date: "2020-01-02")
    return images(shape, origin)
  }()

  /// Parts of the size of a toy, under the names of a checkpoint's.
  static let model = HDF5Base(.model) { file in
    try file.setAttribute("encoder", "resnet18")
    try file.setAttribute("epoch", 2)
    for group in ["/encoder", "/projector", "/graph", "/graph_projector", "/optimiser/first_moment"] {
      var state = StateDict()
      state["conv1.weight"] = .init(shape: [2, 3, 1, 2], values: wave(12))
      state["0.weight"] = .init(shape: [2, 2], values: wave(4))
      state["2.weight"] = .init(shape: [2, 2], values: wave(4))
      state["bn1.num_batches_tracked"] = .init(shape: [], integers: [3])
      try state.write(to: file, group: group, description: "weights")
    }
    try file.write([0.5, 0.25], to: "/history/loss", shape: [2], HDF5Layout("loss", dimensions: ["epochs"]))
  }

  static let segmentation = HDF5Base(.segmentation) { file in
    let trainer = SegmentationTrainer(SegmentationTraining(seed: 1))
    try trainer.write(to: file)
  }

  static let stateDict = HDF5Base(nil) { file in
    try file.write(
      wave(6), to: "/module.conv1.weight", shape: [1, 3, 2, 1], HDF5Layout("weight", dimensions: []))
    try file.write([Int64(4)], to: "/count", shape: [], HDF5Layout("count", dimensions: []))
  }
}
