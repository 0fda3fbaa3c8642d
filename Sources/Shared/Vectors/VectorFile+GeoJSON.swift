internal import CGDAL
internal import GDAL
internal import Support

extension VectorFile {
  /// What is wanted of the file.
  package struct Request {
    package var role: VectorRole
    /// Names of layers; none for the only one.
    package var layers: [String]
    /// A condition in OGR's SQL.
    package var filter: String?
    /// Tags of OpenStreetMap of which a place has any; nil for the usual ones.
    package var keys: [String]?

    package init(role: VectorRole, layers: [String] = [], filter: String? = nil, keys: [String]? = nil) {
      self.role = role
      self.layers = layers
      self.filter = filter
      self.keys = keys
    }
  }

  /// Writes features as a GeoJSON text sequence, a line each, longitude and latitude of WGS 84.
  /// - Returns: how many there were.
  /// - Throws: `Failure`: EX_USAGE where a layer or filter is wrong, EX_DATAERR where the file is damaged.
  package func writeGeoJSON(_ request: Request, to write: ([UInt8]) throws -> Void) throws -> Int {
    let chosen = try chosen(request.layers, request.role)
    var writers: [OGRLayerH: FeatureWriter] = [:]
    for name in chosen {
      guard let layer = GDALDatasetGetLayerByName(handle, name) else { continue }
      guard OGR_L_SetAttributeFilter(layer, request.filter) == OGRERR_NONE else {
        throw Failure(
          .usage, self.name,
          "--where '\(request.filter ?? "")' cannot be asked of layer \(name): \(GDALLibrary.lastMessage)")
      }
      let keys =
        isOpenStreetMap && request.role == .places && request.filter == nil
        ? request.keys ?? OSMTags.places : nil
      writers[layer] = try FeatureWriter(layer, of: self, keys: keys)
    }
    var count = 0
    var text: [UInt8] = []
    GDALLibrary.forgetErrors()
    // Layer by layer an extract would be read whole into memory; in this order it is not.
    GDALDatasetResetReading(handle)
    var layer: OGRLayerH?
    while let feature = GDALDatasetGetNextFeature(handle, &layer, nil, nil, nil) {
      defer { OGR_F_Destroy(feature) }
      guard let layer, let writer = writers[layer] else { continue }
      guard try writer.append(feature, to: &text) else { continue }
      count += 1
      if text.count > 1 << 16 {
        try write(text)
        text.removeAll(keepingCapacity: true)
      }
    }
    guard !GDALLibrary.hasFailed else {
      throw GDALLibrary.lastMessage.contains("Non increasing node id")
        ? Failure.data(
          name, "does not have its nodes in order of their ids; 'osmium sort' puts them in order")
        : GDALLibrary.failure(name, "cannot be read to its end")
    }
    try write(text)
    return count
  }
}
