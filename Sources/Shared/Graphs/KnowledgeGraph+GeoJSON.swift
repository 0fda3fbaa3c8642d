internal import Foundation
internal import Schemas
internal import Support

extension KnowledgeGraph {
  /// Writes the facts of one relation as GeoJSON (RFC 7946) to the file at `path`: a line from head to tail, or
  /// a point where they are in one place.
  /// - Parameter name: how messages call the file.
  /// - Returns: facts written, and facts without coordinates, which are left out.
  /// - Throws: `Failure` (EX_DATAERR) when the graph has no such relation.
  package func writeGeoJSON(_ relation: String, to path: String, name: String) throws -> (
    written: Int, unplaced: Int
  ) {
    guard let index = relationNames.firstIndex(of: relation).map(Int32.init) else {
      throw Failure.data(
        "--to-geojson",
        "the graph has no relation '\(relation)'; it has \(relationNames.listed())")
    }
    let descriptor = FilePath.open(path, O_WRONLY | O_TRUNC)
    guard descriptor >= 0 else { throw Failure.errno(.cannotCreate, name, "cannot be opened") }
    defer { close(descriptor) }
    var written = 0
    var unplaced = 0
    var text = #"{ "type": "FeatureCollection", "features": ["#
    for fact in relations.indices where relations[fact] == index {
      let (head, tail) = (Int(heads[fact]), Int(tails[fact]))
      let (from, to) = (coordinates[head], coordinates[tail])
      guard !from.x.isNaN, !to.x.isNaN else {
        unplaced += 1
        continue
      }
      text += written == 0 ? "\n" : ",\n"
      text += feature(head, relation, tail, from, to)
      written += 1
      if text.utf8.count > 1 << 20 { try flush(&text, descriptor, name) }
    }
    text += "\n] }\n"
    try flush(&text, descriptor, name)
    return (written, unplaced)
  }

  private func feature(
    _ head: Int, _ relation: String, _ tail: Int, _ from: SIMD2<Double>, _ to: SIMD2<Double>
  ) -> String {
    let (a, b) = ("[\(from.x), \(from.y)]", "[\(to.x), \(to.y)]")
    let geometry =
      from == to
      ? #"{ "type": "Point", "coordinates": \#(a) }"#
      : #"{ "type": "LineString", "coordinates": [\#(a), \#(b)] }"#
    return #"{ "type": "Feature", "properties": { "head": \#(JSONText.quoted(entityIDs[head])), "#
      + #""relation": \#(JSONText.quoted(relation)), "tail": \#(JSONText.quoted(entityIDs[tail])) }, "geometry": \#(geometry) }"#
  }

  private func flush(_ text: inout String, _ descriptor: Int32, _ name: String) throws {
    try text.withUTF8 { try writeAll(UnsafeRawBufferPointer($0), to: descriptor, name: name) }
    text = ""
  }
}
