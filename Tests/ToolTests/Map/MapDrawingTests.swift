import Foundation
internal import TestSupport
import Testing

/// What map.html draws, in a real browser.
@Suite(.serialized, .enabled(if: Browser.program != nil, "\(Browser.isMissing)"))
struct MapDrawingTests {
  private static func luminance(_ colour: [Double]) -> Double {
    0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
  }

  @Test func drawsAPathARegionWhoseColoursDifferAsTheEstimatesDo() throws {
    try MapCity.nine.withPage { page in
      #expect(try page.number("document.querySelectorAll('#shapes path').length") == 9)
      // viridis gets lighter as the estimate grows.
      let byEstimate = ["R6", "R1", "R5", "R2", "R8", "R3", "R7", "R4"]
      let light = try byEstimate.map { Self.luminance(try page.fill(of: $0)) }
      #expect(light == light.sorted() && Set(light).count == 8)
      #expect(try page.fill(of: "R6") == [68, 1, 84] && page.fill(of: "R4") == [253, 231, 37])
      // What nothing is known of is grey, and the legend says so.
      let grey = try page.fill(of: "R9")
      #expect(try #require(grey.max()) - #require(grey.min()) < 12)
      #expect(try page.words("#key").contains("no estimate\n1"))
      #expect(page.complaints.isEmpty, "\(page.complaints)")
    }
  }

  @Test func hatchesWhatLiesOutsideAndOutlinesWhatWasFilledIn() throws {
    try MapCity.nine.withPage { page in
      #expect(try page.marks("outside") == [page.outline(of: "R4")])
      #expect(
        try page.text("getComputedStyle(document.querySelector('.outside path')).fill").contains("#hatching"))
      let filled = try ["R4", "R6"].map { try page.outline(of: $0) }
      #expect(try page.marks("filled.under") == filled && page.marks("filled.over") == filled)
      let key = try page.words("#key")
      #expect(
        key.contains("filled in by the model\n2") && key.contains("surveyed (value held back)\n6"))
      #expect(key.contains("outside the area of applicability\n1"))
    }
  }

  @Test func everyLayerOfEveryIndicatorHasItsColoursAndLegend() throws {
    try MapCity.nine.withPage { page in
      try page.show(layer: "width")
      // R6 (1,100) < R1 (4,500) < R5 (7,000) < R4 (120,000)
      let widths = try ["R6", "R1", "R5", "R4"].map { Self.luminance(try page.fill(of: $0)) }
      #expect(widths == widths.sorted() && Set(widths).count == 4)
      #expect(try page.words("#key").hasPrefix("Interval width: income"))
      #expect(
        try page.words("#key .ticks").contains("1,100") && page.words("#key .ticks").contains("120,000"))

      try page.show(layer: "truth")
      #expect(try page.words("#key").contains("not known\n3"))
      #expect(try Self.luminance(page.fill(of: "R1")) < Self.luminance(page.fill(of: "R7")))

      try page.show(layer: "error")
      let (low, none, high) = (try page.fill(of: "R2"), try page.fill(of: "R3"), try page.fill(of: "R8"))
      #expect(low[0] > low[2] && high[2] > high[0] && none == [247, 247, 247])
      #expect(try page.words("#key .ticks").contains("−6,000"))

      try page.show(layer: "applicability")
      #expect(try page.fill(of: "R1") == page.fill(of: "R2") && page.fill(of: "R1") != page.fill(of: "R4"))

      // Growth has estimates and nothing else: it goes back to them, and offers no other layer.
      try page.show(indicator: "growth")
      #expect(try page.words("#key").hasPrefix("Estimate: growth"))
      #expect(
        try page.texts("[...document.querySelectorAll('#layers input:disabled')].map(one => one.value)")
          == ["width", "applicability", "truth", "error"])
      #expect(try Self.luminance(page.fill(of: "R4")) < Self.luminance(page.fill(of: "R7")))
      #expect(page.complaints.isEmpty, "\(page.complaints)")
    }
  }

  @Test func anIndexOfApplicabilityIsAColourWithItsLimit() throws {
    var city = MapCity.nine
    city.indicators[0]["threshold"] = 0.4
    for (index, value) in [0.1, 0.2, 0.3, 0.8, 0.35, 0.05, 0.3, 0.2].enumerated() {
      city.regions[index].values["income"]?.index = value
    }
    try city.withPage { page in
      try page.show(layer: "applicability")
      let light = try ["R6", "R1", "R2", "R5", "R4"].map { Self.luminance(try page.fill(of: $0)) }
      #expect(light == light.sorted() && Set(light).count == 5)
      #expect(try page.number("document.querySelectorAll('.bar .limit').length") == 1)
      try page.point(at: page.place(of: "R4"))
      #expect(try page.words("#panel").contains("index 0.8, limit 0.4"))
    }
  }

  @Test func holesAreOpenAndPartsBelongTogether() throws {
    var city = MapCity.nine
    let island = MapCity.square(0.004, 0.004, 0.002)
    city.regions[0].geometry = [
      "type": "MultiPolygon",
      "coordinates": [[MapCity.square(0, 0, 0.01), MapCity.square(0.003, 0.003, 0.004)], [island]],
    ]
    try city.withPage { page in
      #expect(try page.outline(of: "R1").count { $0 == "M" } == 3)
      let box = "[...document.querySelectorAll('.region')][0].getBoundingClientRect()"
      func region(at share: Double) throws -> String {
        let (x, y) = ("\(box).x + \(share) * \(box).width", "\(box).bottom - \(share) * \(box).height")
        return try page.text("document.elementFromPoint(\(x), \(y)).region?.id ?? 'none'")
      }
      let found = try [0.1, 0.35, 0.5, 0.65, 0.9].map { try region(at: $0) }
      #expect(found == ["R1", "none", "R1", "none", "R1"])
    }
  }

  @Test func aCityOnBothSidesOfTheAntimeridianIsOnePiece() throws {
    var city = MapCity.nine
    for (index, west) in [179.98, 179.99, -180.0].enumerated() {
      city.regions[index].geometry = ["type": "Polygon", "coordinates": [MapCity.square(west, 0, 0.01)]]
    }
    city.regions[3].geometry = [
      "type": "GeometryCollection",
      "geometries": [
        ["type": "Point", "coordinates": [-179.985, 0.005]],
        ["type": "Polygon", "coordinates": [MapCity.square(-179.99, 0, 0.01)]],
      ],
    ]
    city.regions.removeLast(5)
    try city.withPage { page in
      let places = try ["R1", "R2", "R3", "R4"].map { try page.place(of: $0).x }
      #expect(places == places.sorted() && places[3] - places[0] > 400)
    }
  }

  @Test func darkAndPrintedMapsHaveTheSameColoursOnAnotherPage() throws {
    func look(_ screen: Screen) throws -> (fill: [Double], page: String, ink: String, controls: String) {
      try MapCity.nine.withPage(screen) { page in
        (
          try page.fill(of: "R3"), try page.text("getComputedStyle(document.body).backgroundColor"),
          try page.text("getComputedStyle(document.body).color"),
          try page.text("getComputedStyle(document.getElementById('choices')).display")
        )
      }
    }
    let (light, dark) = (try look(.desktop), try look(.dark))
    var darkPaper = Screen.print
    darkPaper.dark = true
    let paper = try look(darkPaper)
    #expect(light.fill == dark.fill && light.fill == paper.fill)
    #expect(light.page != dark.page && light.ink != dark.ink && light.ink == paper.ink)
    #expect(light.controls == "grid" && paper.controls == "none")
  }
}
