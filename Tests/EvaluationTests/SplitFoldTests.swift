internal import Evaluation
internal import Prediction
internal import Tables
import Testing

@Suite struct SplitFoldTests {
  @Test func rowsOfASplitAreThoseThatAreThere() throws {
    let text = "split,region\nTrain,a\nvalidation,b\ntest,c\ntrain,d\n"
    let split = try SplitTable(DelimitedTable(parsing: Array(text.utf8), name: "t.csv"))
    #expect(
      split.fold(["c": 0, "d": 1, "a": 2]) == Fold(train: [1, 2], validation: [], test: [0]))
  }
}
