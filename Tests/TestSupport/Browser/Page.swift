package import Foundation
internal import Support

/// A page of a browser: what it shows, asks for and complains about, and what a user does to it.
package final class Page {
  /// The browser lives as long as its pages.
  private let browser: Browser
  private let connection: DevToolsConnection
  private let session: String

  init(of browser: Browser, _ connection: DevToolsConnection, session: String, _ screen: Screen) throws {
    self.browser = browser
    self.connection = connection
    self.session = session
    for domain in ["Page", "Runtime", "Log", "Network"] { try call("\(domain).enable") }
    try call(
      "Emulation.setDeviceMetricsOverride",
      [
        "width": screen.width, "height": screen.height, "deviceScaleFactor": screen.density,
        "mobile": screen.touch,
      ])
    try call("Emulation.setTouchEmulationEnabled", ["enabled": screen.touch])
    try call(
      "Emulation.setEmulatedMedia",
      [
        "media": screen.medium,
        "features": [["name": "prefers-color-scheme", "value": screen.dark ? "dark" : "light"]],
      ])
  }

  @discardableResult
  private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    try connection.call(method, parameters, session: session)
  }

  /// Opens a file and waits until it is loaded and drawn.
  package func open(_ path: String) throws {
    let start = connection.events.count
    try call("Page.navigate", ["url": URL(fileURLWithPath: path).absoluteString])
    try connection.wait(for: "Page.loadEventFired", since: start)
    try settle()
  }

  /// Waits until what was done is drawn.
  package func settle() throws {
    try value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")
  }

  /// The value of a JavaScript expression, or of what it promises.
  /// - Throws: `Failure` when it throws.
  @discardableResult
  package func value(_ expression: String) throws -> Any? {
    let answer = try call(
      "Runtime.evaluate", ["expression": expression, "returnByValue": true, "awaitPromise": true])
    if let thrown = answer["exceptionDetails"] { throw Failure(.software, expression, "throws \(thrown)") }
    return (answer["result"] as? [String: Any])?["value"]
  }

  package func text(_ expression: String) throws -> String { try value(expression) as? String ?? "" }
  package func texts(_ expression: String) throws -> [String] { try value(expression) as? [String] ?? [] }
  package func number(_ expression: String) throws -> Double {
    (try value(expression) as? NSNumber)?.doubleValue ?? .nan
  }

  /// What the page has asked for, itself included.
  package var requests: [String] {
    events("Network.requestWillBeSent").compactMap { ($0["request"] as? [String: Any])?["url"] as? String }
  }

  /// Errors, warnings and messages on the console.
  package var complaints: [String] {
    (events("Runtime.exceptionThrown") + events("Log.entryAdded") + events("Runtime.consoleAPICalled"))
      .map { "\($0)" }
  }

  private func events(_ method: String) -> [[String: Any]] {
    connection.events.filter { $0["sessionId"] as? String == session && $0["method"] as? String == method }
      .compactMap { $0["params"] as? [String: Any] }
  }
}

// What a user does.
extension Page {
  package typealias Point = (x: Double, y: Double)

  private func mouse(_ type: String, _ point: Point, _ more: [String: Any] = [:]) throws {
    try call(
      "Input.dispatchMouseEvent", more.merging(["type": type, "x": point.x, "y": point.y]) { $1 })
  }

  package func point(at point: Point) throws {
    try mouse("mouseMoved", point)
    try settle()
  }

  package func click(at point: Point) throws { try drag(from: point, to: point) }

  /// Presses the mouse, moves it in steps and lets it go.
  package func drag(from start: Point, to end: Point) throws {
    let pressed: [String: Any] = ["button": "left", "buttons": 1, "clickCount": 1]
    try mouse("mouseMoved", start)
    try mouse("mousePressed", start, pressed)
    if start != end {
      for step in 1...5 {
        let share = Double(step) / 5
        try mouse(
          "mouseMoved", (start.x + share * (end.x - start.x), start.y + share * (end.y - start.y)), pressed)
      }
    }
    try mouse("mouseReleased", end, pressed)
    try settle()
  }

  package func wheel(at point: Point, by delta: Double) throws {
    try mouse("mouseWheel", point, ["deltaX": 0, "deltaY": delta])
    try settle()
  }

  package func tap(at point: Point) throws {
    try call(
      "Input.dispatchTouchEvent", ["type": "touchStart", "touchPoints": [["x": point.x, "y": point.y]]])
    try call("Input.dispatchTouchEvent", ["type": "touchEnd", "touchPoints": []])
    try settle()
  }

  /// Two fingers on a level line, `from` apart at first and `to` at last.
  package func pinch(around centre: Point, from: Double, to: Double) throws {
    func fingers(_ apart: Double) -> [[String: Any]] {
      [
        ["x": centre.x - apart / 2, "y": centre.y, "id": 1],
        ["x": centre.x + apart / 2, "y": centre.y, "id": 2],
      ]
    }
    try call("Input.dispatchTouchEvent", ["type": "touchStart", "touchPoints": fingers(from)])
    for step in 1...5 {
      try call(
        "Input.dispatchTouchEvent",
        ["type": "touchMove", "touchPoints": fingers(from + Double(step) / 5 * (to - from))])
    }
    try call("Input.dispatchTouchEvent", ["type": "touchEnd", "touchPoints": []])
    try settle()
  }

  /// Presses a key by its DOM name: Tab, ArrowLeft, Escape, +.
  package func press(_ key: String) throws {
    let codes = [
      "Tab": 9, "Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40,
    ]
    var event: [String: Any] = ["key": key, "windowsVirtualKeyCode": codes[key] ?? 0]
    if key.count == 1 { event["text"] = key }
    try call("Input.dispatchKeyEvent", event.merging(["type": "keyDown"]) { $1 })
    try call("Input.dispatchKeyEvent", event.merging(["type": "keyUp", "text": ""]) { $1 })
    try settle()
  }

  package func type(_ text: String) throws {
    try call("Input.insertText", ["text": text])
    try settle()
  }
}
