internal import Foundation
internal import HDF5
internal import Images
internal import Logging
internal import Schemas
internal import Support
package import Tables

extension Context {
  /// Reads a whole text input (a path or `-`), gzip or not, and records it for provenance.
  /// - Returns: its bytes, and how messages name it.
  package func readBytes(_ path: String) throws -> (bytes: [UInt8], name: String) {
    let input = try input(path)
    defer { input.discard() }
    return (try input.text(), input.name)
  }

  /// Reads a CSV or TSV table (a path or `-`).
  package func readTable(_ path: String) throws -> DelimitedTable {
    let (bytes, name) = try readBytes(path)
    return try DelimitedTable(parsing: bytes, name: name, rules)
  }

  /// Reads coordinates from a table, JSON, or a `knowcl/kg` whose entities have some.
  package func readCoordinates(_ path: String) throws -> CoordinateTable {
    try readPlaces(path).coordinates
  }

  /// The same with those of its ids that are regions': in a graph, its region entities.
  package func readPlaces(_ path: String) throws -> (coordinates: CoordinateTable, regions: [String]) {
    guard isHDF5(path) else {
      let (bytes, name) = try readBytes(path)
      let table = try CoordinateTable(parsing: bytes, name: name, rules)
      return (table, table.ids)
    }
    return try readHDF5(path, .knowledgeGraph) { file in
      let graph = try KnowledgeGraph(from: file)
      let located = zip(graph.entityIDs, graph.coordinates).filter { !$0.1.x.isNaN && !$0.1.y.isNaN }
      return (try CoordinateTable(located, name: file.name), Array(graph.entityIDs[..<graph.regionCount]))
    }
  }

  /// The coordinates in a table of something else, nil where it names none.
  /// - Parameter needed: whether wrong ones are an error; else a warning says what is wrong, and there are none.
  package func coordinates(in bytes: [UInt8], name: String, needed: Bool) throws -> CoordinateTable? {
    do { return try CoordinateTable.named(in: bytes, name: name, rules) } catch let failure as Failure {
      guard !needed else { throw failure }
      log.warning("\(failure); its coordinates are not used")
      return nil
    }
  }

  /// Whether a file is HDF5, told by its content; standard input never is.
  package func isHDF5(_ path: String) -> Bool {
    path != "-"
      && FilePath.bytes(of: path, count: 8) == [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
  }

  /// Reads a list of regions: of ids (`readIdentifiers`), or those of a `knowcl/kg`.
  package func readRegions(_ path: String) throws -> [String] {
    guard isHDF5(path) else { return try readIdentifiers(path) }
    return try readHDF5(path, .knowledgeGraph) { file in
      let graph = try KnowledgeGraph(from: file)
      return Array(graph.entityIDs[..<graph.regionCount])
    }
  }

  /// Reads a list of ids: one a line, a column of a table, or the keys of a JSON object (a path or `-`).
  /// - Parameter what: what the ids are of, for messages.
  package func readIdentifiers(_ path: String, of what: String = "region") throws -> [String] {
    let (bytes, name) = try readBytes(path)
    return try IdentifierList.parse(bytes, name: name, of: what, rules)
  }
}
