package import Support

/// Squares as somebody's program may have written them in GeoJSON, and what a reader has to make of them.
package struct HostileGeoJSON {
  package let bytes: [UInt8]
  /// Lower left corners of unit cells, by id.
  package let squares: [String: SIMD2<Double>]
  /// Whether a reader of regions, of which each matters, has to refuse the file.
  package private(set) var isWrong = false
  /// Whether bytes were changed at random: what is read then nobody knows.
  package private(set) var isNoise = false

  /// Side of a square, in degrees.
  package static let side = 0.01

  package init(random: inout Philox) {
    var writer = Writer(random: random)
    let text = writer.text()
    squares = writer.squares
    isWrong = writer.isWrong
    var written = Array(text.utf8)
    if writer.random.bernoulli(0.15) {
      isNoise = true
      HostileNoise.add(to: &written, &writer.random)
    }
    bytes = written
    random = writer.random
  }

  private struct Writer {
    var random: Philox
    var squares: [String: SIMD2<Double>] = [:]
    var isWrong = false

    init(random: Philox) { self.random = random }

    private mutating func one<T>(_ values: [T]) -> T { values[random.index(below: values.count)] }
    private mutating func blank() -> String { one(["", "", " ", "\n ", "\t", "\r\n"]) }

    mutating func text() -> String {
      let count = 1 + random.index(below: 5)
      var features = (0..<count).map { feature($0, harm: nil) }
      if random.bernoulli(0.5) {
        isWrong = true
        features[random.index(below: count)] = feature(count, harm: random.index(below: 16))
      }
      let mark = random.bernoulli(0.2) ? "\u{FEFF}" : ""
      switch random.index(below: 4) {
      case 0: return mark + features.map { $0.replacing("\n", with: " ") + "\n" }.joined()
      case 1: return mark + features.map { "\u{1E}" + $0 + "\n" }.joined()
      default:
        let members = [
          ("type", "\"FeatureCollection\""),
          ("features", "[" + features.joined(separator: "," + blank()) + "]"),
        ]
        return mark
          + object(
            members + one([[], [("crs", "{\"a\": [1, {}]}")], [("bbox", "[1,2,3,4]"), ("name", "\"x\"")]]))
      }
    }

    private mutating func object(_ members: [(String, String)]) -> String {
      var members = members
      random.shuffle(&members)
      return "{" + members.map { "\(blank())\"\($0.0)\"\(blank()):\(blank())\($0.1)" }.joined(separator: ",")
        + blank() + "}"
    }

    /// - Parameter harm: what is wrong with it; nil for nothing.
    private mutating func feature(_ index: Int, harm: Int?) -> String {
      let id = "Z\(index)"
      let corner = SIMD2(
        10 + Double(index % 7) * HostileGeoJSON.side, 45 + Double(index / 7) * HostileGeoJSON.side)
      if harm == nil { squares[id] = corner }
      var properties = [("region", one(["\"\(id)\"", "\"\\u005A\(index)\""]))]
      let others = [
        ("x", "NaN"), ("y", "-Infinity"), ("z", "\"\\ud800 half\""), ("name", "\"São \\n\\\"\""),
        ("deep", "{\"a\": [[], {}]}"),
        ("n", "null"), ("number", "-1.5e3"), ("t", "true"),
      ]
      properties += others.filter { _ in random.bernoulli(0.2) }
      var members = [
        ("type", "\"Feature\""), ("properties", object(properties)), ("geometry", geometry(corner, harm)),
      ]
      switch harm {
      case 0: members[1].1 = "{}"
      case 1: members[2].1 = "null"
      case 2: members[2].1 = "{\"type\": \"Point\", \"coordinates\": [10, 45]}"
      case 3: members.append(("geometry", "null"))
      case 4: members[0].1 = "\"Topology\""
      case 5: return object(members) + one([",", "}", "]", "x", ":", "\"", "'"])
      case 6: return String(object(members).dropLast())
      case 7:
        members.append(("x", one(["'a'", "undefined", "01x", "[1,]", "{a: 1}", "\"\\q\"", "\"a\u{1}b\""])))
      default: break
      }
      if harm == nil, random.bernoulli(0.2) { members.append(("id", "\(random.index(below: 9))")) }
      return object(members)
    }

    private mutating func geometry(_ corner: SIMD2<Double>, _ harm: Int?) -> String {
      let side = HostileGeoJSON.side
      var ring = [
        corner, corner + SIMD2(side, 0), corner + SIMD2(side, side), corner + SIMD2(0, side), corner,
      ]
      if random.bernoulli(0.3) { ring.reverse() }
      // Up to rounding a ring that ends where it began is closed.
      if random.bernoulli(0.2) { ring[4] += SIMD2(5e-10, -5e-10) }
      var positions = ring.map { position($0) }
      switch harm {
      case 8: positions.removeLast()
      case 9: positions.removeLast(2)
      case 10:
        positions[1] = one([
          "[NaN,45]", "[10,-Infinity]", "[null,45]", "[\"10\",45]", "[10]", "[]", "[[10,45]]",
        ])
      case 11: positions[2] = one(["[10,95]", "[190.5,45]", "[583960,4507523]", "[1e400,45]"])
      default: break
      }
      let polygon = "[[" + positions.joined(separator: ",") + "]]"
      func written(_ type: String, _ coordinates: String) -> [(String, String)] {
        [("type", "\"\(type)\""), ("coordinates", coordinates)]
      }
      switch harm {
      case 12: return object(written("MultiPolygon", polygon))
      case 13: return object(written("Polygon", "[]"))
      case 14: return object([("coordinates", polygon)])
      case 15: return object(written("LineString", "[[10,45],[10.1,45]]"))
      default: break
      }
      switch random.index(below: 5) {
      case 0: return object(written("MultiPolygon", "[\(polygon)]"))
      case 1:
        let line = "{\"type\": \"LineString\", \"coordinates\": [[10,45],[10.1,45]]}"
        let parts = [object(written("Polygon", polygon))] + (random.bernoulli(0.5) ? [line] : [])
        return object([
          ("type", "\"GeometryCollection\""), ("geometries", "[\(parts.joined(separator: ","))]"),
        ])
      default: return object(written("Polygon", polygon))
      }
    }

    private mutating func position(_ point: SIMD2<Double>) -> String {
      let height = random.bernoulli(0.1) ? ",12.5" : ""
      return "[\(point.x),\(blank())\(point.y)\(height)]"
    }
  }
}
