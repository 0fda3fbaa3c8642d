import Foundation
import Testing

/// A city that `city-sim` wrote, read back from its files with code that shares nothing with the tool.
struct SimulatedCity {
  struct Region {
    let id: String
    /// Parts of rings of (lon, lat) in degrees, closed.
    let parts: [[[SIMD2<Double>]]]
  }

  let shell: Shell
  let options: String
  var path: String { shell.directory + "/city" }

  /// Runs the tool, hands the city over, and removes it.
  static func with(_ options: String, _ body: (SimulatedCity) throws -> Void) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run("city-sim -o city \(options)")
    try #require(result.status == 0, "\(result.error)")
    try body(SimulatedCity(shell: shell, options: options))
  }

  /// Rows of a CSV file without quoted fields, by column name.
  func table(_ name: String) throws -> [[String: String]] {
    let lines = try text(name).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = try #require(lines.first)
    return try lines.dropFirst().map { fields in
      try #require(fields.count == header.count)
      return Dictionary(uniqueKeysWithValues: zip(header, fields))
    }
  }

  func column(_ file: String, _ name: String) throws -> [Double] {
    try table(file).map { try #require(Double($0[name] ?? "")) }
  }

  /// Head and tail of every triple, by relation.
  func triples() throws -> [String: Set<[String]>] {
    var all: [String: Set<[String]>] = [:]
    for line in try text("triples.tsv").split(separator: "\n") {
      let fields = line.split(separator: "\t").map(String.init)
      try #require(fields.count == 3)
      let isNew = all[fields[1], default: []].insert([fields[0], fields[2]]).inserted
      #expect(isNew, "\(line) twice")
    }
    return all
  }

  func polygons(_ file: String, _ property: String) throws -> [Region] {
    let root = try JSONSerialization.jsonObject(with: try shell.read("city/" + file)) as? [String: Any]
    #expect(root?["type"] as? String == "FeatureCollection")
    let features = try #require(root?["features"] as? [[String: Any]])
    return try features.map { feature in
      let geometry = try #require(feature["geometry"] as? [String: Any])
      let id = try #require((feature["properties"] as? [String: Any])?[property] as? String)
      let single = geometry["type"] as? String == "Polygon"
      let coordinates = try #require(geometry["coordinates"] as? [Any])
      let parts = try #require((single ? [coordinates] : coordinates) as? [[[[Double]]]])
      return Region(id: id, parts: parts.map { $0.map { $0.map { SIMD2($0[0], $0[1]) } } })
    }
  }

  func text(_ name: String) throws -> String {
    String(decoding: try shell.read("city/" + name), as: UTF8.self)
  }

  func files(_ directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path + "/" + directory).sorted()
  }
}

/// Plane geometry in metres by the textbook, on an equirectangular map of a small area.
enum Plane {
  /// Metres per degree of longitude and latitude on WGS 84 at 40° north (meridian and parallel radii).
  static func metres(_ p: SIMD2<Double>) -> SIMD2<Double> {
    let lat = 40 * Double.pi / 180
    let w = 1 - 0.00669437999 * sin(lat) * sin(lat)
    let east = 6_378_137 / w.squareRoot() * cos(lat)
    let north = 6_378_137 * (1 - 0.00669437999) / (w * w.squareRoot())
    return SIMD2((p.x + 30) * east, (p.y - 40) * north) * (Double.pi / 180)
  }

  static func contains(_ region: SimulatedCity.Region, _ p: SIMD2<Double>) -> Bool {
    var crossings = 0
    for ring in region.parts.joined() {
      for (a, b) in zip(ring, ring.dropFirst()) where (a.y <= p.y) != (b.y <= p.y) {
        if a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x) > p.x { crossings += 1 }
      }
    }
    return crossings % 2 == 1
  }

  /// Distance of a point from a polygon's boundary.
  static func distance(_ p: SIMD2<Double>, _ region: SimulatedCity.Region) -> Double {
    var best = Double.infinity
    for ring in region.parts.joined() {
      let ring = ring.map(metres)
      for (a, b) in zip(ring, ring.dropFirst()) {
        let d = b - a
        let t = min(max(((p - a) * d).sum() / (d * d).sum(), 0), 1)
        let r = p - a - d * t
        best = min(best, (r * r).sum().squareRoot())
      }
    }
    return best
  }

  /// Distance of two polygons whose boundaries do not cross: attained at a vertex of one of them.
  static func distance(_ a: SimulatedCity.Region, _ b: SimulatedCity.Region) -> Double {
    func oneWay(_ a: SimulatedCity.Region, _ b: SimulatedCity.Region) -> Double {
      a.parts.joined().joined().reduce(.infinity) { min($0, distance(metres($1), b)) }
    }
    return min(oneWay(a, b), oneWay(b, a))
  }
}
