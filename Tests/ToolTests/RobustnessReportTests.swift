import Foundation
internal import TestSupport
import Testing

/// What the robustness study makes of si-predict's scores.
@Suite struct RobustnessReportTests {
  private static let root = Repository.root.path

  /// Scores of encoders trained on original and cloudy pictures: 0.6 and 0.5 where both sides are original …
  private static let metrics: String = {
    var lines = ["features\tindicator\tsplit\tmetric\tmean\tsd\tn\tlow\thigh"]
    func add(_ features: String, _ metric: String, _ mean: Double, _ sd: String = "0.01") {
      lines.append("\(features)\tpop\tblocks/test\t\(metric)\t\(mean)\t\(sd)\t5\t\t")
    }
    for (name, r2) in [
      ("mean", -0.01), ("coordinates", 0.3), ("original:original+ridge", 0.6),
      ("original:cloudy+ridge", 0.4), ("original:original@cloudy+ridge", -0.2),
      ("cloudy:original+ridge", 0.5), ("cloudy:cloudy+ridge", 0.45), ("cloudy:original@cloudy+ridge", 0.35),
    ] {
      add(name, "r2", r2)
    }
    add("cloudy:original@cloudy+ridge", "r2_gain:original:original@cloudy", 0.55)
    add("cloudy:original@cloudy+ridge", "p_signflip:original:original@cloudy", 0.001, "")
    add("cloudy:original@cloudy+ridge", "p_ttest:original:original@cloudy", 0.2, "")
    // Against another set: not the study's question.
    add("cloudy:original@cloudy+ridge", "r2_gain:original:original", -0.25)
    add("cloudy:original+ridge", "r2_gain:original:original", -0.1)
    add("cloudy:original+ridge", "p_ttest:original:original", 0.01, "")
    lines.append("cloudy:cloudy+ridge\tpop\tblocks/train\tr2\t0.9\t\t5\t\t")
    return lines.joined(separator: "\n") + "\n"
  }()

  private func shell() throws -> Shell {
    let shell = try Shell()
    try shell.write(Self.metrics, to: "metrics.tsv")
    return shell
  }

  @Test func cellsAreThoseOfTheTestScores() throws {
    let shell = try shell()
    defer { shell.remove() }
    let result = try shell.run("si-report --cells metrics.tsv")
    #expect(result.status == 0, "\(result.error)")
    let lines = result.output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.count == 9 && lines.allSatisfy { $0.count == 13 })
    let transfer = try #require(lines.first { $0[1] == "transfer" && $0[3] == "cloudy" })
    #expect(Array(transfer[..<6]) == ["blocks", "transfer", "pop", "cloudy", "cloudy", "0.35"])
    #expect(Array(transfer[9...]) == ["0.55", "0.01", "0.001", "0.2"])
    let within = try #require(lines.first { $0[3] == "cloudy" && $0[4] == "original" })
    #expect(within[9] == "-0.1" && within[11] == "" && within[12] == "0.01")
  }

  @Test func reportSaysWhatTheCellsSayAndStandsAlone() throws {
    let shell = try shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      si-report --markdown --title test --trained original,cloudy --sets original,cloudy --indicator pop metrics.tsv \
        > report.md && cat report.md
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.output.contains("falls from 0.600 to −0.200"))
    #expect(
      result.output.contains(
        "Trained on *cloudy* it is at 0.350, better beyond chance over regions for 1 of 1 indicators."))
    #expect(result.output.contains("columns, from the left: original, cloudy."))
    #expect(result.output.contains("| cloudy | 0.500 ± 0.010 ↓ | 0.350 ± 0.010 ▲ |"))
    #expect(result.output.contains("Baselines: mean −0.010, coordinates 0.300."))
    guard try shell.run("command -v cmark-gfm").status == 0 else { return }
    // A picture of the report goes in; others stay outside.
    let page = try shell.run(
      """
      printf 'PNG' > heat-blocks.png && \(Self.root)/pipelines/inline-report report.md
      """)
    #expect(page.status == 0, "\(page.error)")
    #expect(page.output.contains("src=\"data:image/png;base64,UE5H\"") && page.output.contains("<table>"))
    #expect(page.output.contains("src=\"pictures.png\""))
    #expect(try shell.run("\(Self.root)/pipelines/inline-report nowhere.md").status == 64)
  }

  @Test func whatIsKeptIsPrinted() throws {
    let shell = try shell()
    defer { shell.remove() }
    let result = try shell.run(
      "grep -v : metrics.tsv > plain.tsv; si-report --kept pop metrics.tsv | tail -n 6; si-report --kept pop --json metrics.tsv | grep -c kept"
    )
    #expect(result.status == 0, "\(result.error)")
    #expect(
      result.output.split(separator: "\n").map { $0.split(separator: " ").suffix(2).last ?? "" } == [
        "1.00", "1.00", "-0.33", "1.00", "1.00", "0.70", "6",
      ], "\(result.output)")
    for (options, status, message) in [
      ("--kept edu metrics.tsv", 65, "no such features have a test R² of 'edu'; they have pop"),
      ("--kept pop plain.tsv", 65, "no test R² is of features that are called trained:set"),
      ("--kept , metrics.tsv", 64, "--kept names no indicator"),
      ("--kept pop --cells metrics.tsv", 64, "give one of --cells, --markdown, --kept, --welch"),
      ("--kept pop --versus mean metrics.tsv", 64, "--versus is for tables of R²"),
    ] {
      let result = try shell.run("si-report \(options)")
      #expect(result.status == status && result.error.contains(message), "\(options): \(result.error)")
      #expect(result.output.isEmpty)
    }
  }

  /// What the tests do not support is not said: a training that is worse does not hold, one that is better by chance does
  /// not win.
  @Test(arguments: [
    (-0.3, 0.001, "No other way to train is above that; the best of them, *cloudy*, is at −0.300."),
    (-0.2, 0.001, "No other way to train is above that; the best of them, *cloudy*, is at −0.200."),
    (-0.1, 0.2, "Trained on *cloudy* it is at −0.100, beyond chance over regions for none of 1 indicators."),
  ])
  func sentencesClaimWhatTestsSupport(r2: Double, p: Double, sentence: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let changed = Self.metrics.split(separator: "\n").map { line -> String in
      guard line.hasPrefix("cloudy:original@cloudy") else { return String(line) }
      return String(line).replacing("\t0.35\t", with: "\t\(r2)\t").replacing(
        "\t0.55\t", with: "\t\(r2 + 0.2)\t"
      )
      .replacing("\t0.001\t", with: "\t\(p)\t")
    }
    try shell.write(changed.joined(separator: "\n") + "\n", to: "metrics.tsv")
    let result = try shell.run(
      "si-report --markdown --title test --trained original,cloudy --sets original,cloudy --indicator pop metrics.tsv"
    )
    #expect(result.status == 0 && result.output.contains(sentence), "\(result.output)")
    #expect(!result.output.contains("holds"))
  }
}
