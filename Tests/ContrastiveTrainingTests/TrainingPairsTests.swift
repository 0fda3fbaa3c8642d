internal import ContrastiveTraining
internal import Schemas
internal import Support
import Testing

@Suite struct TrainingPairsTests {
  private let graph = KnowledgeGraph(
    entityIDs: ["r1", "r2", "r3", "p1"], entityTypes: [.region, .region, .region, .poi],
    coordinates: Array(repeating: SIMD2(0, 0), count: 4), relationNames: ["LocateAt"], heads: [3],
    relations: [0], tails: [0], regionCount: 3)

  private func pairs(_ images: [String], wanted: [String]? = nil, allowMissing: Bool = false) throws
    -> TrainingPairs
  {
    try TrainingPairs(
      images: images, imageFile: "images.h5", joining: [RegionList(graph, of: "kg.h5")], wanted: wanted,
      allowMissing: allowMissing)
  }

  @Test func regionsJoinByIDInTheOrderOfTheGraph() throws {
    let joined = try pairs(["r3", "r1"])
    #expect(joined.pairs.map(\.entity) == [0, 2])
    #expect(joined.pairs.map(\.image) == [1, 0])
  }

  @Test func whatDoesNotJoinIsNamedOrLeftOut() throws {
    // An entity that is no region does not join either.
    for unknown in ["r9", "p1"] {
      let failure = try #require(throws: Failure.self) { _ = try pairs(["r1", "r2", unknown]) }
      #expect(failure.subject == "kg.h5" && failure.message.contains("'\(unknown)'"))
      let joined = try pairs(["r1", "r2", unknown], allowMissing: true)
      #expect(joined.count == 2 && joined.missing == [unknown])
    }
    let failure = try #require(throws: Failure.self) { _ = try pairs(["r1", "r2"], wanted: ["r1", "r3"]) }
    #expect(failure.subject == "images.h5" && failure.message.contains("'r3'"))
    #expect(throws: Failure.self) { _ = try pairs(["r1", "r9"], allowMissing: true) }
  }

  @Test func aListLimitsTheRegions() throws {
    #expect(try pairs(["r1", "r2", "r3"], wanted: ["r3", "r2"]).pairs.map(\.entity) == [1, 2])
  }

  @Test func regionsMustBeInEveryListAndWithoutOneComeInTheOrderOfTheirIDs() throws {
    let located = RegionList(["r3", "r1"], of: "map.csv", lacking: "no coordinates of")
    func join(_ lists: [RegionList], allowMissing: Bool = false) throws -> TrainingPairs {
      try TrainingPairs(
        images: ["r3", "r2", "r1"], imageFile: "images.h5", joining: lists, wanted: nil,
        allowMissing: allowMissing)
    }
    #expect(try join([]).pairs.map(\.image) == [2, 1, 0])
    let failure = try #require(throws: Failure.self) {
      _ = try join([RegionList(graph, of: "kg.h5"), located])
    }
    #expect(failure.subject == "map.csv" && failure.message.contains("no coordinates of 'r2'"))
    let joined = try join([RegionList(graph, of: "kg.h5"), located], allowMissing: true)
    #expect(joined.pairs.map(\.entity) == [0, 2] && joined.missing == ["r2"])
    #expect(try join([located], allowMissing: true).pairs.map(\.image) == [0, 2])
  }
}
