import Foundation
internal import TestSupport

/// Squares in a grid, each a region with what `si-predict --to-geojson` says of it, and the map of them.
struct MapCity {
  /// What is known of an indicator in a region; nil leaves the property out.
  struct Values {
    var estimate: Double?
    var low: Double?
    var high: Double?
    var kind: String?
    var applicability: String? = "inside"
    var index: Double?
    var truth: Double?

    static func surveyed(_ estimate: Double, _ low: Double, _ high: Double, truth: Double) -> Values {
      Values(estimate: estimate, low: low, high: high, kind: "out-of-fold", truth: truth)
    }

    static func filled(_ estimate: Double, _ low: Double, _ high: Double, _ applicability: String = "inside")
      -> Values
    {
      Values(estimate: estimate, low: low, high: high, kind: "filled", applicability: applicability)
    }

    fileprivate func properties(_ name: String) -> [String: Any] {
      var all: [String: Any?] = [
        "estimate": estimate, "low": low, "high": high, "kind": kind,
        "applicability": estimate == nil ? nil : applicability, "dissimilarity": index, "truth": truth,
      ]
      if let estimate, let truth { all["error"] = estimate - truth }
      return Dictionary(
        uniqueKeysWithValues: all.compactMapValues { $0 }.map { ("\(name)_\($0)", $1) })
    }
  }

  struct Region {
    var id: String
    var name: String?
    var values: [String: Values]
    /// GeoJSON; the square of the region's place in the grid where it is nil.
    var geometry: [String: Any]?
  }

  var indicators: [[String: Any]]
  var regions: [Region]
  var columns = 3
  var title = "A city"

  /// Nine regions of two indicators: six surveyed, two filled in, one that nothing is known of.
  static var nine: MapCity {
    let income: [Values] = [
      .surveyed(10_000, 8_000, 12_500, truth: 11_000), .surveyed(20_000, 16_000, 25_000, truth: 26_000),
      .surveyed(40_000, 30_000, 52_000, truth: 40_000), .filled(80_000, 40_000, 160_000, "outside"),
      .surveyed(12_345.6, 9_000, 16_000, truth: 12_000), .filled(5_000, 4_500, 5_600),
      .surveyed(60_000, 50_000, 72_000, truth: 66_000), .surveyed(30_000, 25_000, 36_000, truth: 24_000),
      Values(),
    ]
    let growth: [Values] = [-0.02, 0.01, 0.034, -0.051, 0, 0.002, 0.07, 0.015].map {
      Values(estimate: $0, kind: "filled", applicability: nil)
    }
    return MapCity(
      indicators: [["name": "income", "transform": "log1p"], ["name": "growth", "transform": "identity"]],
      regions: zip(income, growth + [Values()]).enumerated().map { index, values in
        Region(id: "R\(index + 1)", values: ["income": values.0, "growth": values.1])
      })
  }

  static func square(_ x: Double, _ y: Double, _ side: Double) -> [[Double]] {
    [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
  }

  var geoJSON: Data {
    get throws {
      let features = regions.enumerated().map { index, region -> [String: Any] in
        var properties: [String: Any] = ["region": region.id]
        properties["name"] = region.name
        for (name, values) in region.values { properties.merge(values.properties(name)) { $1 } }
        // From the north-west corner on, by rows.
        let corner = (0.01 * Double(index % columns), -0.01 * Double(index / columns))
        let square: [String: Any] = [
          "type": "Polygon", "coordinates": [Self.square(corner.0, corner.1, 0.01)],
        ]
        return ["type": "Feature", "properties": properties, "geometry": region.geometry ?? square]
      }
      return try JSONSerialization.data(withJSONObject: [
        "type": "FeatureCollection", "features": features,
        "knowcl": ["model": "trained+ridge", "level": 0.9, "indicators": indicators],
      ])
    }
  }

  /// Calls `body` with the map, open in a browser of its own.
  func withPage<R>(_ screen: Screen = .desktop, _ body: (Page) throws -> R) throws -> R {
    let shell = try Shell()
    defer { shell.remove() }
    try geoJSON.write(to: URL(fileURLWithPath: shell.directory + "/estimates.geojson"))
    let tool = Repository.root.appendingPathComponent("pipelines/inline-map").path
    let made = try shell.run(
      "'\(tool)' --title \"$TITLE\" estimates.geojson > map.html", environment: ["TITLE": title])
    guard made.status == 0 else { throw MapFailure(message: made.error) }
    let page = try Browser().page(screen)
    try page.open(shell.directory + "/map.html")
    return try body(page)
  }

  struct MapFailure: Error { let message: String }
}

/// Where things are on the page of a map, and what they say.
extension Page {
  /// The middle of a region's path on the screen.
  func place(of region: String) throws -> Point {
    let box = "\(Self.path(region)).getBoundingClientRect()"
    return (try number("\(box).x + \(box).width / 2"), try number("\(box).y + \(box).height / 2"))
  }

  private static func path(_ region: String) -> String {
    "[...document.querySelectorAll('.region')].find(path => path.region.id === '\(region)')"
  }

  func fill(of region: String) throws -> [Double] {
    let colour = try text("getComputedStyle(\(Self.path(region))).fill")
    return colour.matches(of: /[\d.]+/).compactMap { Double($0.output) }
  }

  func label(of region: String) throws -> String {
    try text("\(Self.path(region)).getAttribute('aria-label')")
  }
  func outline(of region: String) throws -> String { try text("\(Self.path(region)).getAttribute('d')") }

  /// The outlines that are marked in one way.
  func marks(_ kind: String) throws -> [String] {
    try texts("[...document.querySelectorAll('#marks .\(kind) path')].map(path => path.getAttribute('d'))")
  }

  /// The text of an element with a line for each of its parts.
  func words(_ selector: String) throws -> String {
    try text("document.querySelector('\(selector)').innerText")
  }

  func show(layer: String) throws {
    try value("document.querySelector('#layers input[value=\(layer)]').click()")
    try settle()
  }

  func show(indicator: String) throws {
    try value(
      """
      (() => { const choice = document.getElementById('indicator');
        choice.value = [...choice.options].find(option => option.text === '\(indicator)').value;
        choice.dispatchEvent(new Event('change', { bubbles: true })); })()
      """)
    try settle()
  }

  /// The region that has the focus.
  var focused: String { get throws { try text("document.activeElement.region?.id ?? ''") } }
}
