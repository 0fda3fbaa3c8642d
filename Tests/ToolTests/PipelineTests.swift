import Foundation
internal import HDF5
internal import Schemas
internal import TestSupport
import Testing

/// The tools together: by files, by pipes, and with any number of threads.
@Suite struct PipelineTests {
  @Test func everyToolGivesTheSameBytesForAnyThreads() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      mkdir 1 2 && (cd 1 && \(TinyCity.stages("-q --threads 1"))) && (cd 2 && \(TinyCity.stages("-qj 2"))) &&
      diff -r 1 2 && ls 1
      """)
    #expect(result.status == 0 && result.error.isEmpty, "\(result.output)\(result.error)")
    #expect(
      result.output.split(separator: "\n") == [
        "augmented.h5", "city", "city.tsv", "embeddings.h5", "images.h5", "kg.h5", "kge.h5", "metrics.tsv",
        "model.h5", "predictions.h5", "ranking.tsv",
      ])
  }

  /// Every pipeline knows how to make whatever it needs of the files that README lists.
  @Test func everyPipelineHasARuleForAllThatItNeeds() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let published = ["region_img_name", "train_img_csv_index", "val_img_csv_index", "test_img_csv_index"].map
    {
      "new_york_zl15_\($0).csv"
    }
    let names =
      published + [
        "kg_OD.txt", "kg_spatial.txt", "osm_poi_2017.csv", "region2info.json", "tracts2010.geojson",
        "scene_clean.png", "scene_cloudy.png", "satellite_clean/1.png", "satellite_cloudy/1.png",
      ] + ["06-06", "06-16", "06-29", "07-16", "07-24"].map { "dates/S2L2A_2021-\($0).tif" }
    let result = try shell.run(
      """
      data=$PWD/data; out=$PWD/out; mkdir -p data/satellite_clean data/satellite_cloudy data/dates
      (cd data && touch \(names.joined(separator: " ")))
      cd \(Repository.root.path)
      for file in pipelines/*.mk; do
        case $file in *common*) continue ;; esac
        make -n -f $file DATA=$data OUT=$out > $data/plan && echo $file
        # What a signal stops leaves a checkpoint, which must not pass for the target.
        sed -e ':join' -e '/\\\\$/N' -e 's/\\\\\\n//' -e 't join' $data/plan |
          grep -E '/(kg-embed|cl-train) ' | grep -vE -- '-o [^ ]*/partial-' >&2 || true
      done
      """)
    #expect(result.error.isEmpty && result.output.split(separator: "\n").count >= 7, "\(result.error)")
  }

  @Test func standardOutputGetsTheBytesOfTheFile() throws {
    try TinyCity.with { shell in
      let result = try shell.run(
        """
        \(TinyCity.build) -q -o - | cmp - kg.h5 &&
        kg-embed kg.h5 \(TinyCity.embed) -q | cmp - kge.h5 &&
        \(TinyCity.pack) -q | cmp - images.h5 &&
        img-perturb images.h5 --augment -q -o /dev/stdout | cmp - augmented.h5 &&
        cl-train augmented.h5 --graph kg.h5 --embedding kge.h5 \(TinyCity.train) -q -o - | cmp - model.h5 &&
        img-embed model.h5 images.h5 -q -o- | cmp - embeddings.h5 &&
        si-predict image=embeddings.h5 \(TinyCity.predict) -q -o - | cmp - predictions.h5
        """)
      #expect(result.status == 0 && result.error.isEmpty, "\(result.output)\(result.error)")
    }
  }

  @Test func pipesFromEndToEndGiveTheScoresOfFiles() throws {
    try TinyCity.with { shell in
      let result = try shell.run(
        """
        \(TinyCity.build) -q | kg-embed - \(TinyCity.embed) -q -o - > piped.h5 &&
        \(TinyCity.pack) -q | img-perturb --augment -q - |
        cl-train - --graph kg.h5 --embedding <(\(TinyCity.build) -q | kg-embed -q \(TinyCity.embed)) \
          \(TinyCity.train) -q |
        img-embed -q - images.h5 | si-predict -q image=- \(TinyCity.predict) | cmp - metrics.tsv
        """)
      #expect(result.status == 0 && result.error.isEmpty, "\(result.output)\(result.error)")
      func embedding(_ name: String) throws -> GraphEmbedding {
        try GraphEmbedding(from: HDF5File(reading: "\(shell.directory)/\(name)", name: name))
      }
      let (piped, filed) = (try embedding("piped.h5"), try embedding("kge.h5"))
      #expect(piped.entities == filed.entities && piped.relations == filed.relations)
      #expect(piped.entityIDs == filed.entityIDs)
      // Only the names of inputs tell a pipe from a file; their digests are the same.
      let inputs = try ["piped.h5", "kge.h5"].map {
        try HDF5File(reading: "\(shell.directory)/\($0)", name: $0).stringAttribute("inputs")
      }
      #expect(inputs[0] == inputs[1].replacing(#""name":"kg.h5""#, with: #""name":"-""#))
      #expect(inputs[0] != inputs[1])
    }
  }

  @Test func optionsWithoutEffectLeaveNoTraceHoweverTheyAreSpelled() throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write("a\tNearBy\tb\n", to: "t.tsv")
    let spellings = [
      "t.tsv -o out.h5", "-j2 t.tsv -oout.h5", "-j 2 -v --output=out.h5 t.tsv", "-qj 2 -o=out.h5 t.tsv",
      "--threads=2 --json t.tsv > out.h5", "-vq -j=2 --quiet t.tsv --output out.h5",
      "--threads 1 -o out.h5 --verbose t.tsv",
    ]
    var files = Set<Data>()
    for spelling in spellings {
      let result = try shell.run("kg-build \(spelling)")
      #expect(result.status == 0, "\(spelling): \(result.error)")
      files.insert(try shell.read("out.h5"))
    }
    #expect(files.count == 1)
    func command(_ line: String) throws -> String {
      let result = try shell.run("kg-build \(line)")
      #expect(result.status == 0, "\(result.error)")
      return try HDF5File(reading: shell.directory + "/out.h5", name: "out.h5").stringAttribute("command")
    }
    #expect(try command("--quiet -oout.h5 t.tsv") == "kg-build t.tsv")
    try shell.write("a\tNearBy\tb\n", to: "-q")
    #expect(try command("-q --region-pattern=^a -o out.h5 -- -q") == "kg-build '--region-pattern=^a' -- -q")
  }
}
