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
    // Each fact is there once.
    var facts: [[Int32]] = []
    while facts.count < 70 {
      let fact = [22, 2, 22].map { Int32(random.index(below: $0)) }
      if !facts.contains(fact) { facts.append(fact) }
    }
    let graph = KnowledgeGraph(
      entityIDs: entities,
      entityTypes: entities.map { $0.hasPrefix("r") ? .region : .poi },
      coordinates: entities.map { _ in SIMD2(.nan, .nan) }, relationNames: ["LocateAt", "NearBy"],
      heads: facts.map { $0[0] }, relations: facts.map { $0[1] }, tails: facts.map { $0[2] },
      regionCount: regions.count)
    try create("kg.h5", .knowledgeGraph, shell) { try graph.write(to: $0) }
    func normals(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.normal()) } }
    var table = GraphEmbedding(
      entityIDs: entities.reversed(), entities: normals(22 * 8),
      relationNames: ["LocateAt", "LocateAt_rev", "NearBy", "NearBy_rev"], relations: normals(4 * 8),
      dimension: 8)
    if spoilt { table.entities[17] = .nan }
    try create("kge.h5", .graphEmbedding, shell) { [table] in try table.write(to: $0) }
    let each = views.map { RegionViews(regions: pictured.count, each: $0) } ?? .single(pictured.count)
    try writePictures("images.h5", of: pictured, each, to: shell)
  }

  /// Writes pictures of noise, which depends on region, view and day alone.
  static func writePictures(
    _ name: String, of ids: [String], _ views: RegionViews, day: UInt64 = 4, to shell: Shell
  ) throws {
    let shape = ImageShape(views: views, height: 32, width: 32)
    try create(name, .images, version: shape.version, shell) { file in
      let writer = try ImageFileWriter(to: file, ids: ids, shape: shape, description: "noise")
      try writer.write(0..<ids.count, noise(ids, shape, day: day))
    }
  }

  /// The same in the layout of version 1.1, whatever the views.
  static func writeLaidOutAsRagged(_ name: String, of ids: [String], _ views: RegionViews, to shell: Shell)
    throws
  {
    let shape = ImageShape(views: views, height: 32, width: 32)
    try create(name, .images, version: SchemaVersion(1, 1), shell) { file in
      func layout(_ text: String) -> HDF5Layout { HDF5Layout(text, dimensions: []) }
      try file.write(ids, to: "/region/id", layout("ids"))
      try file.write(views.counts.map { Int32($0) }, to: "/region/views", shape: [ids.count], layout("views"))
      try file.write(noise(ids, shape), to: "/image", shape: [views.pictures, 32, 32, 3], layout("noise"))
    }
  }

  private static func noise(_ ids: [String], _ shape: ImageShape, day: UInt64 = 4) -> [UInt8] {
    zip(ids, shape.views.counts).flatMap { id, count in
      (0..<count).flatMap { view in
        var random = Philox(seed: day, "picture", item: "\(id) \(view)")
        return (0..<shape.pictureBytes).map { _ in UInt8(truncatingIfNeeded: random.next32()) }
      }
    }
  }

  private static func create(
    _ name: String, _ schema: Schema, version: SchemaVersion = SchemaVersion(1, 0), _ shell: Shell,
    _ body: (borrowing HDF5File) throws -> Void
  ) throws {
    let file = try HDF5File(creating: shell.directory + "/" + name, name: name)
    try file.setAttribute("schema", schema.rawValue)
    try file.setAttribute("schema_version", version.description)
    try body(file)
    try file.close()
  }
}
