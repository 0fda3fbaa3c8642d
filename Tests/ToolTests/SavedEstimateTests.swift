import Foundation
internal import HDF5
internal import Schemas
import Testing

/// Models that `--fill --save` wrote, applied with `--from`.
@Suite struct SavedEstimateTests {
  private static let tool =
    "si-predict x=e.h5 -i blank.csv --indicator pop --folds 5 --fill --coordinates i.csv --epochs 10 --hidden 8 "
    + "--trees 10 --rounds 10 -q --metrics m.tsv"

  /// Estimate, bounds, applicability and index of what was filled are those of the run that saved, to the last digit.
  @Test(arguments: ["--seeds 2", "--seeds 1 --scaled-intervals --level 0.7 --estimate mean"])
  func whatIsAppliedIsWhatWasSaved(options: String) throws {
    let shell = try FillTests.city()
    defer { shell.remove() }
    let fitting = options.replacing("--seeds 1 ", with: "")
    let applying = fitting.hasPrefix("--seeds") ? "" : fitting
    let result = try shell.run(
      """
      \(Self.tool) \(options) --model \(FillTests.models) --baselines mean,coordinates --save p.h5 \
        --estimates run.tsv &&
      si-predict --from p.h5 e.h5 --coordinates i.csv \(applying) -q > again.tsv &&
      si-predict --from p.h5 e.h5 --coordinates i.csv \(applying) -q -o a.h5 > /dev/null &&
      si-predict --to-tsv a.h5 --estimates - | cmp - again.tsv &&
      grep -P '\\tfilled\\t' run.tsv | sort > filled.tsv && sort again.tsv | comm -13 - filled.tsv &&
      wc -l < filled.tsv && wc -l < again.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    // 30 of 60 regions by nine models, and a header.
    #expect(result.output.split(separator: "\n") == ["270", "541"], "\(result.output.prefix(600))")
  }

  /// Other regions than those of the run: each says the same beside others or alone.
  @Test func regionsAloneSayTheSame() throws {
    let shell = try FillTests.city()
    defer { shell.remove() }
    let models = FillTests.models.replacing("mlp,", with: "")
    let result = try shell.run(
      """
      \(Self.tool) --model \(models) --save p.h5 --estimates run.tsv &&
      printf 'region\\nt109\\nt131\\n' > two.csv && si-predict --from p.h5 e.h5 --regions two.csv -q > two.tsv &&
      grep -e ^t109 -e ^t131 run.tsv | sort > some.tsv && sed 1d two.tsv | sort | cmp - some.tsv && wc -l < some.tsv
      """)
    #expect(result.status == 0 && result.output == "12\n", "\(result.error)\(result.output)")
  }

  @Test func aLevelIsAskedForWhenModelsAreApplied() throws {
    let shell = try FillTests.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.tool) --model ridge --save p.h5 --estimates run.tsv &&
      si-predict --from p.h5 e.h5 -q --level 0.5 --estimates narrow.csv &&
      si-predict --from p.h5 e.h5 -q --estimates wide.csv && wc -l < narrow.csv && head -n 1 wide.csv &&
      awk -F, 'NR == FNR { width[$1] = $7 - $6; next } FNR > 1 && $7 - $6 <= width[$1]' narrow.csv wide.csv
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(
      result.output == "61\nregion,indicator,model,kind,estimate,low,high,applicability,dissimilarity\n")
  }

  @Test func whatDoesNotFitIsRefusedByName() throws {
    let shell = try FillTests.city()
    defer { shell.remove() }
    let file = try HDF5File(reading: shell.directory + "/e.h5", name: "e.h5")
    let table = try EmbeddingTable(from: file)
    let narrow = EmbeddingTable(ids: table.ids, values: Array(table.values[..<180]), dimension: 3)
    try PredictTests.write(table, encoder: "resnet18", to: shell.directory + "/small.h5")
    try PredictTests.write(table, encoder: "resnet50", to: shell.directory + "/large.h5")
    try PredictTests.write(narrow, to: shell.directory + "/narrow.h5")
    let fit = Self.tool.replacing("x=e.h5", with: "x=small.h5")
    let saved = try shell.run(
      """
      \(fit) --model ridge --save p.h5 --estimates run.tsv &&
      si-predict x=small.h5 -i i.csv --indicator pop --folds 3 --save bare.h5 -q > s.tsv
      """)
    #expect(saved.status == 0, "\(saved.error)")
    for (arguments, status, message) in [
      (
        "--from p.h5 x=large.h5", 65,
        "large.h5: has features of resnet50, where x+ridge of p.h5 needs those of resnet18"
      ),
      ("--from p.h5 narrow.h5", 65, "narrow.h5: has 3 features of a region, where x+ridge of p.h5 needs 4"),
      ("--from p.h5 y=small.h5", 64, "the models to apply know x, not 'y'"),
      (
        "--from bare.h5 small.h5 --level 0.5", 65,
        "bare.h5: was saved without --fill, so that nothing bounds what x+ridge says of pop"
      ),
    ] {
      let result = try shell.run("si-predict \(arguments) -q")
      #expect(result.status == Int32(status) && result.output.isEmpty)
      #expect(result.error.hasPrefix("si-predict: \(message)"), "\(result.error)")
    }
    let plain = try shell.run(
      "si-predict --from p.h5 e.h5 -q | wc -l && si-predict --from bare.h5 e.h5 -q | head -n 1")
    #expect(
      plain.output == "61\nregion\tindicator\tfeatures\tseed\ty_pred\ty_pred_raw\n", "\(plain.error)")
  }
}
