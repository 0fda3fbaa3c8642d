internal import HDF5
internal import Support

extension EmbeddingTable {
  /// Elements that a sparse matrix may have once it is dense.
  private static let most = 1 << 28

  /// Reads an AnnData file: observations as regions, and the matrix `/X`, dense or sparse, of any kind of number.
  ///
  /// Source: AnnData's on-disk format 0.1.0 (anndata.readthedocs.io, "On-disk format").
  /// - Throws: `Failure` (EX_DATAERR) where an observation has no id of its own, or X is no matrix of finite numbers.
  init(annData file: borrowing HDF5File) throws {
    guard file.contains("/X"), file.contains("/obs") else {
      throw Failure.data(
        file.name,
        "has neither /region/id and /embedding nor AnnData's /obs and /X, where a table of embeddings is needed"
      )
    }
    guard file.isGroup("/obs") else {
      throw Failure.data(
        "\(file.name): /obs", "is a table of AnnData before 0.7; read and write it with a newer one")
    }
    let index =
      file.hasAttribute("_index", on: "/obs") ? try file.stringAttribute("_index", on: "/obs") : "_index"
    let path = "/obs/\(index)"
    let ids = try Self.names(file, path)
    try requireNames(ids, "\(file.name): \(path)", areLabels: true)
    if file.isGroup("/X") {
      try self.init(sparse: file, ids: ids)
    } else {
      let dataset = try file.dataset("/X")
      try dataset.requireMatrix(rows: ids.count)
      self.init(
        ids: ids, values: try Self.singles(dataset.readNumbers(), dataset.subject),
        dimension: dataset.shape[1])
    }
  }

  /// Strings of a column, plain, nullable or categorical.
  private static func names(_ file: borrowing HDF5File, _ path: String) throws -> [String] {
    guard file.isGroup(path) else { return try file.readStrings(path) }
    if file.contains("\(path)/values") {
      let values = try file.readStrings("\(path)/values")
      if file.contains("\(path)/mask") {
        let mask = try file.dataset("\(path)/mask").readFlags()
        guard mask.count == values.count, !mask.contains(true) else {
          throw Failure.data("\(file.name): \(path)", "has observations without a name")
        }
      }
      return values
    }
    let categories = try file.readStrings("\(path)/categories")
    let codes = try file.dataset("\(path)/codes").readNumbers()
    return try codes.map { code in
      guard let index = Int(exactly: code), categories.indices.contains(index) else {
        throw Failure.data(
          "\(file.name): \(path)", "has the code \(code), where 0 to \(categories.count - 1) is possible"
        )
      }
      return categories[index]
    }
  }

  /// Compressed rows (`csr_matrix`) or columns (`csc_matrix`), as SciPy has them; entries of one place add up.
  private init(sparse file: borrowing HDF5File, ids: [String]) throws {
    let subject = "\(file.name): /X"
    let encoding =
      file.hasAttribute("encoding-type", on: "/X")
      ? try file.stringAttribute("encoding-type", on: "/X") : "none"
    guard ["csr_matrix", "csc_matrix"].contains(encoding) else {
      throw Failure.data(
        subject,
        "is a group of the kind '\(encoding)', where a dense matrix, csr_matrix or csc_matrix is needed")
    }
    let shape = try file.integersAttribute("shape", on: "/X")
    guard shape.count == 2, shape[0] == ids.count, shape[1] > 0, shape[1] <= Self.most / max(ids.count, 1)
    else {
      throw Failure.data(subject, "is a sparse matrix of shape \(shape), where \(ids.count) × n is needed")
    }
    let data = try Self.singles(file.dataset("/X/data").readNumbers(), "\(subject)/data")
    let minor = try file.dataset("/X/indices").readNumbers()
    let starts = try file.dataset("/X/indptr").readNumbers()
    let byRows = encoding == "csr_matrix"
    let (major, width) = byRows ? (shape[0], shape[1]) : (shape[1], shape[0])
    guard starts.count == major + 1, starts.first == 0, starts.last == Double(data.count),
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }), minor.count == data.count,
      minor.allSatisfy({ $0 >= 0 && $0 < Double(width) })
    else { throw Failure.data(subject, "is no sparse matrix: its indices do not fit its shape \(shape)") }
    var values = [Float](repeating: 0, count: shape[0] * shape[1])
    for line in 0..<major {
      for entry in Int(starts[line])..<Int(starts[line + 1]) {
        let (row, column) = byRows ? (line, Int(minor[entry])) : (Int(minor[entry]), line)
        values[row * shape[1] + column] += data[entry]
      }
    }
    self.init(ids: ids, values: values, dimension: shape[1])
  }

  /// - Throws: `Failure` (EX_DATAERR) for a number beyond single precision.
  static func singles(_ doubles: [Double], _ subject: String) throws -> [Float] {
    let values = doubles.map(Float.init)
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw Failure.data(
        subject,
        "element \(bad) is \(doubles[bad]), where only numbers within the range of float32 are allowed")
    }
    return values
  }
}

extension HDF5Dataset {
  /// - Throws: `Failure` (EX_DATAERR) where it is no table of numbers with so many rows.
  fileprivate func requireMatrix(rows: Int) throws {
    guard kind != .string else { throw Failure.data(subject, "holds text, where numbers are needed") }
    guard shape.count == 2, shape[0] == rows, shape[1] > 0 else {
      let found = shape.map(String.init).joined(separator: " × ")
      throw Failure.data(subject, "is \(found.isEmpty ? "a scalar" : found), where \(rows) × n is needed")
    }
  }
}
