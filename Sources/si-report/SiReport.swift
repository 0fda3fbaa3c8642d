import ArgumentParser
internal import Geography
internal import Logging
internal import Reports
internal import Support
internal import Tooling

@main struct SiReport: Tool {
  static let configuration = CommandConfiguration(
    commandName: "si-report",
    abstract: "Make tables and reports for people from the scores of si-predict.",
    discussion: """
      Reads tables of metrics by the names of their columns, and prints the R² of the test parts: a block a split, a \
      row a set of features, a column an indicator, mean ± sd over seeds. Several tables count as one.

      ROBUSTNESS. Features whose names say trained:set (fitted to a set of pictures and scored on it) or \
      trained:set@other (fitted to one set and scored on another) are the cells of a robustness study. --cells prints \
      them, one a line: split, fit (within: fitted to the set that is scored; transfer: to the original pictures), \
      indicator, trained, set, r2 with sd over seeds and low and high over regions, gain over the encoder trained on \
      original pictures with gain_sd, p_signflip over regions and p_ttest over seeds. --markdown says what they show \
      in words and tables, and refers to pictures.png and heat-SPLIT.png beside it.

      KEPT. --kept EDU,INCOME prints of the same features, a row each, the test R² ± sd of every indicator and kept: the mean R² of \
      the indicators that it names as a share of what the predictor has on the set that it was fitted to.

      WELCH. --welch NAME compares means over runs with those of NAME: of the test R² of every split and indicator, and \
      of the mean reciprocal ranks in rankings of kg-embed, which are given as NAME=FILE, one a run, those of one name \
      together. A row a measure and name: runs, mean ± sd, the difference to NAME's mean, and the two-sided p of Welch's \
      test (1947), with as many degrees of freedom as Welch and Satterthwaite say; – where one of both has a single run, or \
      neither varies. --json has the degrees as well. The test takes runs for independent, as seeds of training are; it \
      says nothing of other regions, for which si-predict --versus is. NAME may be features alone, which stand for the same \
      predictor on those.

      MAPS. --outlines reads GeoJSON instead, such as si-predict --to-geojson writes, and prints the polygons for \
      gnuplot: rows lon, lat and the value of the property that it names, a part after the other with its holes left \
      open; after two blank lines rows lon, lat of the rings. Regions without a value have NaN.

      EXAMPLES
        si-predict graph=kge.h5 -i indicators.csv --indicator pop --folds 5 > metrics.tsv
        si-report metrics.tsv
        si-report published.tsv blocks.tsv --indicator pop,income
        si-report --cells metrics.tsv > matrix.tsv
        si-report --kept edu,income,unemploy metrics.tsv
        si-report --welch all scores.tsv all=all-1.tsv all=all-2.tsv typed=typed-1.tsv typed=typed-2.tsv
        si-report --markdown --title 'satellite pictures' --trained original,cloudy --sets original,cloudy \\
          metrics.tsv -o report.md
        si-report --outlines income_estimate estimates.geojson > map.tsv

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("si-report"))

  @Argument(
    help: ArgumentHelp(
      """
      Tables of metrics that si-predict wrote, for --welch also NAME=FILE of kg-embed's rankings, or GeoJSON for \
      --outlines; - is standard input.
      """,
      valueName: "file"), completion: .file())
  var inputs: [String]

  @Flag(help: "Print the cells of a robustness study, one a line.")
  var cells = false

  @Flag(help: "Print a robustness study as Markdown.")
  var markdown = false

  @Option(
    help: ArgumentHelp(
      "Print what is kept of R² on other sets of pictures, by the mean of these indicators, between commas.",
      valueName: "a,b"))
  var kept: String?

  @Option(
    help: ArgumentHelp(
      "Print means over runs beside those of this result, with Welch's test.", valueName: "name"))
  var welch: String?

  @Option(
    help: ArgumentHelp("Print the polygons of GeoJSON with this property of each.", valueName: "property"))
  var outlines: String?

  @Option(help: ArgumentHelp("Indicators, between commas (default: all that there are).", valueName: "a,b"))
  var indicator: String?

  @Option(
    help: ArgumentHelp(
      "Mark scores better than this result's, which si-predict --versus compared them with, with p < .05.",
      valueName: "name"))
  var versus: String?

  @Option(
    help: ArgumentHelp("What R² is of, in the headings of tables (default: ln(1 + y)).", valueName: "text"))
  var scale: String?

  @Option(help: ArgumentHelp("Title of the Markdown (default: a study).", valueName: "text"))
  var title: String?

  @Option(
    help: ArgumentHelp(
      "Ways to train, in the order of the Markdown's rows (default: all).", valueName: "a,b"))
  var trained: String?

  @Option(
    help: ArgumentHelp(
      "Sets of pictures, in the order of the Markdown's columns (default: all).", valueName: "a,b"))
  var sets: String?

  private static let scale = "ln(1 + y)"

  @OptionGroup var output: OutputOptions
  @OptionGroup(title: "Common options") var common: CommonOptions

  func validate() throws {
    let kinds = [cells, markdown, outlines != nil, kept != nil, welch != nil].count { $0 }
    guard kinds <= 1 else {
      throw ValidationError("give one of --cells, --markdown, --kept, --welch and --outlines")
    }
    func needs(_ option: String, _ given: Bool, _ allowed: Bool, _ place: String) throws {
      if given, !allowed { throw ValidationError("--\(option) is for \(place)") }
    }
    try needs("versus", versus != nil, kinds == 0, "tables of R²")
    try needs("scale", scale != nil, kinds == 0 || kept != nil, "tables of R² and --kept")
    try needs(
      "indicator", indicator != nil, kinds == 0 || markdown || kept != nil || welch != nil,
      "tables of R², --kept, --welch and --markdown")
    if kept != nil, list(kept).isEmpty { throw ValidationError("--kept names no indicator") }
    if welch == "" { throw ValidationError("--welch names nothing") }
    guard welch == nil || Set(inputs).count == inputs.count else {
      throw ValidationError("--welch takes a file once: the same run again is no other")
    }
    for (option, value) in [("title", title), ("trained", trained), ("sets", sets)] {
      try needs(option, value != nil, markdown, "--markdown")
    }
    try needs("json", common.json, outlines == nil && !markdown, "tables of R², --kept, --welch and --cells")
    guard outlines == nil || inputs.count == 1 else { throw ValidationError("--outlines takes one file") }
  }

  func run(_ context: Context) throws {
    try context.writeText(output.output, try text(context))
  }

  private func text(_ context: Context) throws -> String {
    if let outlines {
      let map = try context.withInput(inputs[0]) { try MapOutlines(reading: $0, value: outlines) }
      if map.others > 0 { context.log.warning("\(inputs[0]): \(map.others) features are no polygons") }
      return map.rows
    }
    if let welch { return try comparisonText(with: welch, context) }
    let metrics = try MetricTable(try inputs.map { try context.readTable($0) })
    if kept != nil { return try keptText(metrics) }
    guard cells || markdown else {
      let table = ScoreTable(metrics, indicators: list(indicator), versus: versus)
      return try common.json ? JSONLines.text(table.shown) : table.text(scale: scale ?? Self.scale)
    }
    let study = RobustnessCells(metrics)
    guard markdown else { return try common.json ? JSONLines.text(study.records) : study.tsv }
    return RobustnessReport(
      study, title: title ?? "a study", trained: list(trained), sets: list(sets), indicators: list(indicator)
    ).markdown
  }

  private func keptText(_ metrics: MetricTable) throws -> String {
    let table = KeptScores(metrics, indicators: list(indicator), averaged: list(kept))
    let scored = Set(table.rows.flatMap(\.r2.keys))
    guard !table.rows.isEmpty else {
      throw Failure.data(nil, "no test R² is of features that are called trained:set, which --kept compares")
    }
    if let name = list(kept).first(where: { !scored.contains($0) }) {
      throw Failure.data(
        nil, "no such features have a test R² of '\(name)'; they have \(scored.sorted().listed())")
    }
    return try common.json ? JSONLines.text(table.rows) : table.text(scale: scale ?? Self.scale)
  }

  func list(_ text: String?) -> [String] {
    text?.split(separator: ",").map(String.init) ?? []
  }
}
