internal import CGDAL
internal import Foundation
internal import GDAL
internal import Support

/// A file of vector layers that OGR opens; of one thread at a time.
package final class VectorFile {
  package let name: String
  let handle: GDALDatasetH
  package let layers: [String]
  /// Whether it is an extract of OpenStreetMap.
  package let isOpenStreetMap: Bool

  /// - Throws: `Failure`: EX_NOINPUT where there is no such file, EX_DATAERR where it has no layers.
  package init(_ path: String, name: String) throws {
    GDALLibrary.start()
    OSMTags.configure(for: path)
    self.name = name
    let location = try Self.location(path, name)
    let flags = UInt32(GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR)
    let names = Self.drivers.map { strdup($0) }
    defer { for name in names { free(name) } }
    let opened = (names.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { drivers in
      location.withFileName { GDALOpenEx($0, flags, drivers.baseAddress, nil, nil) }
    }
    guard let handle = opened else {
      throw GDALLibrary.failure(
        name,
        "has no vector layers, where GeoPackage, a shapefile, FlatGeobuf, an OpenStreetMap extract or GeoJSON is needed; ogr2ogr -f GeoJSON converts others"
      )
    }
    self.handle = handle
    layers = (0..<GDALDatasetGetLayerCount(handle)).map {
      GDALLibrary.string(OGR_L_GetName(GDALDatasetGetLayer(handle, $0)))
    }
    isOpenStreetMap = GDALLibrary.string(GDALGetDriverShortName(GDALGetDatasetDriver(handle))) == "OSM"
  }

  deinit { GDALClose(handle) }

  /// Formats of files that hold their layers themselves: others (OGR's VRT among them) name further files, which an
  /// input must not.
  private static let drivers = [
    "GPKG", "ESRI Shapefile", "FlatGeobuf", "OSM", "GeoJSON", "GeoJSONSeq", "TopoJSON", "ESRIJSON", "LIBKML",
    "KML",
    "GML", "OpenFileGDB", "MapInfo File", "GPX",
  ]

  /// Main files of what archives hold vector layers as.
  private static let layerSuffixes = [
    ".shp", ".gpkg", ".fgb", ".geojson", ".json", ".kml", ".gml", ".pbf", ".osm",
  ]

  private static func location(_ path: String, _ name: String) throws -> String {
    if path.hasPrefix("/vsi") { return path }
    guard FilePath.exists(path) else { throw Failure.errno(.noInput, name, "cannot be opened") }
    let magic = FilePath.bytes(of: path, count: 4) ?? []
    if magic == [0x50, 0x4B, 3, 4] {
      let archive = Archive(path, name: name)
      if archive.files.contains(where: { $0.contains(".gdb/") }) { return "/vsizip/{\(path)}" }
      return try archive.only("vector layer") { file in layerSuffixes.contains { file.hasSuffix($0) } }
    }
    if magic.starts(with: [0x1F, 0x8B]) { return "/vsigzip/\(path)" }
    // A file without a name, of another process: SQLite itself wants a name to put a journal beside.
    return path.hasPrefix("/proc/") ? "/vsisubfile/0,\(path)" : path
  }

  /// The layers to read: those named, else the only one, else of an extract those that hold points and polygons.
  /// - Throws: `Failure` (EX_USAGE) where it is to be said which.
  func chosen(_ names: [String], _ role: VectorRole) throws -> [String] {
    for name in names where !layers.contains(name) {
      throw Failure.usage(
        "\(self.name) has no layer '\(name)'; its layers: \(layers.listed())")
    }
    if !names.isEmpty { return names }
    if isOpenStreetMap { return role == .places ? ["points", "multipolygons"] : ["multipolygons"] }
    guard !layers.isEmpty else { throw Failure.data(name, "has no vector layers") }
    guard layers.count == 1 else {
      throw Failure.usage(
        "\(name) has \(layers.count) layers; --layer says which: \(layers.listed())")
    }
    return layers
  }
}

/// What a layer is read for.
package enum VectorRole: String, CaseIterable, Sendable {
  case regions, places, areas
}
