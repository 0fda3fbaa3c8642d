import Foundation
import Testing

/// The name of a file is bytes: outputs get exactly those that were given, inputs are found, messages show them.
@Suite struct FileNameTests {
  /// `é` in latin-1, which is no UTF-8; half a character; a control character and a backslash; and one of the scalars
  /// that stand for bytes in our strings.
  private static let names = [
    #"caf\xe9"#, #"\xff\xfe"#, #"a\xc3"#, #"tab\t\x1b[31m\\x"#, #"\xf4\x8f\xbf\xa9"#,
  ]

  @Test(arguments: names)
  func everyToolReadsAndWritesUnderTheBytesGiven(name: String) throws {
    try TinyCity.with { shell in
      let result = try shell.run(
        """
        n=$'\(name)'; mkdir "$n" && cd "$n" &&
        city-sim -o "$n" --regions 9 --image-size 16 --street-views 0 --seed 7 -q > "$n.tsv" &&
        city-sim -o "$n" --regions 25 --image-size 16 --street-views 0 --scene 20 --seed 7 -q > "$n.tsv" &&
        kg-build "$n/triples.tsv" --coordinates "$n/coordinates.csv" -o "$n.kg" -q &&
        kg-build --regions "$n/regions.geojson" --pois "$n/pois.csv" -o "$n.raw" -q &&
        geo-read "$n/regions.geojson" -o "$n.geojsonl" -q &&
        kg-embed "$n.kg" --dimension 8 --epochs 1 -o "$n.kge" -q &&
        img-pack "$n/satellite" --size 16 -o "$n.images" -q &&
        img-crop --raster "$n/scene.tif" --regions "$n/regions.geojson" --square 300 --bands red=3,green=2,blue=1 \
        --limits 0,3000 --size 16 -o "$n.cut" -q &&
        img-perturb "$n.images" --augment -o "$n.augmented" -q &&
        cl-train "$n.images" --graph "$n.kg" --embedding "$n.kge" --epochs 1 --batch 25 --history "$n.history" \
        -o "$n.model" -q &&
        img-embed "$n.model" "$n.images" -o "$n.embeddings" -q &&
        si-predict x="$n.embeddings" -i "$n/indicators.csv" --indicator pop --split "$n/split.csv" --model ridge \
        -o "$n.predictions" --metrics "$n.scores" --save "$n.predictor" -q &&
        si-report "$n.scores" -o "$n.report" -q
        """)
      #expect(result.status == 0 && result.error.isEmpty, "\(name): \(result.error)")
      // As many names as were given, each of them as the shell makes it.
      let listed = try shell.run(
        """
        n=$'\(name)'; cd "$n" && ls | wc -l
        for e in '' .tsv .kg .raw .geojsonl .kge .images .cut .augmented .history .model .embeddings .predictions \
        .scores .predictor .report; do [ -e "$n$e" ] || echo "no $e"; done
        """)
      #expect(listed.output == "16\n", "\(name): \(listed.output)")
    }
  }

  @Test func messagesShowBytesThatAreNoText() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(#"kg-build $'caf\xe9\x1b.tsv' -o none.h5"#)
    #expect(
      result.status == 66
        && result.error == "kg-build: caf\\xE9\\u{1B}.tsv: cannot be opened: No such file or directory\n")
  }

  @Test func aPictureWhoseNameIsNoTextIsNeitherSkippedNorRenamed() throws {
    let shell = try Shell()
    defer { shell.remove() }
    for (name, words) in [
      (#"R2\xe9"#, "'R2\\xE9' holds the byte 0xe9"), (#"R\t2"#, "'R\\t2' holds the control character U+0009"),
      (#"=R2"#, "'=R2' begins with '='"),
    ] {
      let result = try shell.run(
        """
        rm -rf city in && city-sim -o city --regions 9 --image-size 16 --street-views 0 -q > /dev/null && mv city/satellite in &&
        mv in/R002.png in/$'\(name).png' && img-pack in --size 16 -o none.h5
        """)
      #expect(
        result.status == 65 && result.error.contains(words) && result.error.split(separator: "\n").count == 1,
        "\(result.error)")
    }
  }

  @Test(arguments: [
    ("-o X --metrics X", "-o and --metrics"), ("-o X --metrics ./X", "-o and --metrics"),
    ("-o X --metrics link", "-o and --metrics"), ("-o X --save sub/../X", "-o and --save"),
    ("-o X --estimates X --fill", "-o and --estimates"), ("--metrics X --save X", "--metrics and --save"),
    ("-o X > X", "-o and standard output"),
  ])
  func twoOutputsNeverShareAFile(options: String, words: String) throws {
    try TinyCity.with { shell in
      let result = try shell.run(
        "mkdir sub && ln -s X link && si-predict image=embeddings.h5 \(TinyCity.predict) -q \(options)")
      #expect(
        result.status == 64 && result.error.contains(words) && result.error.split(separator: "\n").count == 1,
        "\(options): \(result.status) \(result.error)")
      let train = try shell.run(
        "cl-train images.h5 --graph kg.h5 --embedding kge.h5 --epochs 1 --batch 25 -q -o Y --history ./Y")
      #expect(train.status == 64 && train.error.contains("-o and --history"), "\(train.error)")
      #expect(!shell.files.contains("Y"))
    }
  }

  @Test func aLineThatStandardOutputDoesNotTakeIsAnError() throws {
    for tool in Shell.tools {
      for option in ["--help", "--version", "--generate-completion-script bash", "help"] {
        let result = try Shell.run("\(tool) \(option) > /dev/full")
        guard option != "help" || result.status != 64 else { continue }
        #expect(
          [66, 74].contains(result.status) && result.error.hasPrefix("\(tool): ")
            && result.error.split(separator: "\n").count == 1,
          "\(tool) \(option): \(result.status) \(result.error)")
      }
      #expect(try Shell.run("\(tool) --help | head -n 1").output.hasPrefix("OVERVIEW: "), "\(tool)")
    }
  }
}
