internal import CGDAL
internal import GDAL
internal import Support

/// Geometries as GeoJSON writes them; curves become lines, heights go.
struct GeometryText {
  private let transform: CoordinateTransform
  private let subject: String
  /// Positions are whole numbers of ten-millionths of a degree, which a reader's arithmetic has blurred.
  private let isOpenStreetMap: Bool

  init(_ transform: CoordinateTransform, subject: String, isOpenStreetMap: Bool) {
    self.transform = transform
    self.subject = subject
    self.isOpenStreetMap = isOpenStreetMap
  }

  /// - Throws: `Failure` (EX_DATAERR) where a position has no longitude and latitude.
  func append(_ geometry: OGRGeometryH?, to text: inout [UInt8]) throws {
    guard let geometry, OGR_G_IsEmpty(geometry) == 0 else {
      text += Array("null".utf8)
      return
    }
    if OGR_G_HasCurveGeometry(geometry, 1) != 0, let straight = OGR_G_GetLinearGeometry(geometry, 0, nil) {
      defer { OGR_G_DestroyGeometry(straight) }
      return try append(straight, to: &text)
    }
    let kind = OGR_GT_Flatten(OGR_G_GetGeometryType(geometry))
    switch kind {
    case wkbPoint: try append("Point", geometry, to: &text, Self.point)
    case wkbLineString: try append("LineString", geometry, to: &text, Self.points)
    case wkbPolygon, wkbTriangle: try append("Polygon", geometry, to: &text, Self.members(Self.points))
    case wkbMultiPoint: try append("MultiPoint", geometry, to: &text, Self.members(Self.point))
    case wkbMultiLineString: try append("MultiLineString", geometry, to: &text, Self.members(Self.points))
    case wkbMultiPolygon, wkbPolyhedralSurface, wkbTIN:
      try append("MultiPolygon", geometry, to: &text, Self.members(Self.members(Self.points)))
    case wkbGeometryCollection:
      text += Array("{\"type\":\"GeometryCollection\",\"geometries\":[".utf8)
      for index in 0..<OGR_G_GetGeometryCount(geometry) {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        try append(OGR_G_GetGeometryRef(geometry, index), to: &text)
      }
      text += Array("]}".utf8)
    default:
      throw Failure.data(
        subject, "is a \(GDALLibrary.string(OGR_G_GetGeometryName(geometry))), which GeoJSON has not")
    }
  }

  private typealias Coordinates = @Sendable (GeometryText, OGRGeometryH, inout [UInt8]) throws -> Void

  private func append(
    _ type: String, _ geometry: OGRGeometryH, to text: inout [UInt8], _ coordinates: Coordinates
  ) throws {
    text += Array("{\"type\":\"\(type)\",\"coordinates\":".utf8)
    try coordinates(self, geometry, &text)
    text.append(UInt8(ascii: "}"))
  }

  private static let point: Coordinates = { writer, geometry, text in
    try writer.append(positions: writer.positions(geometry), to: &text)
  }

  private static let points: Coordinates = { writer, geometry, text in
    text.append(UInt8(ascii: "["))
    try writer.append(positions: writer.positions(geometry), to: &text)
    text.append(UInt8(ascii: "]"))
  }

  /// An array of what `inner` makes of each part.
  private static func members(_ inner: @escaping Coordinates) -> Coordinates {
    { writer, geometry, text in
      text.append(UInt8(ascii: "["))
      for index in 0..<OGR_G_GetGeometryCount(geometry) {
        if index > 0 { text.append(UInt8(ascii: ",")) }
        if let part = OGR_G_GetGeometryRef(geometry, index) { try inner(writer, part, &text) }
      }
      text.append(UInt8(ascii: "]"))
    }
  }

  private func positions(_ geometry: OGRGeometryH) -> [SIMD2<Double>] {
    let positions = transform(
      (0..<OGR_G_GetPointCount(geometry)).map { SIMD2(OGR_G_GetX(geometry, $0), OGR_G_GetY(geometry, $0)) })
    return isOpenStreetMap ? positions.map { ($0 * 1e7).rounded(.toNearestOrEven) / 1e7 } : positions
  }

  private func append(positions: [SIMD2<Double>], to text: inout [UInt8]) throws {
    for (index, position) in positions.enumerated() {
      guard position.x.isFinite, position.y.isFinite else {
        throw Failure.data(subject, "has a position that has no longitude and latitude")
      }
      text += Array("\(index == 0 ? "" : ",")[\(position.x),\(position.y)]".utf8)
    }
  }
}
