import Foundation
internal import HDF5
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// One table, as AnnData stores it in several ways.
@Suite struct AnnDataTests {
  private func read(_ name: String) throws -> EmbeddingTable {
    try EmbeddingTable(
      from: HDF5File(reading: Repository.fixture("anndata/\(name).h5ad").path, name: name))
  }

  private static let values: [Float] = [1, 0, 3, 0, 0, -2, 4, 5, 0, 7, 0, 0]

  @Test(arguments: ["f2", "u2", "i8", "csr", "csc", "bool", "nullable"])
  func everyKindIsReadAlike(name: String) throws {
    let table = try read(name)
    #expect(table.ids == ["r1", "r2", "r10", "São"] && table.dimension == 3)
    let expected = Self.values.map { name == "u2" ? abs($0) : name == "bool" ? ($0 == 0 ? 0 : 1) : $0 }
    #expect(table.values == expected)
  }

  /// A sparse matrix whose indices reach beyond it is none.
  @Test func indicesBeyondASparseMatrixAreRefused() throws {
    try withTemporaryPath { path in
      func write(indices: [Int32], starts: [Int32]) throws {
        let file = try HDF5File(creating: path, name: "t")
        try file.write(["a", "b"], to: "/obs/_index", HDF5Layout("ids", dimensions: []))
        try file.write([1, 2] as [Float], to: "/X/data", shape: [2], HDF5Layout("data", dimensions: []))
        try file.write(
          indices, to: "/X/indices", shape: [indices.count], HDF5Layout("indices", dimensions: []))
        try file.write(starts, to: "/X/indptr", shape: [starts.count], HDF5Layout("starts", dimensions: []))
        try file.setAttribute("encoding-type", "csr_matrix", on: "/X")
        try file.close()
      }
      for (indices, starts) in [
        ([0, 9], [0, 1, 2]), ([0, 1], [0, 2, 1]), ([0, 1], [0, 1]), ([0, -1], [0, 1, 2]),
      ] {
        try write(indices: indices.map(Int32.init), starts: starts.map(Int32.init))
        #expect(throws: Failure.self) { _ = try EmbeddingTable(from: HDF5File(reading: path, name: "t")) }
      }
    }
  }
}
