internal import Graphs
internal import Schemas
import Testing

@Suite struct VocabularyTests {
  private let vocabulary = RelationVocabulary([
    RelationMeaning("Near", from: .region, to: .region, isSymmetric: true, RelationWording("is near")),
    RelationMeaning(
      "Served", knowcl: .init("Provides", isReversed: true), from: .region, to: .area,
      RelationWording(ofHead: "is served by", ofTail: "serves")),
    RelationMeaning(
      "SubKind", family: (prefix: "SubKind", suffix: ""), from: .category, to: .category,
      RelationWording(ofHead: "is within", ofTail: "holds")),
    RelationMeaning(
      "Kind1Of", family: (prefix: "Kind", suffix: "Of"), from: .poi, to: .category,
      RelationWording(ofHead: "is of", ofTail: "is that of")),
  ])

  @Test func relationsAreKnownByEverySpelling() throws {
    let served = try #require(vocabulary.reading(of: "Served"))
    #expect(served.head == .region && served.tail == .area && served.ofHead == "is served by")
    let provides = try #require(vocabulary.reading(of: "Provides"))
    #expect(provides.head == .area && provides.tail == .region)
    #expect(provides.ofHead == "serves" && provides.ofTail == "is served by")
    #expect(try #require(vocabulary.reading(of: "Kind7Of")).tail == .category)
    #expect(try #require(vocabulary.reading(of: "SubKind_2_1")).head == .category)
    #expect(vocabulary.reading(of: "near") == nil && vocabulary.reading(of: "Kind7") == nil)
  }

  @Test func factsOfAnyEntityAreSentences() throws {
    let graph = KnowledgeGraph(
      entityIDs: ["r1", "r2", "mall", "x"], entityTypes: [.region, .region, .area, .other],
      coordinates: [SIMD2(1, 2), SIMD2(.nan, .nan), SIMD2(.nan, .nan), SIMD2(.nan, .nan)],
      relationNames: ["Likes", "Near", "Served"], heads: [0, 1, 0, 3], relations: [1, 1, 2, 0],
      tails: [1, 0, 2, 0], regionCount: 2)
    func lines(_ id: String) throws -> [String] {
      try EntityExplanation(graph, vocabulary, entity: id).lines
    }
    #expect(
      try lines("r1") == [
        "r1 is a region at longitude 1.0, latitude 2.0.", "Likes of: x.", "It is near r2.",
        "It is served by mall.",
      ])
    #expect(try lines("r2") == ["r2 is a region of unknown position.", "It is near r1."])
    #expect(try lines("mall") == ["mall is a business area.", "It serves r1."])
    #expect(try lines("x") == ["x is an entity of unknown type.", "Likes: r1."])
    #expect(throws: (any Error).self) { try lines("r3") }
  }
}
