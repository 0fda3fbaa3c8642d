internal import Foundation
internal import Schemas
internal import Support

extension KnowledgeGraph {
  /// Writes the facts as lines of head, relation, tail, in the graph's order, to the file at `path`.
  /// - Parameter name: how messages name the file.
  /// - Throws: `Failure` when a name holds a tab or line break, which such lines cannot carry.
  package func writeTriples(to path: String, name: String) throws {
    for id in entityIDs + relationNames where id.utf8.contains(where: { $0 == 9 || $0 == 10 || $0 == 13 }) {
      throw Failure.data(name, "the name '\(id)' holds a tab or line break, which a line of triples cannot")
    }
    let descriptor = FilePath.open(path, O_WRONLY | O_TRUNC)
    guard descriptor >= 0 else { throw Failure.errno(.cannotCreate, name, "cannot be opened") }
    defer { close(descriptor) }
    var block: [UInt8] = []
    for fact in 0..<factCount {
      block.append(contentsOf: entityIDs[Int(heads[fact])].utf8)
      block.append(9)
      block.append(contentsOf: relationNames[Int(relations[fact])].utf8)
      block.append(9)
      block.append(contentsOf: entityIDs[Int(tails[fact])].utf8)
      block.append(10)
      if block.count >= 1 << 20 || fact == factCount - 1 {
        try block.withUnsafeBytes { try writeAll($0, to: descriptor, name: name) }
        block.removeAll(keepingCapacity: true)
      }
    }
  }
}
