internal import TestSupport
import Testing

/// What map.html answers to mouse, keys and fingers.
@Suite(.serialized, .enabled(if: Browser.program != nil, "\(Browser.isMissing)"))
struct MapUseTests {
  @Test func pointingAtARegionReadsItsNumbers() throws {
    try MapCity.nine.withPage { page in
      #expect(
        try page.words("#panel").contains("Of 6 known values, 4 (66.7 %) lie inside their 90 % interval."))
      try page.point(at: page.place(of: "R5"))
      let panel = try page.words("#panel")
      for part in [
        "R5", "Surveyed", "Estimate\n12,300", "90 % interval\n9,000 to 16,000", "Width\n7,000",
        "Known value\n12,000\ninside the interval", "Error\n+346", "Applicability\ninside",
      ] {
        #expect(panel.contains(part), "\(part) in \(panel)")
      }
      #expect(try page.words("#tip") == "R5\n12,300")
      try page.point(at: page.place(of: "R2"))
      #expect(try page.words("#panel").contains("26,000\noutside the interval"))
      #expect(try page.words("#panel").contains("−6,000"))
      try page.point(at: page.place(of: "R4"))
      #expect(try page.words("#panel").contains("Filled in: the model has seen no value of it"))
      #expect(try page.words("#panel .warning").contains("no business speaking"))
      try page.show(layer: "error")
      try page.point(at: page.place(of: "R9"))
      #expect(try page.words("#tip") == "R9\nnot known" && page.words("#panel").contains("No estimate"))
      // Away from the map, the summary is back.
      try page.point(at: (1200, 30))
      #expect(try page.words("#panel h2") == "9 regions")
      #expect(page.complaints.isEmpty, "\(page.complaints)")
    }
  }

  @Test func tabLeadsToARegionAndArrowsToItsNeighbours() throws {
    try MapCity.nine.withPage { page in
      var stops = 0
      while try page.focused.isEmpty, stops < 10 {
        try page.press("Tab")
        stops += 1
      }
      #expect(try page.focused == "R1" && page.words("#panel h2") == "R1")
      for (key, region) in [
        ("ArrowRight", "R2"), ("ArrowDown", "R5"), ("ArrowDown", "R8"), ("ArrowDown", "R8"),
        ("ArrowLeft", "R7"),
        ("ArrowUp", "R4"), ("End", "R9"), ("Home", "R1"), ("ArrowDown", "R4"),
      ] {
        try page.press(key)
        #expect(try page.focused == region && page.words("#panel h2") == region, "\(key)")
      }
      #expect(
        try page.label(of: "R4")
          == "R4: estimate 80,000, 90 % interval 40,000 to 160,000, filled in, outside the area of applicability"
      )
      // The ring shows where the focus is.
      #expect(
        try page.marks("ring.over") == [page.outline(of: "R4")])
      #expect(
        try page.number("parseFloat(getComputedStyle(document.querySelector('.ring.over path')).strokeWidth)")
          >= 3
      )
      // One region can be tabbed to, so the next stop lies behind the map; back leads to the same region.
      #expect(try page.number("document.querySelectorAll('.region[tabindex=\"0\"]').length") == 1)
      try page.press("Tab")
      #expect(try page.text("document.activeElement.id") == "closer")
      try page.press("Escape")
      #expect(try page.text("document.activeElement.id") == "closer")
    }
  }

  @Test func escapeGoesBackToTheSummary() throws {
    try MapCity.nine.withPage { page in
      try page.click(at: page.place(of: "R3"))
      try page.point(at: (1200, 30))
      #expect(try page.words("#panel h2") == "R3" && page.focused == "R3")
      try page.press("Escape")
      #expect(try page.words("#panel h2") == "9 regions")
    }
  }

  /// The part of the drawing that is seen, once a gesture is over and it is drawn anew.
  private static func seen(_ page: Page) throws -> [Double] {
    try page.value(
      """
      new Promise(done => { const look = () => document.getElementById('drawing').style.transform === ''
        ? done(0) : setTimeout(look, 20); setTimeout(look, 20); })
      """)
    return try page.text("document.getElementById('drawing').getAttribute('viewBox')").split(separator: " ")
      .compactMap { Double($0) }
  }

  @Test func wheelButtonsAndKeysZoomAndDraggingPans() throws {
    try MapCity.nine.withPage { page in
      let whole = try Self.seen(page)
      let place = try page.place(of: "R1")
      try page.wheel(at: place, by: -400)
      let near = try Self.seen(page)
      #expect(near[2] < 0.6 * whole[2])
      // What lies under the pointer stays there.
      #expect(try page.text("document.elementFromPoint(\(place.x), \(place.y)).region.id") == "R1")
      try page.drag(from: place, to: (place.x - 200, place.y - 80))
      let panned = try Self.seen(page)
      #expect(panned[0] > near[0] && panned[2] == near[2])
      // A drag chooses nothing.
      #expect(try page.focused.isEmpty)
      try page.value("document.getElementById('whole').click()")
      try page.settle()
      #expect(try Self.seen(page) == whole)
      try page.value("document.getElementById('closer').click()")
      try page.settle()
      #expect(try Self.seen(page)[2] < whole[2])
      try page.click(at: page.place(of: "R5"))
      try page.press("0")
      #expect(try Self.seen(page) == whole)
      for _ in 0..<3 { try page.press("+") }
      let close = try Self.seen(page)
      #expect(close[2] < 0.5 * whole[2])
      // A region that is not in view is brought there.
      try page.press("Home")
      let shown = try Self.seen(page)
      #expect(shown != close && shown[2] == close[2])
      let hatching = "document.getElementById('hatching').getAttribute('patternTransform')"
      let before = try page.text(hatching)
      try page.press("-")
      #expect(try page.text(hatching) != before)
    }
  }

  @Test func fingersChooseAndZoomOnAPhone() throws {
    try MapCity.nine.withPage(.phone) { page in
      #expect(try page.number("document.documentElement.scrollWidth") <= 360)
      try page.tap(at: page.place(of: "R7"))
      #expect(try page.words("#panel h2") == "R7" && page.words("#panel").contains("60,000"))
      // The numbers are on the screen, below the map.
      let (top, bottom) = (
        try page.number("document.getElementById('panel').getBoundingClientRect().top"),
        try page.number("document.getElementById('panel').getBoundingClientRect().bottom")
      )
      #expect(top > 370 && bottom <= 741)
      #expect(
        try page.number(
          "Math.min(...[...document.querySelectorAll('#zoom button')].map(b => b.offsetHeight))") >= 44)
      let whole = try Self.seen(page)
      try page.pinch(around: page.place(of: "R5"), from: 60, to: 180)
      #expect(try Self.seen(page)[2] < 0.6 * whole[2])
      #expect(try page.number("document.documentElement.scrollWidth") <= 360)
      #expect(page.complaints.isEmpty, "\(page.complaints)")
    }
  }

  @Test func aRegionIsFoundByItsNameAndInTheTable() throws {
    var city = MapCity.nine
    city.regions[6].name = "Old Harbour"
    try city.withPage { page in
      try page.value("document.getElementById('find').focus()")
      try page.type("old harbour (r7)")
      #expect(try page.words("#panel h2") == "Old Harbour (R7)")
      try page.value("document.querySelector('#numbers summary').click()")
      try page.settle()
      func column(_ index: Int) throws -> [String] {
        try page.texts(
          "[...document.querySelectorAll('#numbers tbody tr')].map(row => row.children[\(index)].textContent)"
        )
      }
      #expect(try column(0) == ["R1", "R2", "R3", "R4", "R5", "R6", "Old Harbour (R7)", "R8", "R9"])
      #expect(try column(2)[4] == "12,300" && column(1)[3] == "filled in")
      try page.value("document.querySelectorAll('#numbers thead button')[2].click()")
      #expect(try column(0).first == "R6" && column(0).last == "R9")
      try page.value("document.querySelectorAll('#numbers thead button')[2].click()")
      #expect(try column(0).first == "R4" && column(0).last == "R9")
      try page.value("document.querySelector('#numbers tbody button').click()")
      try page.settle()
      #expect(try page.focused == "R4")
    }
  }

  /// Two thousand regions: a gesture moves the picture of them, which is drawn anew when it pauses.
  @Test func gesturesOverThousandsOfRegionsDoNotDrawThemEveryTime() throws {
    var city = MapCity.nine
    city.columns = 45
    city.regions = (0..<2025).map { index in
      .init(id: "R\(index)", values: ["income": .filled(Double(index), Double(index) / 2, Double(index) * 2)])
    }
    try city.withPage { page in
      #expect(try page.number("document.querySelectorAll('#shapes path').length") == 2025)
      let before = try Self.seen(page)
      let drawn = try page.number(
        """
        new Promise(async done => {
          const drawing = document.getElementById('drawing');
          let drawn = 0, pauses = 0, last = performance.now();
          new MutationObserver(() => drawn++).observe(drawing, { attributeFilter: ['viewBox'] });
          for (let i = 0; i < 40; i++) {
            drawing.dispatchEvent(new WheelEvent('wheel', { deltaY: -5, clientX: 300, clientY: 300, cancelable: true }));
            await new Promise(requestAnimationFrame);
            // A machine that is busy makes pauses of its own.
            if (performance.now() - last > 100) pauses++;
            last = performance.now();
          }
          done(drawn - pauses);
        })
        """)
      #expect(drawn <= 3)
      #expect(try Self.seen(page)[2] < 0.75 * before[2])
      try page.show(layer: "width")
      #expect(try page.words("#key").contains("Interval width") && page.complaints.isEmpty)
    }
  }
}
