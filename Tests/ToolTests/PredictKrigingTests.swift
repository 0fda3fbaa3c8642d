internal import HDF5
import Testing

/// `si-predict --model kriging` and `--baselines place`.
@Suite struct PredictKrigingTests {
  private static let run = "si-predict x=e.h5 -i i.csv --indicator pop --model kriging --baselines place -q"

  @Test func aLoadedModelPredictsWhatWasEvaluated() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.run) --split s.csv --versus place -o p.h5 --save-model m.h5 &&
      si-predict --load-model m.h5 x=e.h5 --coordinates i.csv -q -o a.h5 > a.tsv
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.error)")
    #expect(result.output.contains("x+kriging\tpop\tsplit/test\tp_signflip:place\t"))
    let predictions = try ["p.h5", "a.h5"].map { name in
      let file = try HDF5File(reading: shell.directory + "/\(name)", name: name)
      return try ["place", "x+kriging"].map { label in
        try file.read(
          "/y_pred/\(label)/pop", as: Double.self, shape: [1, PredictTests.count], allowing: .any)
      }
    }
    #expect(predictions[0] == predictions[1] && predictions[0][0] != predictions[0][1])
  }

  /// What chooses nothing takes a given split's validation part for training, if it may; what stops by it does not.
  @Test func refittingTakesTheValidationPart() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      all() { si-predict x=e.h5 -i i.csv --indicator pop -q --epochs 20 "$@" | grep -P 'test\\tr2\\t'; }
      sed 's/,val$/,train/' s.csv > t.csv
      all --model ridge,kriging --baselines place --split s.csv --refit > refit.tsv
      all --model ridge,kriging --baselines place --split t.csv | cmp - refit.tsv &&
      all --model mlp --split s.csv --refit > mlp.tsv && all --model mlp --split s.csv | cmp - mlp.tsv &&
      ! all --model ridge,kriging --baselines place --split s.csv | cmp -s - refit.tsv && wc -l < refit.tsv
      si-predict x=e.h5 -i i.csv --indicator pop --folds 3 --refit
      """)
    #expect(result.output == "3\n" && result.status == 64, "\(result.output)\(result.error)")
  }

  @Test func fewNeighboursAreASetting() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.run) --split s.csv > exact.tsv &&
      \(Self.run) --split s.csv --setting exact-limit=10 --setting conditioning=1000 > same.tsv &&
      \(Self.run) --split s.csv --setting exact-limit=10 --setting conditioning=2 --threads 3 > few.tsv &&
      \(Self.run) --split s.csv --setting exact-limit=10 --setting conditioning=2 --threads 1 | cmp - few.tsv &&
      ! cmp -s few.tsv exact.tsv && \(Self.run) --split s.csv --setting smoothness=2.5 | cmp -s - exact.tsv
      """)
    #expect(result.status == 1 && result.error.isEmpty, "\(result.error)")
  }

  @Test func regionsWithoutCoordinatesAreNamed() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let result = try shell.run(
      "sed 's/,lon,/,east,/' i.csv > j.csv && \(Self.run.replacing("i.csv", with: "j.csv")) --split s.csv")
    #expect(result.status == 65 && result.error.contains("has no columns lon and lat"), "\(result.error)")
  }
}
