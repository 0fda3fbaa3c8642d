internal import Graphs
internal import Schemas
internal import Support
import Testing

@Suite struct PathCountsTests {
  /// Three regions in a row; a and b have places of two categories.
  private static let graph: KnowledgeGraph = {
    let ids = ["a", "b", "c", "food", "shop", "p1", "p2", "p3"]
    let facts: [(String, Int32, String)] = [
      ("p1", 1, "a"), ("p2", 1, "a"), ("p3", 1, "b"), ("p1", 0, "food"), ("p2", 0, "food"), ("p3", 0, "shop"),
      ("a", 2, "b"), ("b", 2, "a"), ("b", 2, "c"), ("c", 2, "b"),
    ]
    func number(_ id: String) -> Int32 { Int32(ids.firstIndex(of: id) ?? -1) }
    return KnowledgeGraph(
      entityIDs: ids, entityTypes: [.region, .region, .region, .category, .category, .poi, .poi, .poi],
      coordinates: Array(repeating: SIMD2(.nan, .nan), count: 8),
      relationNames: ["Cate1Of", "LocateAt", "NearBy"], heads: facts.map { number($0.0) },
      relations: facts.map(\.1), tails: facts.map { number($0.2) }, regionCount: 3)
  }()

  private func counts(_ paths: [String], least: Int = 1) throws -> PathCounts {
    try PathCounts(Self.graph, try paths.map { try #require(RelationPath($0)) }, least: least, "kg.h5")
  }

  /// Numbers of paths are entries of products of adjacency matrices: B is LocateAt transposed times Cate1Of, and
  /// NearBy times B what lies around.
  @Test func featuresAreLogarithmsOfNumbersOfPaths() throws {
    let own = try counts(["LocateAt_rev/Cate1Of"])
    #expect(own.table.ids == ["a", "b", "c"])
    #expect(own.names == ["LocateAt_rev/Cate1Of:food", "LocateAt_rev/Cate1Of:shop"])
    #expect(own.table.values == [2, 0, 0, 1, 0, 0].map { Float(Elementary.log1p($0)) })
    let around = try counts(["NearBy/LocateAt_rev/Cate1Of", "NearBy/NearBy"])
    #expect(around.names.suffix(3) == ["NearBy/NearBy:a", "NearBy/NearBy:b", "NearBy/NearBy:c"])
    #expect(
      around.table.values
        == [0, 1, 1, 0, 1, 2, 0, 0, 2, 0, 0, 1, 1, 0, 1].map { Float(Elementary.log1p($0)) })
  }

  @Test func endsOfFewRegionsAreNoFeatures() throws {
    #expect(
      try counts(["NearBy/LocateAt_rev/Cate1Of"], least: 2).names == ["NearBy/LocateAt_rev/Cate1Of:shop"])
    #expect(throws: Failure.self) { try counts(["LocateAt_rev/Cate1Of"], least: 2) }
    #expect(throws: Failure.self) { try counts(["BorderBy"]) }
  }

  @Test(arguments: ["", "/", "NearBy/", "_rev", "NearBy/_rev"]) func whatIsNoPathIsRefused(text: String) {
    #expect(RelationPath(text) == nil)
  }
}
