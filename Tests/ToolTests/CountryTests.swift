import Foundation
internal import TestSupport
import Testing

/// Cities that are put together (`city-sim --prefix --origin`), and the pipeline that does so.
@Suite struct CountryTests {
  /// Only names differ from those of the same city without a prefix, and elsewhere only what rounding does.
  @Test func aCityIsTheSameUnderAnotherNameAndElsewhere() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      city="city-sim -q --regions 12 --street-views 1 --image-size 8 --street-view-size 8 --seed 3"
      $city -o here > here.tsv && $city -o there --prefix a_b- > there.tsv &&
      cmp here.tsv there.tsv &&
      for file in indicators split truth coordinates; do sed s/a_b-// there/$file.csv | cmp - here/$file.csv || exit; done &&
      sed s/a_b-//g there/triples.tsv | cmp - here/triples.tsv &&
      for picture in here/satellite/*; do cmp $picture there/satellite/a_b-${picture##*/} || exit; done &&
      cut -d , -f 1 there/pois.csv | sed 1d | grep -vc ^a_b-POI_; cut -d , -f 2 there/checkins.csv | sed 1d | grep -vc ^a_b-POI_
      $city -o there --prefix a_b- --origin 10.5,-20 > far.tsv
      sed 1d there/coordinates.csv | awk -F , '{ x += $2; y += $3 } END { printf "%.1f %.1f\\n", x / NR, y / NR }'
      paste -d , here/truth.csv there/truth.csv | sed 1d |
        awk -F , '{ for (i = 2; i < 6; i++) if (($i - $(i + 5)) ^ 2 > 1e-8) print }'
      $city -o there > again.tsv && cmp here/triples.tsv there/triples.tsv && ls there/satellite | grep -c a_b
      """)
    #expect(
      result.error.isEmpty && result.output == "0\n0\n10.5 -20.0\n0\n", "\(result.output)\(result.error)")
    for wrong in [
      "--prefix a/b", "--prefix \(String(repeating: "a", count: 33))", "--origin 3", "--origin 0,80",
      "--origin 3,x",
    ] {
      let refused = try shell.run("city-sim \(wrong) -o no")
      #expect(refused.status == 64 && !shell.files.contains("no"), "\(refused.error)")
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/time"), "needs GNU time"))
  func aSmallCountryGoesFromRawFilesToScoresAndCosts() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      out=$PWD/country; tools=$(dirname $(command -v kg-build)); cd \(Repository.root.path)
      make --no-print-directory -f pipelines/country.mk BIN=$tools OUT=$out CITIES=3 REGIONS=40 PLACES=5 SIZE=32 \
        EPOCHS=1 KGE_EPOCHS=1 BATCH=32 CANDIDATES=sampled:16+16 > $out.log 2>&1 || { tail $out.log >&2; exit 1; }
      kg-build --stats $out/kg.h5 > /dev/null && cut -f 1 $out/costs.tsv && head -n 2 $out/costs.txt
      cut -f 1 -d , $out/indicators.csv | sed 's/-.*//' | sort | uniq -c
      """)
    #expect(result.status == 0, "\(result.error)")
    let words = result.output.split(whereSeparator: \.isWhitespace).map(String.init)
    for stage in ["city-sim/1", "img-pack/3", "kg-build", "kg-embed", "cl-train", "img-embed", "si-predict"] {
      #expect(words.contains(stage), "\(result.output)")
    }
    #expect(result.output.hasSuffix("40 C1\n     40 C2\n     40 C3\n      1 region\n"), "\(result.output)")
    let scores = String(decoding: try shell.read("country/metrics.tsv"), as: UTF8.self)
    #expect(scores.contains("both+ridge\t"), "\(scores)")
  }
}
