import Foundation
internal import TestSupport
import Testing

/// docs/architecture.md against what the compiler is told in Package.swift.
@Suite struct RoomTests {
  /// The rooms in the order of Package.swift, and the rooms that each may import.
  private static func rooms() throws -> [(name: String, imports: [String])] {
    let manifest = try String(
      contentsOf: Repository.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    let listed = manifest.matches(of: /\broom\(\s*("[^)]*)\)/).map { call in
      call.output.1.matches(of: /"(\w+)"/).map { String($0.output.1) }
    }
    let names = Set(listed.compactMap(\.first))
    return listed.map { ($0[0], $0.dropFirst().filter(names.contains)) }
  }

  private static func page() throws -> String {
    try String(contentsOf: Repository.root.appendingPathComponent("docs/architecture.md"), encoding: .utf8)
  }

  @Test func everyFileIsInARoomThatSaysWhatItHolds() throws {
    let rooms = try Set(Self.rooms().map(\.name))
    let shared = Repository.root.appendingPathComponent("Sources/Shared").path
    #expect(try Set(FileManager.default.contentsOfDirectory(atPath: shared)) == rooms)
    for room in rooms {
      let door = try String(contentsOfFile: "\(shared)/\(room)/README.md", encoding: .utf8)
      #expect(door.hasPrefix("# \(room)\n\n") && door.count > room.count + 40, "\(room)")
    }
  }

  @Test func roomsImportOnlyRoomsBeforeThem() throws {
    var before: Set<String> = []
    for (room, imports) in try Self.rooms() {
      #expect(before.isSuperset(of: imports), "\(room) imports \(imports)")
      before.insert(room)
    }
    #expect(before.count > 10)
  }

  @Test func thePictureHasEveryArrowThatNoOtherPathImplies() throws {
    let rooms = try Self.rooms()
    var reached: [String: Set<String>] = [:]
    var wanted: Set<String> = []
    for (room, imports) in rooms {
      let implied = imports.reduce(into: Set<String>()) { $0.formUnion(reached[$1] ?? []) }
      for other in imports where !implied.contains(other) { wanted.insert("\(other) --> \(room)") }
      reached[room] = implied.union(imports)
    }
    let arrows = try Set(Self.page().matches(of: /\w+ --> \w+/).map { String($0.output) })
    #expect(arrows == wanted)
  }
}
