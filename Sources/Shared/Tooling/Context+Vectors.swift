internal import Foundation
internal import Logging
package import Support

extension Context {
  /// Opens a file of regions, places or areas, and records it for provenance: as it is where our readers take it, else
  /// as the GeoJSON that `geo-read` makes of it.
  /// - Parameters:
  ///   - role: what it is for.
  ///   - keys: tags of OpenStreetMap of which a place has any; nil for the usual ones.
  /// - Returns: the file, and whether it was an extract of OpenStreetMap.
  /// - Throws: `Failure`: EX_NOINPUT where it cannot be opened, and what `geo-read` says.
  package func vectorInput(
    _ path: String, _ options: VectorOptions, for role: VectorOptions.Role, keys: [String]? = nil
  ) throws -> (file: InputFile, isOpenStreetMap: Bool) {
    let (layers, filter) = (options.layers(of: role), options.filter(of: role))
    let isDirectory = FilePath.isDirectory(path)
    let file = isDirectory ? InputFile(path: path, name: path) : try input(path)
    let format = isDirectory ? .layers : try VectorFormat(of: file)
    guard format != .parquet else {
      throw Failure.data(
        file.name,
        "is Parquet, which GDAL reads only where it was built with Arrow; DuckDB writes it as GeoJSON, see docs/your-city.md"
      )
    }
    guard format != .ours || !layers.isEmpty || filter != nil else { return (file, false) }
    defer { file.discard() }
    if isDirectory || path.lowercased().hasSuffix(".shp") {
      try recordParts(of: path, isDirectory: isDirectory)
    }
    var arguments = ["--for", role.name, "--called", file.name.printable]
    for layer in layers { arguments += ["--layer", layer] }
    if let filter { arguments += ["--where", filter] }
    if let keys, format == .openStreetMap { arguments += ["--keys", keys.joined(separator: ",")] }
    let spool = try geoRead(file.path, arguments, name: file.name)
    return (spool, format == .openStreetMap)
  }

  /// Calls `body` with a file as `vectorInput` opens it.
  package func withVectorInput<R>(
    _ path: String, _ options: VectorOptions, for role: VectorOptions.Role = .regions,
    _ body: (InputFile) throws -> R
  ) throws -> R {
    let (file, _) = try vectorInput(path, options, for: role)
    defer { file.discard() }
    return try body(file)
  }

  /// Records the files of a shapefile or a folder as one input, under the digest of the list that `sha256sum` prints.
  private func recordParts(of path: String, isDirectory: Bool) throws {
    let folder = isDirectory ? path : FilePath.parent(path)
    let stem = isDirectory ? "" : String(FilePath.name(path).dropLast(4)).lowercased() + "."
    let names = FilePath.names(in: folder) ?? []
    let hash = try SHA256()
    for name in names.sorted()
    where name.lowercased().hasPrefix(stem) && !FilePath.isDirectory("\(folder)/\(name)") {
      let descriptor = FilePath.open("\(folder)/\(name)", O_RDONLY)
      guard descriptor >= 0 else { throw Failure.errno(.noInput, "\(folder)/\(name)", "cannot be opened") }
      defer { close(descriptor) }
      var line = "\(try FileDigest(of: descriptor, name: name).value())  \(name)\n"
      line.withUTF8 { hash.update(UnsafeRawBufferPointer($0)) }
    }
    if !isDirectory { inputs.removeLast() }
    record(path, name: FilePath.name(path), sha256: hash.finish())
  }

  /// Runs `geo-read`, which alone links GDAL's vector drivers: GDAL takes as long to start as we take to read a city.
  private func geoRead(_ path: String, _ arguments: [String], name: String) throws -> InputFile {
    guard let program = Helper.path(of: "geo-read") else {
      throw Failure(
        .noInput, name,
        "is no plain GeoJSON, and geo-read, which reads it, is not installed beside \(tool); 'ogr2ogr -f GeoJSON -t_srs EPSG:4326' converts it"
      )
    }
    let spool = try TemporaryFile(in: TemporaryFiles.directory)
    // Foundation passes text alone to a program.
    let operand = path.hasEscapedBytes ? ["--hexadecimal", "--", path.hexadecimalBytes] : ["--", path]
    try Helper.run(
      program, arguments + ["-q", "-o", "-"] + operand, called: "geo-read", output: spool.descriptor)
    return InputFile(spool: spool, name: name)
  }
}
