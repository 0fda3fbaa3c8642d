internal import CGDAL
internal import Foundation
internal import GDAL
internal import Support

/// Writes the features of a layer as GeoJSON.
struct FeatureWriter {
  private let transform: CoordinateTransform
  private let fields: [Field]
  /// Tags of which a feature has to have any; nil for all features.
  private let keys: Set<String>?
  private let isOpenStreetMap: Bool
  private let subject: String

  private struct Field {
    let name: String
    let index: Int32
    let type: OGRFieldType
  }

  /// - Throws: `Failure` (EX_DATAERR) where the layer does not say where it lies.
  init(_ layer: OGRLayerH, of file: VectorFile, keys: [String]?) throws {
    let definition = OGR_L_GetLayerDefn(layer)
    fields = (0..<OGR_FD_GetFieldCount(definition)).map { index in
      let field = OGR_FD_GetFieldDefn(definition, index)
      return Field(
        name: GDALLibrary.string(OGR_Fld_GetNameRef(field)), index: index, type: OGR_Fld_GetType(field))
    }
    subject = "\(file.name): layer \(GDALLibrary.string(OGR_L_GetName(layer)))"
    isOpenStreetMap = file.isOpenStreetMap
    self.keys = keys.map(Set.init)
    guard let crs = SpatialReference(copying: OGR_L_GetSpatialRef(layer)) else {
      guard let extent = Self.extent(of: layer), abs(extent.MinX) <= 180, abs(extent.MaxX) <= 180,
        abs(extent.MinY) <= 90, abs(extent.MaxY) <= 90
      else {
        throw Failure.data(
          subject,
          "has no coordinate reference system, and is not in degrees; a .prj file or 'ogr2ogr -a_srs EPSG:CODE' gives it one"
        )
      }
      transform = try CoordinateTransform(from: .wgs84(), to: .wgs84())
      return
    }
    transform = try CoordinateTransform(from: crs, to: .wgs84())
  }

  private static func extent(of layer: OGRLayerH) -> OGREnvelope? {
    var extent = OGREnvelope()
    return OGR_L_GetExtent(layer, &extent, 1) == OGRERR_NONE ? extent : nil
  }

  /// Appends a feature and a line's end, unless it has none of the tags.
  /// - Returns: whether it was appended.
  func append(_ feature: OGRFeatureH, to text: inout [UInt8]) throws -> Bool {
    var members: [(name: String, value: String)] = []
    var tags: Set<String> = []
    for field in fields where OGR_F_IsFieldSetAndNotNull(feature, field.index) != 0 {
      if isOpenStreetMap, field.name == "other_tags" {
        for (key, value) in OSMTags.parse(GDALLibrary.string(OGR_F_GetFieldAsString(feature, field.index))) {
          members.append((key, JSONText.quoted(value)))
          tags.insert(key)
        }
      } else if isOpenStreetMap, ["osm_id", "osm_way_id"].contains(field.name) {
        continue
      } else {
        members.append((field.name, value(of: field, feature)))
        tags.insert(field.name)
      }
    }
    if let keys, keys.isDisjoint(with: tags) { return false }
    text += Array("{\"type\":\"Feature\",".utf8)
    if let id = openStreetMapID(feature) { text += Array("\"id\":\"\(id)\",".utf8) }
    text += Array("\"properties\":{".utf8)
    for (index, member) in members.enumerated() {
      text += Array("\(index == 0 ? "" : ",")\(JSONText.quoted(member.name)):\(member.value)".utf8)
    }
    text += Array("},\"geometry\":".utf8)
    try GeometryText(
      transform, subject: "\(subject): feature \(OGR_F_GetFID(feature))", isOpenStreetMap: isOpenStreetMap
    )
    .append(OGR_F_GetGeometryRef(feature), to: &text)
    text += Array("}\n".utf8)
    return true
  }

  /// The id that `osmium export --add-unique-id=type_id` gives: of nodes and of areas, which are of ways or relations.
  private func openStreetMapID(_ feature: OGRFeatureH) -> String? {
    guard isOpenStreetMap else { return nil }
    func number(_ name: String) -> Int64? {
      let index = OGR_F_GetFieldIndex(feature, name)
      guard index >= 0, OGR_F_IsFieldSetAndNotNull(feature, index) != 0 else { return nil }
      return Int64(GDALLibrary.string(OGR_F_GetFieldAsString(feature, index)))
    }
    if let way = number("osm_way_id") { return "a\(2 * way)" }
    guard let id = number("osm_id") else { return nil }
    return subject.hasSuffix("layer points")
      ? "n\(id)" : subject.hasSuffix("multipolygons") ? "a\(2 * id + 1)" : "\(id)"
  }

  private func value(of field: Field, _ feature: OGRFeatureH) -> String {
    switch field.type {
    case OFTInteger: return "\(OGR_F_GetFieldAsInteger(feature, field.index))"
    case OFTInteger64: return "\(OGR_F_GetFieldAsInteger64(feature, field.index))"
    case OFTReal: return JSONText.attribute(OGR_F_GetFieldAsDouble(feature, field.index))
    default: return JSONText.quoted(GDALLibrary.string(OGR_F_GetFieldAsString(feature, field.index)))
    }
  }
}
