internal import HDF5
package import Schemas
package import Support

/// Files of network weights of any supported format.
package enum WeightsFile {
  private static let hdf5Signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Reads named tensors. The format is told by content, never by name: PyTorch (zip, and
  /// legacy before 1.6), safetensors, or HDF5 (a `knowcl/model`, or datasets under state-dict names).
  /// - Throws: `Failure` (EX_DATAERR) that names the file and what is wrong in it.
  package static func read(_ file: InputFile) throws -> StateDict {
    if try file.firstBytes(8) == hdf5Signature {
      return try readHDF5(try HDF5File(reading: file.path, name: file.name))
    }
    return try read(try file.contents(), name: file.name)
  }

  /// Reads the content of a file that is not HDF5.
  package static func read(_ bytes: [UInt8], name: String) throws -> StateDict {
    if ZipArchive.isZip(bytes) { return try TorchFile.readZip(try ZipArchive(bytes, name: name)) }
    if TorchFile.isLegacy(bytes) { return try TorchFile.readLegacy(bytes, name: name) }
    if Safetensors.matches(bytes) { return try Safetensors.read(bytes, name: name) }
    throw Failure.data(name, "is no file of weights: PyTorch (torch.save), safetensors or HDF5 is needed")
  }

  /// Networks of a `knowcl/model`; its other groups hold no weights.
  private static let networks: Set<String> = ["encoder", "projector", "graph", "graph_projector"]

  /// Numeric datasets at the root under their names, and those of groups under `group.name`.
  private static func readHDF5(_ file: borrowing HDF5File) throws -> StateDict {
    let isModel = try file.declaredSchema() == Schema.model.rawValue
    if isModel { try file.requireSchema(.model) }
    var state = StateDict()
    for name in try file.members(of: "/") {
      if let members = try? file.members(of: "/" + name) {
        if isModel && !networks.contains(name) { continue }
        for member in members { state["\(name).\(member)"] = try array(file, "/\(name)/\(member)") }
      } else if !isModel {
        state[name] = try array(file, "/" + name)
      }
    }
    return state
  }

  /// A dataset of numbers; nil for a group, text or bytes.
  private static func array(_ file: borrowing HDF5File, _ path: String) throws -> StateDict.Entry? {
    guard (try? file.members(of: path)) == nil else { return nil }
    let dataset = try file.dataset(path)
    let shape = dataset.shape
    switch dataset.kind {
    case .float32: return .init(shape: shape, values: try dataset.readAll(allowing: .any))
    case .float64:
      let doubles = try dataset.readAll(as: Double.self, allowing: .any)
      return .init(shape: shape, values: doubles.map(Float.init))
    case .int64: return .init(shape: shape, integers: try dataset.readAll())
    case .int32: return .init(shape: shape, integers: try dataset.readAll(as: Int32.self).map(Int64.init))
    case .number:
      return .init(shape: shape, values: try dataset.readNumbers(allowing: .any).map(Float.init))
    case .uint8, .uint16, .string, .flags: return nil
    }
  }
}
