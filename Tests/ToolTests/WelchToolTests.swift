import Foundation
internal import TestSupport
import Testing

/// `si-report --welch`.
@Suite struct WelchToolTests {
  /// Scores of si-predict and rankings of kg-embed, as the tools write them.
  @Test func scoresAndRankingsAreCompared() throws {
    try TinyCity.with { shell in
      let embed = "kg-embed kg.h5 \(TinyCity.embed) -q"
      let result = try shell.run(
        """
        for seed in 1 2 3; do
          \(embed) --seed $seed -o all-$seed.h5 > all-$seed.tsv
          \(embed) --seed $seed --candidates typed -o typed-$seed.h5 > typed-$seed.tsv
        done
        si-predict all=all-1.h5 all=all-2.h5 all=all-3.h5 typed=typed-1.h5 typed=typed-2.h5 typed=typed-3.h5 \
          --indicators city/indicators.csv --indicator pop --folds 3 --seeds 3 --model ridge -q > scores.tsv
        rankings=$(for kind in all typed; do for seed in 1 2 3; do echo $kind=$kind-$seed.tsv; done; done)
        si-report --welch all scores.tsv $rankings && si-report --welch all --json - $rankings < scores.tsv
        """)
      #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
      let lines = result.output.split(separator: "\n")
      #expect(lines.count == 1 + 8 + 8 && lines[0].hasPrefix("measure"))
      let rows = try lines.suffix(8).map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      #expect(
        rows.map { [$0["measure"] as? String, $0["name"] as? String] }
          == ["folds pop", "mrr", "typed_mrr", "unconstrained_mrr"].flatMap {
            [[$0, "all"], [$0, "typed"]]
          })
      #expect(rows.allSatisfy { $0["n"] as? Int == 3 })
      for (own, base) in [(1, 0), (3, 2), (5, 4), (7, 6)] {
        let means = [own, base].map { rows[$0]["mean"] as? Double ?? .nan }
        #expect(abs((rows[own]["difference"] as? Double ?? .nan) - (means[0] - means[1])) < 1e-12)
        #expect((0...1).contains(rows[own]["p"] as? Double ?? 9) && rows[base]["p"] == nil)
      }
    }
  }

  @Test func wrongUseIsToldInOneLine() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(
      "features\tindicator\tsplit\tmetric\tmean\tsd\tn\na+ridge\tpop\ts/test\tr2\t0.5\t0.1\t3\n",
      to: "scores.tsv")
    try shell.write("direction\tties\tn\tmrr\nboth\trealistic\t9\t0.5\n", to: "r.tsv")
    for (options, status, message) in [
      ("--welch a r.tsv", 65, "r.tsv: is a ranking, which has no name of its own; NAME=r.tsv gives it one"),
      (
        "--welch a x=scores.tsv", 65,
        "scores.tsv: is no ranking of kg-embed, which alone is given as NAME=FILE"
      ),
      ("--welch b scores.tsv", 65, "nothing is of 'b', to compare with; there are a"),
      ("--welch a scores.tsv =r.tsv", 66, "=r.tsv: cannot be opened: No such file or directory"),
      ("--welch a scores.tsv $'x\\ty=r.tsv'", 65, "r.tsv: 'x\\ty' holds the control character U+0009"),
      ("--welch a a=r.tsv a=r.tsv", 64, "--welch takes a file once"),
      ("--welch '' scores.tsv", 64, "--welch names nothing"),
      ("--welch a --kept pop scores.tsv", 64, "give one of --cells, --markdown, --kept, --welch and"),
      ("--welch a --versus a scores.tsv", 64, "--versus is for tables of R²"),
      ("--welch a --scale y scores.tsv", 64, "--scale is for tables of R² and --kept"),
    ] {
      let result = try shell.run("si-report \(options)")
      #expect(result.status == status && result.error.contains(message), "\(options): \(result.error)")
      #expect(result.output.isEmpty && (status == 64 || result.error.split(separator: "\n").count == 1))
    }
  }
}
