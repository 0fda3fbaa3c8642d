internal import Foundation
internal import Scenes
internal import Support
internal import Tooling

extension Context {
  /// Records rasters as inputs: a single file by its digest, one of several files by that of the list that `sha256sum`
  /// prints of them, in order of name.
  /// - Parameter options: what the command line calls them.
  func recordRasters(_ rasters: [RasterFile], named options: [String]) throws {
    var known: Set<String> = []
    for raster in rasters where known.insert(raster.name).inserted {
      if raster.files == [raster.name], FilePath.exists(raster.name) {
        try input(raster.name).discard()
      } else {
        record(raster.name, name: FilePath.name(raster.name), sha256: try Self.digest(raster))
      }
    }
  }

  private static func digest(_ raster: RasterFile) throws -> String {
    let files = Set(raster.files.map(archive)).filter(FilePath.exists).sorted()
    let hash = try SHA256()
    for file in files {
      let descriptor = FilePath.open(file, O_RDONLY)
      guard descriptor >= 0 else { throw Failure.errno(.noInput, file, "cannot be opened") }
      defer { close(descriptor) }
      var line = "\(try FileDigest(of: descriptor, name: file).value())  \(FilePath.name(file))\n"
      line.withUTF8 { hash.update(UnsafeRawBufferPointer($0)) }
    }
    return hash.finish()
  }

  /// The file on the disk that a name of GDAL's virtual file systems leads into: of `/vsizip/a/b.zip/c.tif` it is `a/b.zip`.
  private static func archive(_ name: String) -> String {
    guard name.hasPrefix("/vsi"), let slash = name.dropFirst().firstIndex(of: "/") else { return name }
    let rest = name[name.index(after: slash)...]
    if rest.hasPrefix("{"), let end = rest.lastIndex(of: "}") { return String(rest[..<end].dropFirst()) }
    let inner = archive(String(rest))
    var path = inner
    while !FilePath.exists(path), let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      path = String(path[..<slash])
    }
    return path
  }
}
