import Foundation
internal import Support
internal import TestSupport
import Testing

@Suite struct ElementaryTests {
  struct Function: Sendable, CustomTestStringConvertible {
    let name: String
    /// Units in the last place.
    let error: Double
    let value: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  static let functions = [
    Function(name: "exp", error: 1, value: Elementary.exp),
    Function(name: "expm1", error: 2, value: Elementary.expm1),
    Function(name: "log", error: 1, value: Elementary.log),
    Function(name: "log1p", error: 2, value: Elementary.log1p),
    Function(name: "sin", error: 1, value: Elementary.sin),
    Function(name: "cos", error: 1, value: Elementary.cos),
    Function(name: "tan", error: 2.5, value: Elementary.tan),
    Function(name: "tanh", error: 2.5, value: Elementary.tanh),
    Function(name: "asinh", error: 2, value: Elementary.asinh),
  ]

  /// The true value of the fixture is itself off by half a unit.
  @Test(arguments: functions) func functionIsWithinItsUnits(_ function: Function) throws {
    let fixture = try NumericFixture("elementary.h5")
    let values = try fixture.doubles("\(function.name)/value")
    for (x, expected) in zip(try fixture.doubles("\(function.name)/x"), values) {
      let units = abs(function.value(x) - expected) / expected.ulp
      #expect(units <= function.error + 0.5, "\(function.name)(\(x)): \(function.value(x)), \(expected)")
    }
  }

  @Test func anglesAndPowersAreThoseOfMpmath() throws {
    let fixture = try NumericFixture("elementary.h5")
    func check(_ name: String, units: Double, _ function: (Double, Double) -> Double) throws {
      let (x, y) = (try fixture.doubles("\(name)/x"), try fixture.doubles("\(name)/y"))
      for (index, expected) in try fixture.doubles("\(name)/value").enumerated() {
        let value = function(x[index], y[index])
        #expect(abs(value - expected) <= units * expected.ulp, "\(name)(\(x[index]), \(y[index])): \(value)")
      }
    }
    try check("atan2", units: 2, Elementary.atan2)
    // Rounded to the nearest but where a tie is nearer than both can tell.
    try check("pow", units: 1, Elementary.pow)
    for power in 0...22 { #expect(Elementary.pow(10, Double(power)) == Double("1e\(power)")) }
  }

  @Test func statisticsFunctionsAreThoseOfMpmath() throws {
    let fixture = try NumericFixture("elementary.h5")
    for (x, expected) in zip(try fixture.doubles("erfc/x"), try fixture.doubles("erfc/value")) {
      #expect(abs(Elementary.erfc(x) - expected) <= 1e-14 * expected, "erfc(\(x))")
    }
    expectClose(
      try fixture.doubles("logGamma/x").map(Elementary.logGamma), try fixture.doubles("logGamma/value"),
      within: 1e-14, "log Γ")
  }

  /// The C library's functions have other code for other processors.
  @Test func nothingElseIsCalled() throws {
    let sources = Repository.root.appendingPathComponent("Sources")
    let call =
      /(?:^|[^\w.])(?:exp2?|expm1|log(?:2|10|1p)?|pow|cbrt|hypot|a?(?:sin|cos|tan)h?|atan2|sincos|erfc?|[lt]gamma)f?\(/
    var read = 0
    for case let file as URL in FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)!
    where ["swift", "c", "h"].contains(file.pathExtension) {
      read += 1
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let code = line.replacing(/\/\/.*/, with: "").replacing(/"[^"]*"/, with: "").replacing(
          /func \w+\(/, with: "")
        #expect(code.firstMatch(of: call) == nil, "\(file.lastPathComponent): \(line)")
      }
    }
    #expect(read > 400)
  }

  @Test func endsOfDomainsAreTaken() {
    let log: (Double) -> Double = Elementary.log
    let sin: (Double) -> Double = Elementary.sin
    let tanh: (Double) -> Double = Elementary.tanh
    #expect(Elementary.exp(800) == .infinity && Elementary.exp(-800) == 0 && Elementary.exp(0) == 1)
    #expect(Elementary.exp(-745) == 0x1p-1074 && Elementary.exp(.nan).isNaN)
    #expect(log(0) == -Double.infinity && log(-1).isNaN && log(1) == 0)
    #expect(log(Double.infinity) == Double.infinity && Elementary.log1p(-1) == -.infinity)
    #expect(sin(Double.infinity).isNaN && Elementary.cos(Double.nan).isNaN)
    #expect(sin(-0.0).sign == .minus && tanh(-0.0).sign == .minus)
    #expect(tanh(1e9) == 1 && Elementary.expm1(-1e9) == -1 && Elementary.log1p(1e-300) == 1e-300)
    #expect(Elementary.atan2(0, -1) == .pi && Elementary.atan2(-1, 0) == -.pi / 2)
    #expect(Elementary.atan2(-0.0, 1).sign == .minus && Elementary.atan2(.infinity, .infinity) == .pi / 4)
    #expect(Elementary.pow(0, 2) == 0 && Elementary.pow(0, -1) == .infinity && Elementary.pow(0, 0) == 1)
    #expect(
      Elementary.pow(-2, 2).isNaN && Elementary.pow(2, 1024) == .infinity && Elementary.pow(2, -1074) > 0)
    #expect(Elementary.erfc(-30) == 2 && Elementary.erfc(30) == 0 && Elementary.logGamma(1).magnitude < 1e-14)
  }
}
