internal import Graphs
internal import Relations
internal import Schemas
internal import TestSupport
import Foundation
import Testing

/// What every relation has to say about itself.
@Suite struct KnownRelationsTests {
  @Test func everyRelationHasNamesOfItsOwnAndWords() {
    let all = KnownRelations.all
    #expect(Set(all.map { $0.name.lowercased() }).count == all.count)
    for relation in all {
      let meaning = relation.meaning
      for words in [meaning.wording.ofHead, meaning.wording.ofTail] {
        #expect(
          !words.isEmpty && words.first?.isLowercase == true && words.last?.isLetter == true, "\(meaning)")
      }
      #expect(!relation.needs.isEmpty && meaning.head != .other && meaning.tail != .other)
      if meaning.isSymmetric {
        #expect(meaning.head == meaning.tail && meaning.wording.ofHead == meaning.wording.ofTail)
      }
      for names in RelationNames.allCases {
        let spelling = meaning.spelling(names)
        let reading = KnownRelations.vocabulary.reading(of: spelling.name)
        #expect(reading?.head == (spelling.isReversed ? meaning.tail : meaning.head), "\(spelling)")
        #expect(reading?.tail == (spelling.isReversed ? meaning.head : meaning.tail), "\(spelling)")
        #expect(reading?.isSymmetric == meaning.isSymmetric)
      }
    }
  }

  @Test func everyOptionIsOneFlagWithADefaultWithinItsBounds() throws {
    for (flag, relations) in KnownRelations.options {
      #expect(!flag.help.isEmpty && !relations.isEmpty && flag.problem(with: flag.value) == nil, "\(flag)")
      // Relations that share a flag mean the same by it.
      for relation in KnownRelations.all {
        for own in relation.options where own.name == flag.name {
          #expect(own.help == flag.help && own.value == flag.value)
        }
      }
    }
    let distance = try #require(KnownRelations.options.first { $0.flag.name == "service-distance" })
    #expect(distance.relations == ["ServedBy", "BelongTo"])
    #expect(
      distance.flag.problem(with: .number(-1)) == "--service-distance must be between 0 and 100000 metres")
    #expect(
      distance.flag.problem(with: .number(.nan)) != nil && distance.flag.problem(with: .number(0)) == nil)
  }

  @Test(arguments: [
    ("NearBy,borderby", ["BorderBy", "NearBy"]), ("CoCheckin", ["CoCheckin"]),
    ("all,-Cate2Of", KnownRelations.all.map(\.name).filter { $0 != "Cate2Of" }),
    ("-NearBy", KnownRelations.all.map(\.name).filter { $0 != "NearBy" }), ("NearBy,-NearBy", []),
  ]) func listsAreParsedIntoTheOrderOfDerivation(text: String, names: [String]) throws {
    #expect(try RelationSelection(parsing: text).relations.map(\.name) == names)
  }

  @Test func namesThatAreNoRelationsAreRefusedWithAllThatAre() {
    do {
      _ = try RelationSelection(parsing: "NearBy,-Nope")
      Issue.record("no failure")
    } catch {
      #expect(
        "\(error)".hasPrefix("--relations has '-Nope', where all or some of these are possible: BorderBy,"))
      #expect("\(error)".hasSuffix(KnownRelations.all.map(\.name).joined(separator: ", ")))
    }
  }

  @Test func onlyNamedRelationsHaveToHaveTheirInputs() throws {
    #expect(RelationSelection().unmet(by: [.regions]) == nil)
    #expect(try RelationSelection(parsing: "all").unmet(by: [.regions]) == nil)
    let unmet = try #require(
      try RelationSelection(parsing: "NearBy,ServedBy").unmet(by: [.regions, .polygons]))
    #expect(unmet.relation == "ServedBy" && unmet.lacks == .areas)
  }

  @Test func everyRelationAndOptionIsDocumented() throws {
    let page = Repository.root.appendingPathComponent("docs/relations.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    for relation in KnownRelations.all { #expect(text.contains("`\(relation.name)`"), "\(relation.name)") }
    for (flag, _) in KnownRelations.options { #expect(text.contains("`--\(flag.name)`"), "\(flag.name)") }
  }
}
