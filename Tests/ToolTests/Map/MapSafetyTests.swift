import Foundation
internal import TestSupport
import Testing

/// map.html with hostile and with odd data: nothing of it runs, nothing leaves the page, and it says what is missing.
@Suite(.serialized, .enabled(if: Browser.program != nil, "\(Browser.isMissing)"))
struct MapSafetyTests {
  private static let hostile = [
    "</script><img src=x onerror=\"window.broken=1\">", "<!--<script>", "'\"><svg/onload=window.broken=2>",
    "&lt;b&gt; \u{2028}\u{0}\\", "javascript:window.broken=3", "]]>{{7*7}}${window.broken=4}",
  ]

  @Test func namesAndTitlesAreTextWhateverTheyHold() throws {
    var city = MapCity.nine
    city.title = Self.hostile[0]
    for (index, text) in Self.hostile.enumerated() { city.regions[index].id = text }
    city.regions[8].name = Self.hostile[2]
    city.indicators[0]["name"] = Self.hostile[0]
    for index in city.regions.indices {
      city.regions[index].values[Self.hostile[0]] = city.regions[index].values.removeValue(forKey: "income")
    }
    try city.withPage { page in
      try page.value("document.querySelector('#numbers summary').click()")
      try page.settle()
      for text in Self.hostile {
        let found = try page.text(
          """
          (() => { const wanted = \(String(decoding: JSONEncoder().encode([text]), as: UTF8.self))[0];
            const path = [...document.querySelectorAll('.region')].find(path => path.region.id === wanted);
            path?.focus(); return path ? document.querySelector('#panel h2').textContent : 'not drawn'; })()
          """)
        #expect(found == text)
      }
      #expect(try page.words("h1") == Self.hostile[0] && page.text("document.title") == Self.hostile[0])
      #expect(try page.words("#key h2") == "Estimate: \(Self.hostile[0])")
      #expect(
        try page.number("document.querySelectorAll('img, iframe, script:not([id]) ~ script').length") == 0)
      #expect(try page.text("typeof window.broken") == "undefined")
      #expect(page.complaints.isEmpty, "\(page.complaints)")
      #expect(page.requests.count == 1)
    }
  }

  @Test func theFileAsksForNothingAndMayAskForNothing() throws {
    try MapCity.nine.withPage { page in
      for layer in ["width", "applicability", "truth", "error", "estimate"] { try page.show(layer: layer) }
      try page.point(at: page.place(of: "R1"))
      #expect(page.requests.count == 1 && page.requests[0].hasPrefix("file:"), "\(page.requests)")
      // Were there a way in, the page could not use it: not for pictures, scripts, styles or data.
      let refused = try page.texts(
        """
        new Promise(async done => {
          const refused = [];
          addEventListener('securitypolicyviolation', event => refused.push(event.effectiveDirective));
          const add = (name, values) => document.body.append(Object.assign(document.createElement(name), values));
          add('img', { src: 'http://127.0.0.1:9/a.png' });
          add('script', { src: 'http://127.0.0.1:9/a.js' });
          add('script', { textContent: 'window.broken = 1' });
          add('link', { rel: 'stylesheet', href: 'http://127.0.0.1:9/a.css' });
          add('iframe', { src: 'http://127.0.0.1:9/' });
          await fetch('http://127.0.0.1:9/').catch(() => 0);
          setTimeout(() => done(refused.sort()), 200);
        })
        """)
      #expect(
        refused == [
          "connect-src", "frame-src", "img-src", "script-src-elem", "script-src-elem", "style-src-elem",
        ])
      #expect(try page.text("typeof window.broken") == "undefined")
    }
  }

  @Test func boundsThatAreNotThereAreInfinite() throws {
    var city = MapCity.nine
    city.regions[0].values["income"] = .init(
      estimate: 10_000, low: 8_000, high: nil, kind: "filled", applicability: "inside")
    try city.withPage { page in
      try page.point(at: page.place(of: "R1"))
      let panel = try page.words("#panel")
      #expect(panel.contains("90 % interval\n8,000 and above") && panel.contains("Width\nunbounded"))
      try page.show(layer: "width")
      #expect(try page.fill(of: "R1") == [254, 232, 56])
      #expect(try page.words("#tip").isEmpty == false)
      #expect(page.complaints.isEmpty, "\(page.complaints)")
    }
  }

  @Test func littleOrNothingToShowIsSaidInWords() throws {
    var one = MapCity.nine
    one.regions = [one.regions[4]]
    try one.withPage { page in
      #expect(try page.words("#panel h2") == "1 region" && page.words("#key .ticks").contains("12,"))
      try page.point(at: page.place(of: "R5"))
      #expect(try page.words("#panel").contains("12,300") && page.complaints.isEmpty)
    }
    var equal = MapCity.nine
    for index in equal.regions.indices {
      equal.regions[index].values["income"] = .filled(7, 7, 7)
    }
    try equal.withPage { page in
      #expect(try page.words("#key .ticks") == "7")
      try page.show(layer: "width")
      #expect(try page.words("#key .ticks") == "0" && page.complaints.isEmpty)
    }
    // A region without a polygon is in the table alone.
    var pointless = MapCity.nine
    pointless.regions[2].geometry = ["type": "Point", "coordinates": [0, 0]]
    try pointless.withPage { page in
      #expect(try page.number("document.querySelectorAll('.region').length") == 8)
      #expect(try page.words("#key").contains("without a polygon, in the table alone\n1"))
      try page.value("document.querySelector('#numbers summary').click()")
      try page.settle()
      #expect(try page.number("document.querySelectorAll('#numbers tbody tr').length") == 9)
      try page.value("document.querySelectorAll('#numbers tbody button')[2].click()")
      try page.settle()
      #expect(try page.words("#panel h2") == "R3" && page.complaints.isEmpty)
    }
    var bare = MapCity.nine
    bare.indicators = []
    try bare.withPage { page in
      let words = try page.words("#source")
      #expect(words == "The map cannot be drawn from its data: it has no indicators.")
    }
  }

  @Test func whatIsNoGeoJSONMakesNoMap() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("region,pop\nR1,3\n", to: "table.csv")
    let tool = Repository.root.appendingPathComponent("pipelines/inline-map").path
    for (arguments, status) in [("table.csv", 65), ("nowhere.geojson", 66), ("", 64), ("--title", 64)] {
      let result = try shell.run("'\(tool)' \(arguments)")
      #expect(
        result.status == status && result.output.isEmpty
          && result.error.hasPrefix(status == 64 ? "usage" : "inline-map: \(arguments): "))
    }
  }
}
