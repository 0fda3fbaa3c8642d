import Foundation
import Testing

/// `si-predict --score`.
@Suite struct ScoreToolTests {
  private static let run =
    "si-predict x=e.h5 -i i.csv --indicator pop,edu --drop-missing --folds 3 --seeds 2 --model ridge,knn --baselines mean,coordinates -q"
  private static let statistics = "--bootstrap 100 --versus coordinates --permutations 999"

  /// The numbers of each row of a table of scores, by its names.
  private func rows(_ table: String) -> [String: [Double?]] {
    let lines = table.split(separator: "\n").dropFirst().map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    return Dictionary(
      uniqueKeysWithValues: lines.map { ($0[..<4].joined(separator: " "), $0[4...].map { Double($0) }) })
  }

  private func text(_ shell: Shell, _ name: String) throws -> String {
    String(decoding: try shell.read(name), as: UTF8.self)
  }

  private func expectEqual(_ table: [String: [Double?]], _ other: [String: [Double?]], _ what: String = "") {
    #expect(!table.isEmpty && Set(table.keys) == Set(other.keys), "\(what)")
    for (key, values) in table {
      for (own, other) in zip(values, other[key] ?? []) {
        #expect((own == nil) == (other == nil), "\(what) \(key)")
        let (own, other) = (own ?? 0, other ?? 0)
        #expect(abs(own - other) <= 1e-9 * max(1, abs(other)), "\(what) \(key): \(own), not \(other)")
      }
    }
  }

  /// Whatever way predictions come, their scores are those of the run that made them, with intervals and tests.
  @Test(arguments: ["", "--block-size 0.02"]) func scoresAreThoseOfTheRun(blocks: String) throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let cells = (0..<PredictTests.count).map { "t\(100 + $0),\($0 % 8 / 2)-\($0 / 16)\n" }
    try shell.write("region,block\n" + cells.joined(), to: "b.csv")
    let units = blocks.isEmpty ? "" : "--blocks b.csv"
    let result = try shell.run(
      """
      \(Self.run) \(blocks) \(Self.statistics) --split-label s -o p.h5 > run.tsv
      si-predict --to-tsv p.h5 --all-runs > all.tsv
      # A file a half of the regions, with its own columns in front.
      awk -F '\\t' -v OFS='\\t' '{ print NR, $7, $6, $5, $4, $3, $2, $1 }' all.tsv |
        sed '1s/^1/line/' > turned.tsv
      head -n 1 turned.tsv | tee even.tsv > odd.tsv
      awk 'NR > 1 { print >> (substr($NF, 4) % 2 ? "odd.tsv" : "even.tsv") }' turned.tsv
      score="si-predict --split-label s \(Self.statistics) \(units) -q --score"
      $score p.h5 > file.tsv && $score all.tsv > table.tsv && $score even.tsv odd.tsv > halves.tsv
      cat all.tsv | $score - > piped.tsv && $score odd.tsv even.tsv > turned-halves.tsv
      cmp file.tsv table.tsv && cmp file.tsv halves.tsv && cmp file.tsv piped.tsv
      cmp <(sort file.tsv) <(sort turned-halves.tsv)
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)\(result.output)")
    // Of 60 regions, one without edu.
    let run = rows(try text(shell, "run.tsv")).filter { $0.key.contains(" s/test ") }
    let scored = rows(try text(shell, "file.tsv"))
    #expect(run["x+ridge pop s/test regions"]?[0] == 60 && run["x+ridge edu s/test regions"]?[0] == 59)
    #expect(run["x+ridge pop s/test p_signflip:coordinates"] != nil)
    expectEqual(scored, run)
  }

  /// Folds that are fitted one by one, each with a split of its own, are one cross-validation.
  @Test func foldsOneByOneAreOneCrossValidation() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let options = "x=e.h5 -i i.csv --indicator pop --model ridge --baselines mean -q"
    let result = try shell.run(
      """
      awk -F, -v OFS=, '{ print $1, NR == 1 ? "block" : NR % 3 }' s.csv > b.csv
      si-predict \(options) --folds each --blocks b.csv > whole.tsv
      for fold in 0 1 2; do
        awk -F, -v OFS=, -v f=$fold '{ print $1, NR == 1 ? "split" : NR % 3 == f ? "test" : "train" }' s.csv > s-$fold.csv
        si-predict \(options) --split s-$fold.csv -o fold-$fold.h5 > /dev/null
      done
      si-predict --score fold-*.h5 --split-label blocks > pooled.tsv
      si-predict --score fold-*.h5 --summary --split-label blocks && si-predict --score fold-*.h5 --json | head -n 1
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let whole = rows(try text(shell, "whole.tsv")).filter { $0.key.contains("/test ") }
    expectEqual(rows(try text(shell, "pooled.tsv")), whole)
    #expect(result.output.contains("pop  (blocks/test, n = 60, ln(1+y))"))
    #expect(result.output.contains(#""metric":"r2""#) && result.output.contains(#""split":"pooled/test""#))
  }

  /// Another program's predictions, on the indicator's own scale, are judged by the same measures beside ours.
  @Test func anotherProgramsPredictionsAreJudgedAlike() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.run) --split-label s -o p.h5 > run.tsv
      si-predict --to-tsv p.h5 --features x+ridge --indicator pop | awk -F '\\t' -v OFS=, \
        'NR == 1 { print "geoid", "indicator", "y_true_raw", "y_pred_raw"; next }
         { printf "%s,%s,%.17g,%.17g\\n", $1, $2, exp($6) - 1, exp($7) - 1 }' > theirs.csv
      si-predict --to-tsv p.h5 > first.tsv
      si-predict --score theirs=theirs.csv first.tsv --indicator pop --versus theirs --split-label s
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    let table = rows(result.output)
    func own(_ features: String) -> [String: [Double?]] {
      let own = table.filter { $0.key.hasPrefix(features + " ") && !$0.key.contains(":") }
      return Dictionary(
        uniqueKeysWithValues: own.map { ($0.key.replacing(features + " ", with: ""), $0.value) })
    }
    expectEqual(own("theirs"), own("x+ridge"))
    #expect(table["x+ridge pop s/test p_signflip:theirs"] != nil)
    #expect((table["x+ridge pop s/test r2_gain:theirs"]?[0]).flatMap { $0 }.map { abs($0) < 1e-9 } == true)
  }

  /// Regions that are not wanted, and means that are known.
  @Test func regionsAreChosenAndMeansKnown() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.run) -o p.h5 > run.tsv
      grep -E 'split|test' s.csv > some.csv; sed '$s/^t/none/' some.csv > other.csv
      si-predict --to-tsv p.h5 --all-runs --features mean,x+ridge --indicator pop > all.tsv
      awk -F '\\t' 'NR == FNR { split($0, f, ","); known[f[1]]; next } FNR == 1 || $1 in known' some.csv all.tsv > few.tsv
      si-predict --score few.tsv > few-scores.tsv
      si-predict --score p.h5 --regions some.csv --features mean,x+ridge --indicator pop | cmp - few-scores.tsv
      awk -F, -v OFS=, '{ print $1, NR == 1 ? "county" : NR % 2 }' s.csv > g.csv
      # The same by hand.
      awk -F '\\t' -v OFS='\\t' 'NR == FNR { split($0, f, ","); group[f[1]] = f[2]; next }
        FNR == 1 { print; next } { key = group[$1] $2 $3 $4; lines[++n] = $0; of[n] = key; e[key] += $6 - $7; count[key]++ }
        END { for (i = 1; i <= n; i++) { $0 = lines[i]; $7 = sprintf("%.17g", $7 + e[of[i]] / count[of[i]]); print } }' \
        g.csv all.tsv > shifted.tsv
      si-predict --score shifted.tsv > by-hand.tsv
      si-predict --score all.tsv --known-means-by county --groups g.csv > shifted-scores.tsv
      # Ids that a spreadsheet wrote otherwise.
      for table in some g; do
        awk -F, -v OFS=, -v q='"' 'NR > 1 { $1 = q "=" q q $1 q q q } 1' $table.csv > odd-$table.csv
      done
      shifted="si-predict --score all.tsv --known-means-by county"
      $shifted --groups odd-g.csv --regions odd-some.csv --normalise-ids > odd.tsv
      $shifted --groups g.csv --regions some.csv | cmp - odd.tsv
      si-predict --score all.tsv --regions other.csv --allow-missing > /dev/null
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(result.error.contains("1 of 12 regions left out: no file predicts them"), "\(result.error)")
    #expect(rows(try text(shell, "few-scores.tsv"))["x+ridge pop pooled/test regions"]?[0] == 12)
    let shifted = rows(try text(shell, "shifted-scores.tsv"))
    expectEqual(shifted, rows(try text(shell, "by-hand.tsv")))
    // Means of halves are worth something beside the mean.
    let free = try #require(rows(try text(shell, "run.tsv"))["mean pop folds/test r2"]?[0])
    #expect(try #require(shifted["mean pop pooled/test r2"]?[0]) > free)
  }

  @Test(arguments: [
    (
      "p.h5 p.h5", 65, "p.h5: predicts edu of region t100 by coordinates again (seed 1); a region counts once"
    ),
    ("a.tsv --indicator crime", 65, "no file has predictions of the indicator 'crime'; they have edu, pop"),
    (
      "a.tsv --features x", 65,
      "no file has predictions of the features 'x'; they have coordinates, mean, x+knn"
    ),
    ("x=a.tsv", 65, "a.tsv: has a column features, which names its predictions; x= is for files without one"),
    ("x=p.h5", 65, "p.h5: names its predictions itself; x= is for tables"),
    ("e.h5", 65, "e.h5: has schema knowcl/embeddings, where knowcl/predictions is needed"),
    ("i.csv", 65, "i.csv: has no column for indicators (indicator)"),
    ("train.tsv", 65, "train.tsv: has no prediction of a test region with a label"),
    ("empty.tsv", 65, "empty.tsv: is empty"), ("none.tsv", 66, "none.tsv: cannot be opened"),
    (
      "a.tsv --regions other.csv", 65,
      "other.csv: lists region q, of which no file has a test prediction (1 of 2)"
    ),
    ("a.tsv --versus forest", 64, "--versus knows coordinates, mean, x+knn, x+ridge, not 'forest'"),
    ("a.tsv few.tsv --bootstrap 9", 65, "--bootstrap and --versus need the same regions everywhere"),
    (
      "a.tsv --bootstrap 9 --blocks other.csv --block-column x", 65,
      "other.csv: names no block of region t101"
    ),
    ("a.tsv --known-means-by x --groups other.csv", 65, "other.csv: names no group of region t101"),
    ("a.tsv --known-means-by x", 64, "--known-means-by needs --groups FILE"),
    ("a.tsv --groups other.csv", 64, "--groups goes with --totals and --known-means-by"),
    ("a.tsv --blocks other.csv", 64, "--blocks says what --bootstrap and --versus keep together"),
    ("a.tsv --folds 3", 64, "--score fits nothing: it takes"), ("a.tsv -o o.h5", 64, "--score fits nothing"),
    ("a.tsv --fill", 64, "--score fits nothing"), ("a.tsv --moran", 64, "--score fits nothing"),
    ("a.tsv --to-tsv p.h5", 64, "give one of --to-tsv and --score"), ("", 64, "--score needs a file"),
    ("- --regions -", 64, "standard input can be read once only"),
  ]) func wrongInputGetsOneLine(arguments: String, status: Int32, message: String) throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let made = try shell.run(
      """
      \(Self.run) -o p.h5 > run.tsv && si-predict --to-tsv p.h5 > a.tsv
      printf 'region,x\\nt100,1\\nq,2\\n' > other.csv; : > empty.tsv
      sed 's/\\ttest\\t/\\ttrain\\t/' a.tsv > train.tsv
      printf 'region,indicator,y_true,y_pred\\n' > few.tsv
      awk -F '\\t' -v OFS=, '$3 == "mean" && $2 == "pop" { print $1, $2, $6, $7 }' a.tsv | head -n 9 >> few.tsv
      """)
    try #require(made.status == 0, "\(made.error)")
    let before = shell.files
    let result = try shell.run("si-predict --score \(arguments) -q < a.tsv")
    #expect(result.status == status && result.error.contains(message), "\(result.status) \(result.error)")
    #expect(status == 64 || result.error.split(separator: "\n").count == 1, "\(result.error)")
    #expect(result.output.isEmpty && shell.files == before)
  }
}
