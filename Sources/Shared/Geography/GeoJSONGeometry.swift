internal import Support
internal import Tables

/// Reads a GeoJSON geometry, whose members may stand in any order.
struct GeoJSONGeometry {
  /// Collections within collections.
  private static let deepest = 8

  private let scanner: JSONScanner
  private var polygons = PolygonShape()
  private var lines: [ArraySlice<SIMD2<Double>>] = []
  private var points: [SIMD2<Double>] = []
  private var problem: Failure?

  private init(_ scanner: JSONScanner) { self.scanner = scanner }

  /// - Throws: `Failure` (EX_DATAERR) where it is no JSON. What is JSON and no geometry is `.wrong`.
  static func read(_ scanner: JSONScanner) throws -> GeoJSONFeature.Geometry {
    guard try scanner.peek() == UInt8(ascii: "{") else {
      try scanner.skip()
      return .none
    }
    var parts = GeoJSONGeometry(scanner)
    let type = try parts.add(depth: 0)
    if let problem = parts.problem { return .wrong(problem) }
    switch type {
    case "Point": return parts.points.first.map { .point($0) } ?? .other(type, middle: nil)
    case "Polygon", "MultiPolygon": return .polygon(parts.polygons, others: 0)
    case "GeometryCollection" where !parts.polygons.isEmpty:
      return .polygon(parts.polygons, others: parts.lines.count + parts.points.count)
    default: return .other(type, middle: parts.middle)
    }
  }

  private mutating func add(depth: Int) throws -> String {
    var type: String?
    var coordinates: GeoJSONCoordinates?
    var hasRings = false
    let scanner = scanner
    try scanner.object { member in
      switch member {
      case "type": type = try scanner.text()
      case "coordinates":
        guard try scanner.peek() == UInt8(ascii: "[") else { return try scanner.skip() }
        coordinates = try GeoJSONCoordinates(scanner)
      case "geometries":
        guard depth < Self.deepest, try scanner.peek() == UInt8(ascii: "[") else { return try scanner.skip() }
        try scanner.array {
          guard try scanner.peek() == UInt8(ascii: "{") else { return try scanner.skip() }
          _ = try add(depth: depth + 1)
        }
      case "rings", "paths":
        hasRings = true
        try scanner.skip()
      default: try scanner.skip()
      }
    }
    guard let type else {
      let esri =
        hasRings
        ? "an Esri geometry, where those of a GeoJSON FeatureCollection are needed"
        : "a geometry without a type"
      throw scanner.failure("has \(esri)")
    }
    if let found = coordinates?.problem { problem = problem ?? found }
    if type != "GeometryCollection" { try place(coordinates, type) }
    return type
  }

  private mutating func place(_ coordinates: GeoJSONCoordinates?, _ type: String) throws {
    let depths = [
      "Point": 1, "MultiPoint": 2, "LineString": 2, "MultiLineString": 3, "Polygon": 3, "MultiPolygon": 4,
    ]
    guard let depth = depths[type] else { return }
    let isEmpty = coordinates?.points.isEmpty ?? false
    guard let coordinates, isEmpty || coordinates.depth == depth else {
      if problem == nil {
        problem = scanner.failure("has a \(type) whose coordinates are not those of a \(type)")
      }
      return
    }
    guard !isEmpty else { return }
    switch type {
    case "Polygon", "MultiPolygon":
      let (shape, wrong) = coordinates.shape(scanner)
      if let wrong { problem = problem ?? wrong }
      polygons.append(shape)
    case "LineString", "MultiLineString": lines += coordinates.rows
    default: points += coordinates.points
    }
  }

  /// Where something that is no area is on the map: the middle of the longest line, else the mean of the points.
  private var middle: SIMD2<Double>? {
    let measured = lines.map { (line: $0, length: Self.lengths($0).reduce(0, +)) }
    if let longest = measured.max(by: { $0.length < $1.length }) { return Self.middle(of: longest.line) }
    guard let first = points.first else { return nil }
    let sum = points.reduce(SIMD2<Double>.zero) { $0 + SIMD2(WGS84.unwrapped($1.x, near: first.x), $1.y) }
    return sum / Double(points.count)
  }

  /// Of every segment, in degrees of latitude.
  private static func lengths(_ line: ArraySlice<SIMD2<Double>>) -> [Double] {
    zip(line, line.dropFirst()).map { a, b in
      let step = SIMD2(WGS84.unwrapped(b.x, near: a.x), b.y) - a
      let x = step.x * Self.cosine(of: a.y)
      return (x * x + step.y * step.y).squareRoot()
    }
  }

  private static func middle(of line: ArraySlice<SIMD2<Double>>) -> SIMD2<Double>? {
    let lengths = lengths(line)
    var left = lengths.reduce(0, +) / 2
    for ((a, b), length) in zip(zip(line, line.dropFirst()), lengths) {
      if left <= length, length > 0 {
        return a + (SIMD2(WGS84.unwrapped(b.x, near: a.x), b.y) - a) * (left / length)
      }
      left -= length
    }
    return line.first
  }

  private static func cosine(of degrees: Double) -> Double { Elementary.cos(degrees * .pi / 180) }
}
