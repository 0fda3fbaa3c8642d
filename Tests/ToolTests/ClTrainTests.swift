import Foundation
internal import HDF5
internal import Schemas
internal import TestSupport
import Testing

@Suite struct ClTrainTests {
  private func shell(pictured: [String] = TrainingFiles.regions, views: Int? = nil, spoilt: Bool = false)
    throws -> Shell
  {
    let shell = try Shell()
    try TrainingFiles.write(to: shell, pictured: pictured, views: views, spoilt: spoilt)
    return shell
  }

  private let train = "cl-train images.h5 \(TrainingFiles.options) -q"

  @Test func resumingAndThreadsChangeNoByte() throws {
    let shell = try shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(train) --epochs 3 -j 2 --checkpoint-every 2 -o whole.h5 &&
      \(train) --epochs 1 -j 1 -o parts.h5 && ! cmp -s whole.h5 parts.h5 &&
      \(train) --epochs 3 -j 1 --resume parts.h5 -o parts.h5 && cmp whole.h5 parts.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let file = try HDF5File(reading: shell.directory + "/whole.h5", name: "whole.h5")
    try file.requireSchema(.model)
    #expect(try file.read("/history/loss", as: Double.self, shape: [3]).allSatisfy { $0 > 0 })
    #expect(try file.dataset("/encoder/layer4.1.conv2.weight").shape == [512, 512, 3, 3])
    #expect(try file.dataset("/projector/2.weight").shape == [64, 512])
    #expect(try file.numberAttribute("step", as: Int64.self) == 9)
  }

  @Test func aBottleneckEncoderResumesToTheSameBytesAndIsToldByItsWeights() throws {
    let shell = try shell()
    defer { shell.remove() }
    let train = train + " --encoder resnet50"
    let result = try shell.run(
      """
      \(train) --epochs 2 -j 2 -o whole.h5 && \(train) --epochs 1 -j 1 -o parts.h5 &&
      \(train) --epochs 2 -j 1 --resume parts.h5 -o parts.h5 && cmp whole.h5 parts.h5 &&
      img-embed whole.h5 images.h5 -j 1 -q -o one.h5 && img-embed whole.h5 images.h5 -j 2 --batch 5 -q -o two.h5 &&
      cmp one.h5 two.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let model = try HDF5File(reading: shell.directory + "/whole.h5", name: "whole.h5")
    #expect(try model.stringAttribute("encoder") == "resnet50")
    #expect(try model.dataset("/encoder/layer4.2.conv3.weight").shape == [2048, 512, 1, 1])
    #expect(try model.dataset("/projector/0.weight").shape == [2048, 2048])
    #expect(try model.dataset("/projector/2.weight").shape == [64, 2048])
    let embeddings = try HDF5File(reading: shell.directory + "/one.h5", name: "one.h5")
    #expect(try embeddings.stringAttribute("encoder") == "resnet50")
    #expect(try EmbeddingTable(from: embeddings).dimension == 2048)
  }

  @Test func theEncoderIsThatOfTheWeights() throws {
    let shell = try shell()
    defer { shell.remove() }
    let start = try shell.run("\(train) --encoder resnet34 --epochs 1 -o start.h5")
    #expect(start.status == 0, "\(start.error)")
    let next = try shell.run("\(train) --init start.h5 --epochs 1 -o next.h5")
    #expect(next.status == 0, "\(next.error)")
    let file = try HDF5File(reading: shell.directory + "/next.h5", name: "next.h5")
    #expect(try file.stringAttribute("encoder") == "resnet34")
    for (options, status, words) in [
      ("--encoder resnet18 --init start.h5", 65, "start.h5: holds a ResNet-34, where --encoder resnet18"),
      ("--resume start.h5", 65, "encoder resnet34, not resnet18"),
      ("--encoder resnet19", 64, "resnet19"),
    ] {
      let result = try shell.run("\(train) \(options) --epochs 2 -o out.h5")
      #expect(result.status == status && result.error.contains(words), "\(options): \(result.error)")
      #expect(!shell.files.contains("out.h5"))
    }
  }

  @Test func statisticsDifferAndWeightsDoNot() throws {
    let shell = try shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(train) --epochs 2 -o exact.h5 && \(train) --epochs 2 --statistics running -o running.h5 &&
      \(train) --epochs 2 --reference -o reference.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    func open(_ name: String) throws -> HDF5File {
      try HDF5File(reading: "\(shell.directory)/\(name).h5", name: name)
    }
    let exact = try open("exact")
    let running = try open("running")
    let reference = try open("reference")
    #expect(try exact.stringAttribute("statistics") == "exact")
    #expect(try reference.stringAttribute("statistics") == "running")
    func values(_ file: borrowing HDF5File, _ name: String) throws -> [Float] {
      try file.read("/encoder/layer2.0.bn1.\(name)", as: Float.self, shape: [128])
    }
    #expect(try values(exact, "weight") == values(running, "weight"))
    #expect(try values(exact, "running_mean") != values(running, "running_mean"))
  }

  @Test func changedPicturesAreDrawnAnewAndResumeToTheSameBytes() throws {
    let shell = try shell(views: 2)
    defer { shell.remove() }
    let robust = train + " --clouds 1 --augment --consistency 1"
    let result = try shell.run(
      """
      \(robust) --epochs 3 -j 2 -o whole.h5 && \(robust) --epochs 1 -j 1 -o parts.h5 &&
      \(robust) --epochs 3 -j 1 --resume parts.h5 -o parts.h5 && cmp whole.h5 parts.h5 &&
      \(train) --epochs 3 -o plain.h5 && \(train) --clouds 1 --epochs 3 -o clouds.h5 &&
      ! cmp -s plain.h5 clouds.h5 && ! cmp -s whole.h5 clouds.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let other = try shell.run("\(robust) --mirror 1 --epochs 4 --resume parts.h5 -o other.h5")
    #expect(other.status == 65 && other.error.contains("perturbation"), "\(other.error)")
    for wrong in ["--consistency 1", "--clouds 1 --consistency -1", "--clouds 2", "--cloud-preset fog"] {
      #expect(try shell.run("\(train) \(wrong) -o no.h5").status == 64, "\(wrong)")
    }
    #expect(!shell.files.contains("no.h5"))
  }

  @Test func sampledNeighbourhoodsResumeToTheSameBytes() throws {
    let shell = try shell()
    defer { shell.remove() }
    let sampled = train + " --neighbours 3,2"
    let result = try shell.run(
      """
      \(sampled) --epochs 3 -j 3 -o whole.h5 && \(sampled) --epochs 1 -j 1 -o parts.h5 &&
      \(sampled) --epochs 3 -j 2 --resume parts.h5 -o parts.h5 && cmp whole.h5 parts.h5 &&
      \(train) --epochs 3 -o plain.h5 && ! cmp -s plain.h5 whole.h5 &&
      \(train) --neighbours all,2 --epochs 1 -o known.h5 &&
      \(train) --layers 1 --neighbours 4 --epochs 1 --statistics running -o one.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let whole = try HDF5File(reading: shell.directory + "/whole.h5", name: "whole.h5")
    #expect(try whole.stringAttribute("neighbours") == "3,2")
    let plain = try HDF5File(reading: shell.directory + "/plain.h5", name: "plain.h5")
    let isRecorded = plain.hasAttribute("neighbours")
    #expect(!isRecorded)
    for (options, words) in [
      ("--neighbours 3,3 --resume whole.h5", "neighbours 3,2, not 3,3"),
      ("--resume whole.h5", "neighbours 3,2, not all"),
      ("--neighbours 3,2 --resume plain.h5", "neighbours all, not 3,2"),
    ] {
      let result = try shell.run("\(train) \(options) --epochs 4 -o no.h5")
      #expect(result.status == 65 && result.error.contains(words), "\(options): \(result.error)")
    }
    for wrong in ["3", "3,2,1", "0,3", "3,", "3;2", "some,2", "-1,2", "3,65537"] {
      let result = try shell.run("\(train) --neighbours='\(wrong)' -o no.h5")
      #expect(result.status == 64 && result.error.contains("for each of the 2 layers"), "\(result.error)")
    }
    #expect(try shell.run("\(train) --neighbours 3,2 --reference -o no.h5").status == 64)
    #expect(!shell.files.contains("no.h5"))
  }

  @Test func aTerminatedRunGoesOnToTheSameBytes() throws {
    let shell = try shell(views: 2)
    defer { shell.remove() }
    // The signal comes while the second epoch or a later one is under way.
    let result = try shell.run(
      """
      \(train) --epochs 1000 --json -o parts.h5 > epochs.json & run=$!
      until [ -s epochs.json ]; do kill -0 $run || exit 9; sleep 0.02; done
      kill -TERM $run; wait $run; [ $? = 143 ] || exit 8
      epochs=$(( $(wc -l < epochs.json) + 1 ))
      \(train) --epochs $epochs --resume parts.h5 --json -o parts.h5 >> epochs.json &&
      \(train) --epochs $epochs --json -o whole.h5 > whole.json &&
      cmp parts.h5 whole.h5 && cmp epochs.json whole.json
      """)
    #expect(result.status == 0, "\(result.error)")
    #expect(shell.files.filter { $0.hasPrefix(".") }.isEmpty)
  }

  @Test func aKilledWriteLeavesTheOldFileOrNone() throws {
    let shell = try shell()
    defer { shell.remove() }
    // Every epoch ends in a write, so the kill falls into one or close to it.
    let result = try shell.run(
      """
      \(train) --epochs 1000 --checkpoint-every 1 --json -o model.h5 > epochs.json & run=$!
      until [ $(wc -l < epochs.json) -ge 2 ]; do kill -0 $run || exit 9; sleep 0.02; done
      kill -9 $run; wait $run 2> /dev/null
      \(train) --epochs $(( $(wc -l < epochs.json) + 1 )) --resume model.h5 -o model.h5
      """)
    #expect(result.status == 0, "\(result.error)")
  }

  @Test func wrongInputIsOneLineAndNoFile() throws {
    let stranger = try shell(pictured: TrainingFiles.regions + ["r99"])
    let spoilt = try shell(spoilt: true)
    defer {
      stranger.remove()
      spoilt.remove()
    }
    func check(_ shell: Shell, _ line: String, status: Int32, _ words: String) throws {
      let result = try shell.run(line + " -o out.h5")
      #expect(result.status == status, "\(line): \(result.error)")
      #expect(result.error.contains(words), "\(result.error)")
      #expect(result.error.split(separator: "\n").count <= 2)
      #expect(!shell.files.contains("out.h5") && result.output.isEmpty)
    }
    try check(stranger, train, status: 65, "'r99'")
    try check(spoilt, train, status: 65, "kge.h5: /entity/embedding")
    try check(
      spoilt, "cl-train kg.h5 --graph kg.h5 --embedding images.h5", status: 65, "knowcl/kge is needed")
    try check(spoilt, "cl-train missing.h5 --graph gone.h5 --embedding kge.h5", status: 66, "gone.h5")
    try check(stranger, train + " --batch 1", status: 64, "--batch")
    try check(stranger, train + " --composition sum", status: 64, "sum")
    try check(stranger, train + " --temperature 0.2", status: 64, "--cosine")
    #expect(try stranger.run(train + " --checkpoint-every 2").status == 64)
    #expect(try stranger.run("cl-train - --graph - --embedding kge.h5 -o out.h5").status == 64)
  }

  @Test func whatDiffersFromTheResumedRunIsNamed() throws {
    let shell = try shell()
    defer { shell.remove() }
    let start = try shell.run(train + " --epochs 1 -o model.h5")
    #expect(start.status == 0, "\(start.error)")
    let before = try shell.read("model.h5")
    for (options, words) in [
      ("--seed 2", "--seed 1, not 2"), ("--learning-rate 0.001", "learning_rate"), ("--layers 1", "layers"),
      ("--regions some.txt", "some.txt"),
    ] {
      try shell.write("r1\nr2\nr3\n", to: "some.txt")
      let result = try shell.run("\(train) \(options) --epochs 2 --resume model.h5 -o model.h5")
      #expect(result.status == 65 && result.error.contains(words), "\(options): \(result.error)")
    }
    #expect(try shell.run("\(train) --epochs 2 --resume kg.h5 -o model.h5").status == 65)
    // A model of before models said it.
    let old = try HDF5File(creating: "\(shell.directory)/old.h5", name: "old.h5")
    try old.setAttribute("schema", "knowcl/model")
    try old.setAttribute("schema_version", "1.0")
    try old.close()
    let result = try shell.run("\(train) --epochs 2 --resume old.h5 -o model.h5")
    #expect(result.status == 65 && result.error.contains("arithmetic") && result.error.contains("--init"))
    #expect(try shell.read("model.h5") == before)
  }

  @Test func hostileWeightsAreRefusedUnrun() throws {
    let shell = try shell()
    defer { shell.remove() }
    let weights = Repository.fixture("weights/hostile.pth").path
    let result = try shell.run("\(train) --init '\(weights)' -o out.h5")
    #expect(result.status == 65)
    #expect(result.error.contains("holds the weights of no image encoder"), "\(result.error)")
    #expect(!shell.files.contains("hostile-pickle-ran") && !shell.files.contains("out.h5"))
  }
}
