import Foundation
internal import HDF5
internal import Prediction
import Testing

/// `si-predict --transform`.
@Suite struct TransformTests {
  private static let tool = "si-predict x=e.h5 -i w.csv --split s.csv -q"

  /// The city with a wealth index of either sign and a share.
  private static func city() throws -> Shell {
    let shell = try PredictTests.city()
    let lines = String(decoding: try shell.read("i.csv"), as: UTF8.self).split(separator: "\r\n")
    var table = "region,pop,wealth,share\n"
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let wealth = log(try #require(Double(fields[3]))) - 5
      table += "\(fields[0]),\(fields[3]),\(wealth),\(1 / (1 + exp(-wealth)))\n"
    }
    try shell.write(table, to: "w.csv")
    return shell
  }

  private func value(_ table: String, _ indicator: String, _ metric: String) throws -> Double {
    let row = try #require(
      table.split(separator: "\n").first { $0.contains("\t\(indicator)\tsplit/test\t\(metric)\t") })
    return try #require(Double(row.split(separator: "\t")[4]))
  }

  /// The logit of the share is the index, and ln of pop but for a constant and the 1 in ln(1 + y): so fits agree.
  @Test func scoresAreOnTheScaleOfEachIndicator() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let result = try shell.run(
      "\(Self.tool) --indicator pop,wealth,share --transform identity --transform share=logit,pop=log1p -o p.h5"
    )
    #expect(result.status == 0, "\(result.error)")
    let r2 = try value(result.output, "wealth", "r2")
    let share = try value(result.output, "share", "r2")
    #expect(r2 > 0.95 && abs(share - r2) < 1e-9)
    #expect(try value(result.output, "wealth", "r2_raw") == r2)
    #expect(try value(result.output, "share", "r2_raw") != r2)
    let file = try HDF5File(reading: shell.directory + "/p.h5", name: "p.h5")
    #expect(try file.stringAttribute("schema_version") == "1.1")
    #expect(try file.stringAttribute("label_transform", on: "/y_true/share") == "logit")
    let isMarked = file.hasAttribute("label_transform", on: "/y_true/pop")
    #expect(!isMarked)
    let truth = try shell.run("si-predict --to-tsv p.h5 --indicator share | sed -n 2p")
    let row = truth.output.split(separator: "\t")
    let wealth = try shell.run("grep ^\(row[0]), w.csv").output.split(separator: ",")[2]
    let label = try #require(Double(row[5]))
    let index = try #require(Double(wealth.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(abs(label - index) < 1e-12)
    // ln(1 + y) alone is what files held before.
    let plain = try shell.run(
      "\(Self.tool) --indicator pop -o q.h5 > q.tsv && \(Self.tool) --indicator pop --transform log1p | cmp - q.tsv"
    )
    #expect(plain.status == 0, "\(plain.error)")
    let old = try HDF5File(reading: shell.directory + "/q.h5", name: "q.h5")
    #expect(try old.stringAttribute("schema_version") == "1.0")
  }

  @Test func savedModelsKnowTheirScale() throws {
    let shell = try Self.city()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.tool) --indicator wealth,share --transform identity,share=logit --save-model m.h5 > s.tsv &&
      si-predict --load-model m.h5 e.h5 -q
      """)
    #expect(result.status == 0, "\(result.error)")
    for line in result.output.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: "\t")
      let transform: LabelTransform = fields[1] == "share" ? .logit : .identity
      let (label, raw) = (try #require(Double(fields[4])), try #require(Double(fields[5])))
      #expect(raw == transform.inverse(label))
    }
  }

  @Test(arguments: [
    (
      "--indicator wealth",
      "65 si-predict: w.csv: wealth of region t",
      "where ln(1 + y) needs a finite value above -1; --transform identity takes all its values"
    ),
    (
      "--indicator pop --transform logit", "65 ",
      "needs a share above 0 and below 1; --transform log1p or identity or sqrt takes"
    ),
    (
      "--indicator wealth --transform sqrt", "65 ",
      "where sqrt(y) needs a finite value of 0 or more; --transform identity takes"
    ),
    ("--indicator pop --transform cube", "64 ", "--transform knows log1p, identity, logit, sqrt, not 'cube'"),
    ("--indicator pop --transform edu=sqrt", "64 ", "--transform names 'edu', which is no --indicator"),
    ("--indicator pop --transform sqrt,logit", "64 ", "two scales for all indicators"),
    ("--indicator pop --transform pop=sqrt,pop=logit", "64 ", "two scales for pop"),
  ])
  func valuesBeyondAScaleAreRefusedWithOneThatTakesThem(options: String, start: String, message: String)
    throws
  {
    let shell = try Self.city()
    defer { shell.remove() }
    let result = try shell.run("\(Self.tool) \(options)")
    #expect(
      "\(result.status) \(result.error)".hasPrefix(start) && result.error.contains(message), "\(result.error)"
    )
    #expect(result.output.isEmpty)
  }
}
