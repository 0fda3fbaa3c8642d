internal import HDF5
internal import Schemas
internal import Support

/// A graph, its embedding and pictures, small enough to train on in a test.
enum TrainingFiles {
  static let regions = (1...12).map { "r\($0)" }
  static let options = "--graph kg.h5 --embedding kge.h5 --batch 5"

  /// Writes kg.h5, kge.h5 and images.h5 into the shell's directory.
  static func write(
    to shell: Shell, pictured: [String] = regions, views: Int? = nil, spoilt: Bool = false
  ) throws {
    let entities = regions + (1...10).map { "p\($0)" }
    var random = Philox(seed: 4, "training files")
    func indices(_ count: Int, below bound: Int) -> [Int32] {
      (0..<count).map { _ in Int32(random.index(below: bound)) }
    }
    let graph = KnowledgeGraph(
      entityIDs: entities,
      entityTypes: entities.map { $0.hasPrefix("r") ? .region : .poi },
      coordinates: entities.map { _ in SIMD2(.nan, .nan) }, relationNames: ["LocateAt", "NearBy"],
      heads: indices(70, below: 22), relations: indices(70, below: 2), tails: indices(70, below: 22),
      regionCount: regions.count)
    try create("kg.h5", .knowledgeGraph, shell) { try graph.write(to: $0) }
    func normals(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.normal()) } }
    var table = GraphEmbedding(
      entityIDs: entities.reversed(), entities: normals(22 * 8),
      relationNames: ["LocateAt", "LocateAt_rev", "NearBy", "NearBy_rev"], relations: normals(4 * 8),
      dimension: 8)
    if spoilt { table.entities[17] = .nan }
    try create("kge.h5", .graphEmbedding, shell) { [table] in try table.write(to: $0) }
    let shape = ImageShape(regions: pictured.count, views: views, height: 32, width: 32)
    let pixels = (0..<(shape.pictures * shape.pictureBytes)).map { _ in
      UInt8(truncatingIfNeeded: random.next32())
    }
    try create("images.h5", .images, shell) { file in
      let writer = try ImageFileWriter(to: file, ids: pictured, shape: shape, description: "noise")
      try writer.write(0..<pictured.count, pixels)
    }
  }

  private static func create(
    _ name: String, _ schema: Schema, _ shell: Shell, _ body: (borrowing HDF5File) throws -> Void
  ) throws {
    let file = try HDF5File(creating: shell.directory + "/" + name, name: name)
    try file.setAttribute("schema", schema.rawValue)
    try file.setAttribute("schema_version", "1.0")
    try body(file)
    try file.flush()
  }
}
