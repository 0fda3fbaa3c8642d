import Foundation
internal import TestSupport
import Testing

/// Names that would break a line, a terminal or a spreadsheet are refused where they come in, in one line that shows
/// them.
@Suite struct NameRulesTests {
  /// How a shell writes a name, and how a message shows it.
  private static let names = [
    (#"R\x01"#, "R\\u{1}"), (#"R\x1b[31m"#, "R\\u{1B}[31m"), (#"R\x7f"#, "R\\u{7F}"),
    (#"R\xc2\x9b"#, "R\\u{9B}"), (#"R\xe2\x80\xae"#, "R\\u{202E}"), (#"R\xe2\x80\xa8"#, "R\\u{2028}"),
    (#"R\xe2\x81\xa6"#, "R\\u{2066}"), (#"R\xd8\x9c"#, "R\\u{61C}"),
  ]

  /// Every way by which names come in: the input is made of `$n`.
  private static let inputs = [
    #"printf '%s\tNearBy\tb\n' "$n" > t.tsv && kg-build t.tsv -o none.h5"#,
    #"printf 'a\t%s\tb\n' "$n" > t.tsv && kg-build t.tsv -o none.h5"#,
    #"printf 'a\tNearBy\t%s\n' "$n" > t.tsv && kg-build t.tsv -o none.h5"#,
    #"printf 'head,relation,tail\na,NearBy,%s\n' "$n" > t.csv && kg-build --delimiter , t.csv -o none.h5"#,
    #"printf 'region,lon,lat\n%s,1,1\nb,1,2\n' "$n" > t.csv && kg-build --regions t.csv -o none.h5"#,
    #"printf '%s\nb\n' "$n" > t.txt && printf 'a\tNearBy\tb\n' | kg-build --regions t.txt - -o none.h5"#,
    #"printf 'region,pop\n%s,1\nb,2\n' "$n" > t.csv && si-predict x=embeddings.h5 -i t.csv --indicator pop --folds 2"#,
    #"printf 'region,split\n%s,train\nb,test\n' "$n" > t.csv && si-predict x=embeddings.h5 -i city/indicators.csv --indicator pop --split t.csv"#,
    #"printf '%s\nb\n' "$n" > t.txt && si-predict x=embeddings.h5 -i city/indicators.csv --indicator pop --folds 2 --regions t.txt"#,
    #"printf 'id,lon,lat\n%s,1,1\nb,1,2\n' "$n" > t.csv && si-predict x=embeddings.h5 -i city/indicators.csv --indicator pop --folds 2 --coordinates t.csv"#,
    #"printf '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"region": "%s"}, "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]]]}}]}' "$e" > t.geojson && kg-build --regions t.geojson -o none.h5"#,
    #"printf '{"%s": {"pop": 1}, "b": {"pop": 2}}' "$e" > t.json && si-predict x=embeddings.h5 -i t.json --indicator pop --folds 2"#,
    #"printf '["%s", "b"]' "$e" > t.json && img-pack city/satellite --regions t.json --size 8 -o none.h5"#,
    #"si-predict "$n"=embeddings.h5 -i city/indicators.csv --indicator pop --folds 2"#,
    #"si-predict x=embeddings.h5 -i city/indicators.csv --indicator "$n" --folds 2"#,
    #"si-predict x=embeddings.h5 -i city/indicators.csv --indicator pop --folds 2 --split-label "$n""#,
  ]

  @Test func controlCharactersAreRefusedWhereTheyComeIn() throws {
    try TinyCity.with { shell in
      for input in Self.inputs {
        for (name, shown) in Self.names {
          // Within JSON control characters stand as escapes.
          let escaped =
            name.hasPrefix(#"R\x0"#) || name.hasPrefix(#"R\x1"#)
            ? #"R\\u00"# + String(name.dropFirst(3).prefix(2)) + String(name.dropFirst(5)) : name
          let result = try shell.run("n=$'\(name)'; e=$'\(escaped)'; \(input) -q")
          #expect(
            [64, 65].contains(result.status) && result.error.split(separator: "\n").count <= 2
              && result.error.contains(shown) && !result.error.contains("\u{1B}")
              && !result.error.contains("\u{202E}"),
            "\(input) with \(name): \(result.status) \(result.error)")
          #expect(!shell.files.contains("none.h5"))
        }
      }
    }
  }

  @Test(arguments: ["=cmd|' /C calc'!A0", "@SUM(1)", "+A1", "-A1"])
  func namesThatRunInASpreadsheetAreRefused(name: String) throws {
    try TinyCity.with { shell in
      try shell.write("region,pop\n\"\(name)\",1\nb,2\n", to: "t.csv")
      let table = try shell.run("si-predict x=embeddings.h5 -i t.csv --indicator pop --folds 2 -q")
      #expect(table.status == 65 && table.error.contains("spreadsheets take for a formula"), "\(table.error)")
      try shell.write(name, to: "name")
      let label = try shell.run(
        "si-predict x=embeddings.h5 -i city/indicators.csv --indicator pop --folds 2 -q --split-label=\"$(cat name)\""
      )
      #expect(label.status == 64 && label.error.contains("spreadsheets take for a formula"), "\(label.error)")
    }
    // Numbers are none.
    let shell = try Shell()
    defer { shell.remove() }
    let numbers = try shell.run(
      "printf 'region,lon,lat\\n-1,1,1\\n+2,1,2\\n' > r.csv && kg-build --regions r.csv -o kg.h5 -q")
    #expect(!numbers.error.contains("spreadsheets"), "\(numbers.error)")
  }

  @Test(
    .enabled(if: Python.has("h5py", "numpy"), "needs Python with h5py"),
    arguments: [
      ("np.array([b'caf\\xe9', b'b'], 'S4')", "not UTF-8"),
      ("np.array([b'a\\0b', b'b'], 'S3')", "holds a NUL"),
      ("np.array(['a\\tb', 'b'], h5py.string_dtype())", "U+0009"),
      ("np.array(['a\\r\\nb', 'b'], h5py.string_dtype())", "U+000D"),
      ("np.array([b'caf\\xe9', b'b'], h5py.string_dtype('ascii'))", "not UTF-8"),
    ])
  func textOfHDF5IsWhatItSays(ids: String, words: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(
      """
      import h5py, numpy as np
      f = h5py.File("t.h5", "w")
      f.attrs["schema"] = "knowcl/embeddings"; f.attrs["schema_version"] = "1.0"
      f["/region/id"] = \(ids)
      f["/embedding"] = np.ones((2, 3), "f4")
      """, to: "make.py")
    let result = try shell.run(
      """
      \(Python.path) make.py && printf 'region,pop\\na,1\\nb,2\\n' > i.csv &&
      si-predict x=t.h5 -i i.csv --indicator pop --folds 2 -q
      """)
    #expect(
      result.status == 65 && result.error.contains("/region/id") && result.error.contains(words)
        && result.error.split(separator: "\n").count == 1, "\(ids): \(result.error)")
  }

  @Test func theTitleOfAReportIsText() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("# </title><script>alert(1)</script> & \u{1B}more\n\nText.\n", to: "report.md")
    let page = try shell.run("\(Repository.root.path)/pipelines/inline-report report.md")
    guard page.status == 0 else { return }  // needs cmark-gfm
    #expect(
      page.output.contains("<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</title>"))
  }
}
