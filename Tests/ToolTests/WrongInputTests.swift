import Foundation
internal import HDF5
internal import Schemas
internal import Support
import Testing

/// Every HDF5 input of every tool, spoilt in every way: one line that begins with the tool, a status of
/// sysexits.h, and no file.
@Suite struct WrongInputTests {
  struct Reader {
    /// A command line that reads `IN`.
    let line: String
    let input: String
    let schema: Schema
  }

  static let train = "--graph kg.h5 --embedding kge.h5 --epochs 1 --batch 9"
  static let predict = "-i city/indicators.csv --indicator pop --folds 3"
  static let readers = [
    Reader(line: "kg-build --to-tsv IN", input: "kg.h5", schema: .knowledgeGraph),
    Reader(line: "kg-embed IN --epochs 1", input: "kg.h5", schema: .knowledgeGraph),
    Reader(line: "img-perturb IN --flip 1", input: "images.h5", schema: .images),
    Reader(line: "img-perturb images.h5 --mix IN", input: "images.h5", schema: .images),
    Reader(line: "img-embed --features colour IN", input: "images.h5", schema: .images),
    Reader(line: "img-embed IN images.h5", input: "model.h5", schema: .model),
    Reader(line: "cl-train IN \(train)", input: "images.h5", schema: .images),
    Reader(
      line: "cl-train images.h5 --graph IN --embedding kge.h5", input: "kg.h5", schema: .knowledgeGraph),
    Reader(
      line: "cl-train images.h5 --graph kg.h5 --embedding IN", input: "kge.h5", schema: .graphEmbedding),
    Reader(line: "cl-train images.h5 \(train) --resume IN", input: "model.h5", schema: .model),
    Reader(line: "cl-train images.h5 \(train) --init IN", input: "model.h5", schema: .model),
    Reader(line: "si-predict IN \(predict)", input: "embeddings.h5", schema: .embeddings),
    Reader(line: "si-predict IN \(predict)", input: "kge.h5", schema: .graphEmbedding),
    Reader(
      line: "si-predict embeddings.h5 \(predict) --coordinates IN", input: "kg.h5", schema: .knowledgeGraph),
  ]

  private func check(_ line: String, _ shell: Shell, _ allowed: Set<Int32>) throws {
    let before = shell.files
    let result = try shell.run("TMPDIR=$PWD/temporary \(line) -q -o out")
    #expect(allowed.contains(result.status), "\(line): status \(result.status): \(result.error)")
    guard result.status != 0 else { return }
    let lines = result.error.split(separator: "\n")
    #expect(lines.first?.hasPrefix(line.prefix { $0 != " " } + ": ") == true, "\(line): \(result.error)")
    #expect(lines.count == 1 && result.error.count < 300, "\(result.error)")
    #expect(shell.files == before && result.output.isEmpty, "\(line) left something")
    #expect(try shell.run("ls -A temporary").output.isEmpty, "\(line) left something in TMPDIR")
  }

  @Test func spoiltFilesAreRefusedByEveryReader() throws {
    try TinyCity.with { shell in
      func make(_ name: String, schema: Schema?, version: String = "1.0") throws {
        let file = try HDF5File(creating: shell.directory + "/" + name, name: name)
        if let schema {
          try file.setAttribute("schema", schema.rawValue)
          try file.setAttribute("schema_version", version)
        }
        try file.close()
      }
      try make("unmarked.h5", schema: nil)
      try make("foreign.h5", schema: .predictions)
      #expect(try shell.run("mkdir directory temporary; printf hello > text; : > empty").status == 0)
      for reader in Self.readers {
        try make("future.h5", schema: reader.schema, version: "2.0")
        try make("hollow.h5", schema: reader.schema)
        let cut = try shell.run(
          "head -c 1000 \(reader.input) > start.h5; head -c -500 \(reader.input) > most.h5")
        #expect(cut.status == 0)
        for name in [
          "unmarked.h5", "foreign.h5", "future.h5", "hollow.h5", "text", "empty", "start.h5", "most.h5",
        ] {
          try check(reader.line.replacing("IN", with: name), shell, [65])
        }
        for name in ["directory", "none.h5"] {
          try check(reader.line.replacing("IN", with: name), shell, [66])
        }
      }
    }
  }

  /// Bytes changed anywhere, fewer in a fixed sequence than by a fuzzer: what libhdf5 does not survive must
  /// end the same way.
  @Test func damagedBytesEndInAMessageOrDoNoHarm() throws {
    try TinyCity.with { shell in
      #expect(try shell.run("mkdir temporary; touch out").status == 0)
      for reader in Self.readers where !reader.line.hasPrefix("cl-train") && reader.input != "model.h5" {
        let whole = [UInt8](try shell.read(reader.input))
        for mutant in 0..<6 {
          var random = Philox(seed: 3, reader.line, UInt64(mutant))
          var bytes = whole
          for _ in 0..<(1 << random.index(below: 5)) {
            bytes[random.index(below: bytes.count)] = UInt8(random.index(below: 256))
          }
          try Data(bytes).write(to: URL(fileURLWithPath: shell.directory + "/mutant.h5"))
          try check(reader.line.replacing("IN", with: "mutant.h5"), shell, [0, 65])
        }
      }
    }
  }

  @Test func standardInputIsOneInput() throws {
    for line in [
      "kg-build - -", "kg-build - --regions -", "kg-embed - --test -",
      "img-pack . --regions - --street-views -",
      "img-perturb - --mix -", "cl-train - --graph - --embedding kge.h5", "img-embed - -",
      "si-predict - --label x -i - --indicator pop --folds 3",
    ] {
      let result = try Shell.run("\(line) -o out < /dev/null")
      #expect(result.status == 64 && result.error.contains("standard input"), "\(line): \(result.error)")
    }
  }
}
