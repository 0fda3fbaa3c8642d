internal import HDF5
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// Round trips of the files that stages hand to each other, and what their readers refuse.
@Suite struct FormatTests {
  private let graph = KnowledgeGraph(
    entityIDs: ["r1", "r2", "p"], entityTypes: [.region, .region, .poi],
    coordinates: [SIMD2(4.9, 52.3), SIMD2(.nan, .nan), SIMD2(5, 52)],
    relationNames: ["BorderBy", "LocateAt"],
    heads: [0, 2], relations: [0, 1], tails: [1, 0], regionCount: 2)

  private func written(_ schema: Schema, _ path: String, _ body: (borrowing HDF5File) throws -> Void) throws {
    let file = try HDF5File(creating: path, name: "t.h5")
    try file.setAttribute("schema", schema.rawValue)
    try file.setAttribute("schema_version", "1.0")
    try body(file)
    try file.close()
  }

  @Test func knowledgeGraph() throws {
    try withTemporaryPath { path in
      try written(.knowledgeGraph, path) { try graph.write(to: $0) }
      let read = try KnowledgeGraph(from: HDF5File(reading: path, name: "t.h5"))
      #expect(read.entityIDs == graph.entityIDs && read.entityTypes == graph.entityTypes)
      #expect(read.heads == graph.heads && read.relations == graph.relations && read.tails == graph.tails)
      #expect(read.coordinates[0] == graph.coordinates[0] && read.coordinates[1].x.isNaN)
      #expect(read.regionCount == 2)
    }
  }

  @Test(arguments: ["tail", "duplicate", "region"])
  func badKnowledgeGraphsAreRefused(fault: String) throws {
    var bad = graph
    switch fault {
    case "tail": bad.tails[1] = 3
    case "duplicate": bad.entityIDs[2] = "r1"
    default: bad.regionCount = 3
    }
    try withTemporaryPath { path in
      try written(.knowledgeGraph, path) { try bad.write(to: $0) }
      let error = #expect(throws: Failure.self) {
        try KnowledgeGraph(from: HDF5File(reading: path, name: "t.h5"))
      }
      #expect(error?.kind == .data && error?.subject?.hasPrefix("t.h5: /") == true)
    }
  }

  @Test func anotherMajorVersionIsRefused() throws {
    try withTemporaryPath { path in
      do {
        let file = try HDF5File(creating: path, name: "t.h5")
        try file.setAttribute("schema", Schema.knowledgeGraph.rawValue)
        try file.setAttribute("schema_version", "2.0")
      }
      #expect(throws: Failure.self) { try KnowledgeGraph(from: HDF5File(reading: path, name: "t.h5")) }
    }
  }

  @Test(arguments: [false, true])
  func embeddingTable(anndata: Bool) throws {
    let table = EmbeddingTable(ids: ["a", "b"], values: [1, 2, 3, 4, 5, 6], dimension: 3)
    try withTemporaryPath { path in
      try written(.embeddings, path) { try table.write(to: $0, description: "test", anndata: anndata) }
      let read = try EmbeddingTable(from: HDF5File(reading: path, name: "t.h5"))
      #expect(read.ids == table.ids && read.values == table.values && read.dimension == 3)
      #expect(read.rows(of: ["b", "c"]) == [1, nil])
    }
  }

  @Test func stateDict() throws {
    var state = StateDict()
    state["layer1.0.conv1.weight"] = .init(shape: [2, 1, 1, 3], values: [1, 2, 3, 4, 5, 6])
    state["bn1.num_batches_tracked"] = .init(shape: [], values: [7])
    try withTemporaryPath { path in
      try written(.model, path) { try state.write(to: $0, group: "/encoder", description: "weights") }
      let read = try StateDict(from: HDF5File(reading: path, name: "t.h5"), group: "/encoder")
      #expect(Set(read.names) == Set(state.names))
      #expect(read["layer1.0.conv1.weight"] == state["layer1.0.conv1.weight"])
      #expect(read["bn1.num_batches_tracked"]?.values == [7])
      #expect(throws: Failure.self) { try read.require("bn1.num_batches_tracked", shape: [1], "t.h5") }
    }
  }
}
