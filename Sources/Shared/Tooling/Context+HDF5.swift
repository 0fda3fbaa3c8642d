package import HDF5
package import Schemas
internal import Support

extension Context {
  /// Opens an HDF5 input (a path or `-`), checks its schema, records it for provenance.
  /// - Parameters:
  ///   - allowed: schemas to accept; none accepts any HDF5 file.
  package func readHDF5<R>(_ path: String, _ allowed: Schema..., body: (borrowing HDF5File) throws -> R)
    throws
    -> R
  {
    let input = try input(path)
    defer { input.discard() }
    let file = try HDF5File(reading: input.path, name: input.name)
    try input.requireSame()
    input.discard()  // an open file needs no name
    let declared = try file.declaredSchema()
    if !allowed.isEmpty {
      let wanted = allowed.map(\.rawValue).joined(separator: " or ")
      guard let schema = declared.flatMap(Schema.init(rawValue:)), allowed.contains(schema) else {
        throw Failure.data(file.name, "has schema \(declared ?? "none"), where \(wanted) is needed")
      }
      try file.requireVersion(of: schema)
    }
    inputs[inputs.count - 1].schema = declared
    return try body(file)
  }

  /// Fails where `writeHDF5` to `target` would; a tool that works long asks before it begins.
  /// - Throws: `Failure`: EX_USAGE for a terminal, EX_CANTCREAT where no file can be created.
  package func checkHDF5Output(_ target: String) throws {
    if isFollower { return }
    if target == "-" { try StandardOutput.refuseTerminal("HDF5") }
    try OutputFile.check(target)
    try requireDifferent([("-o", target)])
  }

  /// Writes an HDF5 output (a path or `-`) whole or not at all, with schema and provenance.
  /// - Parameter version: of the schema, the oldest that can hold what `body` writes.
  package func writeHDF5(
    _ target: String, _ schema: Schema, version: SchemaVersion = SchemaVersion(1, 0),
    body: (borrowing HDF5File) throws -> Void
  ) throws {
    if isFollower { return }
    try checkHDF5Output(target)
    try OutputFile.write(to: target) { path in
      let file = try HDF5File(creating: path, name: target == "-" ? "standard output" : target)
      try body(file)
      // Last, so that inputs which the body reads as it goes are in it.
      try writeProvenance(file, schema, version)
      try requireUnchangedInputs()
      try file.close()
    }
  }

  /// Writes a text output (a path or `-`) whole or not at all.
  package func writeText(_ target: String, _ text: String) throws {
    if isFollower { return }
    try requireUnchangedInputs()
    if target == "-" { return try StandardOutput.write(text) }
    try writeFile(target) { path in
      try writeWhole(text, to: path)
    }
  }

  /// Writes a binary output (a path or `-`) whole or not at all.
  /// - Parameter kind: what it is, for the refusal to write it to a terminal.
  package func writeData(_ target: String, _ bytes: [UInt8], kind: String) throws {
    if isFollower { return }
    if target == "-" { try StandardOutput.refuseTerminal(kind) }
    try writeFile(target) { path in try writeWhole(bytes, to: path) }
  }

  /// Writes any output whole or not at all; `body` fills the temporary file at `path`.
  package func writeFile(_ target: String, body: (_ path: String) throws -> Void) throws {
    if isFollower { return }
    try OutputFile.write(to: target) { path in
      try body(path)
      try requireUnchangedInputs()
    }
  }

  /// - Throws: `Failure` (EX_IOERR) where an input was written to while it was read: then digest and content may be of
  ///   different versions.
  private func requireUnchangedInputs() throws { for file in inputFiles { try file.requireUnchanged() } }

  private func writeProvenance(_ file: borrowing HDF5File, _ schema: Schema, _ version: SchemaVersion) throws
  {
    try file.setAttribute("schema", schema.rawValue)
    try file.setAttribute("schema_version", version.description)
    try file.setAttribute("tool", tool)
    try file.setAttribute("tool_version", toolVersion)
    try file.setAttribute(
      "command",
      Provenance.command(tool, arguments, inputNames: inputNames, extraIgnored: optionsWithoutEffect))
    try file.setAttribute("seed", Int64(bitPattern: seed))
    try file.setAttribute("inputs", try InputRecord.json(inputs))
  }
}
