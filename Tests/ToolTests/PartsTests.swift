import Foundation
internal import HDF5
internal import Schemas
import Testing

/// Inputs in parts say what one file says.
@Suite struct PartsTests {
  /// The pictures of `TrainingFiles` in images.h5 and in part-1.h5, part-2.h5 and part-10.h5, out of order.
  private func shell(views: Int? = nil) throws -> Shell {
    let shell = try Shell()
    try TrainingFiles.write(to: shell, views: views)
    let parts = [("part-1.h5", ["r10", "r2", "r7", "r1"]), ("part-2.h5", ["r12"]), ("part-10.h5", rest)]
    for (name, ids) in parts {
      let each = views.map { RegionViews(regions: ids.count, each: $0) } ?? .single(ids.count)
      try TrainingFiles.writePictures(name, of: ids, each, to: shell)
    }
    return shell
  }

  private let rest = ["r3", "r4", "r5", "r6", "r8", "r9", "r11"]

  private func table(_ shell: Shell, _ name: String) throws -> EmbeddingTable {
    try EmbeddingTable(from: HDF5File(reading: "\(shell.directory)/\(name)", name: name))
  }

  @Test(arguments: [nil, 2]) func picturesInPartsGiveTheEmbeddingsOfOneFile(views: Int?) throws {
    let shell = try shell(views: views)
    defer { shell.remove() }
    let embed = "img-embed --untrained -q"
    let result = try shell.run(
      """
      \(embed) images.h5 -o whole.h5 && \(embed) part-*.h5 --batch 5 -o parts.h5 &&
      \(embed) part-2.h5 part-10.h5 part-1.h5 -j 1 -o turned.h5 &&
      img-embed --features colour -q part-*.h5 -o colours.h5 && img-embed --features colour -q images.h5 -o colour.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    for (parts, whole) in [("parts.h5", "whole.h5"), ("turned.h5", "whole.h5"), ("colours.h5", "colour.h5")] {
      let (parts, whole) = (try table(shell, parts), try table(shell, whole))
      #expect(parts.ids == TrainingFiles.regions && whole.ids == parts.ids)
      #expect(parts.values == whole.values)
    }
  }

  @Test func shardsFollowOneAnother() throws {
    let shell = try shell()
    defer { shell.remove() }
    let embed = "img-embed --untrained --adapt -q"
    let result = try shell.run(
      """
      \(embed) images.h5 -o whole.h5 &&
      for i in 1 2 3 4 5; do \(embed) part-*.h5 --shard $i/5 -o shard-$i.h5 || exit; done
      """)
    #expect(result.status == 0, "\(result.error)")
    let shards = try (1...5).map { try table(shell, "shard-\($0).h5") }
    #expect(shards.map(\.ids.count) == [3, 3, 2, 2, 2])
    let (stacked, whole) = (EmbeddingTable(stacking: shards), try table(shell, "whole.h5"))
    #expect(stacked.ids == whole.ids && stacked.values == whole.values)
    for (wrong, status) in [("13/13", 64), ("0/2", 64), ("3/2", 64), ("1", 64), ("1/0", 64), ("a/b", 64)] {
      let result = try shell.run("\(embed) images.h5 --shard \(wrong) -o no.h5")
      #expect(result.status == status && !shell.files.contains("no.h5"), "\(wrong): \(result.error)")
    }
  }

  @Test func partsThatDoNotGoTogetherAreNamed() throws {
    let shell = try shell()
    defer { shell.remove() }
    try TrainingFiles.writePictures("views.h5", of: ["x"], RegionViews(regions: 1, each: 2), to: shell)
    let result = try shell.run(
      "img-pack --help > /dev/null; city-sim -o city --regions 6 --image-size 16 --street-views 0 -q > /dev/null && "
        + "img-pack city/satellite --size 16 -q -o small.h5")
    #expect(result.status == 0, "\(result.error)")
    for (files, words) in [
      ("part-1.h5 small.h5", "small.h5: has one picture of 16 x 16 pixels a region, where part-1.h5 has"),
      ("part-1.h5 views.h5", "views.h5: has views of 32 x 32 pixels a region, where part-1.h5 has one"),
      ("part-2.h5 images.h5", "images.h5: has pictures of region 'r12', which part-2.h5 has too"),
      ("part-1.h5 kg.h5", "kg.h5: has schema knowcl/kg, where knowcl/images is needed"),
    ] {
      // Files of training that share regions are days.
      let tools = ["img-embed --untrained", "cl-train \(TrainingFiles.options) --epochs 1"]
      for tool in words.contains("too") ? [tools[0]] : tools {
        let command = "\(tool) \(files)"
        let result = try shell.run("\(command) -q -o no.h5")
        #expect(result.status == 65 && result.error.contains(words), "\(command): \(result.error)")
        #expect(!shell.files.contains("no.h5"))
      }
    }
  }

  @Test func trainingOnPartsIsTrainingOnOneFile() throws {
    let shell = try shell(views: 2)
    defer { shell.remove() }
    let options = "\(TrainingFiles.options) --augment --epochs 2 -q"
    let result = try shell.run(
      """
      cl-train images.h5 \(options) -o whole.h5 && cl-train part-*.h5 \(options) -j 2 -o parts.h5 &&
      cl-train part-10.h5 part-2.h5 part-1.h5 \(options) --epochs 3 -j 1 --resume parts.h5 -o next.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    func weights(_ name: String) throws -> [[Float]] {
      let file = try HDF5File(reading: "\(shell.directory)/\(name)", name: name)
      return try ["/encoder/conv1.weight", "/encoder/bn1.running_mean", "/graph/layer1.w_in.weight"].map {
        try file.dataset($0).readAll()
      }
    }
    #expect(try weights("whole.h5") == weights("parts.h5"))
    let other = try shell.run("cl-train images.h5 \(options) --epochs 3 --resume parts.h5 -o no.h5")
    #expect(other.status == 65 && other.error.contains("images.h5"), "\(other.error)")
  }

  @Test func featuresInPartsAreFeaturesOfOneFile() throws {
    let shell = try PredictTests.city()
    defer { shell.remove() }
    let whole = try table(shell, "e.h5")
    func write(_ name: String, _ rows: Range<Int>, dimension: Int? = nil, encoder: String? = nil) throws {
      let part = whole.selecting(Array(whole.ids[rows]))
      let width = dimension ?? part.dimension
      let values = part.ids.indices.flatMap { part.row($0).prefix(width) }
      try PredictTests.write(
        EmbeddingTable(ids: part.ids, values: values, dimension: width), encoder: encoder,
        to: "\(shell.directory)/\(name)")
    }
    try FileManager.default.createDirectory(
      atPath: shell.directory + "/parts", withIntermediateDirectories: true)
    try write("parts/p-2.h5", 10..<30)
    try write("parts/p-10.h5", 30..<60)
    try write("parts/p-1.h5", 0..<10)
    try write("thin.h5", 30..<60, dimension: 3)
    try write("other.h5", 30..<60, encoder: "resnet50")
    let options = "--indicators i.csv --indicator pop --split s.csv --model ridge,knn -q"
    let result = try shell.run(
      """
      si-predict x=e.h5 \(options) --save whole-model.h5 > whole.tsv &&
      si-predict 'x=parts/p-*.h5' \(options) -o p.h5 --save model.h5 > glob.tsv && cmp whole.tsv glob.tsv &&
      si-predict x=parts/p-2.h5,parts/p-1.h5,parts/p-10.h5 \(options) > list.tsv && cmp whole.tsv list.tsv &&
      si-predict 'x=parts/p-[12].h5,parts/p-10.h5' \(options) > both.tsv && cmp whole.tsv both.tsv &&
      si-predict x=e.h5 --apply x@y='parts/p-*.h5' \(options) > applied.tsv && grep -q 'x@y+ridge' applied.tsv &&
      si-predict --from model.h5 'x=parts/p-*.h5' > from.tsv && si-predict --from whole-model.h5 x=e.h5 > one.tsv &&
      cmp from.tsv one.tsv && cp e.h5 parts/a,b.h5 &&
      si-predict x=parts/a,b.h5 \(options) -o comma.h5 > comma.tsv && cmp whole.tsv comma.tsv
      """)
    #expect(result.status == 0, "\(result.error)")
    let file = try HDF5File(reading: shell.directory + "/p.h5", name: "p.h5")
    let command = try file.stringAttribute("command")
    #expect(command.contains("'x=p-*.h5'") && !command.contains("parts/"), "\(command)")
    let comma = try HDF5File(reading: shell.directory + "/comma.h5", name: "comma.h5")
    #expect(try comma.stringAttribute("command").contains(" x=a,b.h5 "))
    #expect(try InputRecord.read(from: file).map(\.name).prefix(3) == ["p-1.h5", "p-2.h5", "p-10.h5"])
    for (features, status, words) in [
      ("'x=none-*.h5'", 66, "none-*.h5: matches no file"),
      ("x=parts/p-1.h5,none.h5", 66, "none.h5: cannot be opened"),
      ("x=parts/p-1.h5,thin.h5", 65, "thin.h5: has 3 features, where parts/p-1.h5, a part of the same, has"),
      ("x=parts/p-1.h5,other.h5", 65, "other.h5: has 4 features of resnet50, where parts/p-1.h5"),
      ("x=parts/p-1.h5,e.h5", 65, "which parts/p-1.h5 has too; each region belongs into one part"),
    ] {
      let result = try shell.run("si-predict \(features) \(options)")
      #expect(result.status == status && result.error.contains(words), "\(features): \(result.error)")
    }
  }
}
