import Foundation
internal import HDF5
internal import Networks
internal import Numerics
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// Against torchvision in double precision; see Tests/Fixtures/make_resnet.py.
@Suite struct ResNetTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let member: ResNet.Member
    let name: String
    /// Of gradients; a case that crosses kinks of the loss allows more, see the generator.
    let tolerance: Double
    var testDescription: String { "\(member.name) \(name)" }

    var file: String { "\(member.name).h5" }
    func open() throws -> HDF5File { try HDF5File(reading: Repository.fixture(file).path, name: file) }
  }

  static let cases = [
    Case(member: .resNet18, name: "small-26", tolerance: 1e-3),
    Case(member: .resNet18, name: "odd", tolerance: 1e-3),
    Case(member: .resNet18, name: "large", tolerance: 5e-2),
    Case(member: .resNet34, name: "tiny-0", tolerance: 1e-3),
    Case(member: .resNet34, name: "odd-2", tolerance: 1e-3),
    Case(member: .resNet50, name: "tiny-0", tolerance: 1e-3),
    Case(member: .resNet50, name: "odd-3", tolerance: 1e-3),
  ]

  private func shape(_ file: borrowing HDF5File, _ name: String) throws -> [Int] {
    try file.read("/\(name)/shape", as: Int64.self, shape: [4]).map(Int.init)
  }

  @Test(arguments: cases)
  func evaluation(_ test: Case) throws {
    let file = try test.open()
    let shape = try shape(file, test.name)
    let network = try Hashed.network(test.member)
    let output = try network.forward(Hashed.images(test.name, shape), training: false)
    let expected = try file.read("/\(test.name)/eval", as: Float.self, shape: [shape[0], network.features])
    #expect(relativeError(output.array, expected) < 1e-4)
  }

  @Test(arguments: cases)
  func training(_ test: Case) throws {
    let file = try test.open()
    let name = test.name
    let shape = try shape(file, name)
    let network = try Hashed.network(test.member)
    let output = try network.forward(Hashed.images(name, shape), training: true)
    let expected = try file.read("/\(name)/train", as: Float.self, shape: [shape[0], network.features])
    #expect(relativeError(output.array, expected) < 1e-4)

    let factor = Tensor(
      Hashed.uniform("\(name) gradient", output.count).map { Float(2 * $0 - 1) }, shape: output.shape)
    network.backward(factor)
    // Gradients in torchvision's layout: `state` of a network that holds them as values.
    let gradients = ResNet(test.member)
    for (target, source) in zip(gradients.parameters, network.parameters) {
      target.value.copy(from: source.gradient)
    }
    let state = gradients.state()
    try check(state, file, names: "/parameter", values: "/\(name)/gradient", within: test.tolerance)
    #expect(try file.readStrings("/parameter").count == network.parameters.count)

    try check(network.state(), file, names: "/buffer", values: "/\(name)/running1", within: 1e-4)
    _ = try network.forward(Hashed.images("\(name) 2", shape), training: true)
    try check(network.state(), file, names: "/buffer", values: "/\(name)/running2", within: 1e-4)
    #expect(network.state()["bn1.num_batches_tracked"]?.integers == [2])
  }

  /// Compares the norm of each named entry, and some of its elements.
  private func check(
    _ state: StateDict, _ file: borrowing HDF5File, names: String, values: String, within bound: Double
  ) throws {
    let names = try file.readStrings(names)
    let table = try file.read(values, as: Float.self, shape: [names.count, 17])
    #expect(names.count >= 40)
    for (row, name) in names.enumerated() {
      let expected = Array(table[(row * 17)..<((row + 1) * 17)])
      let entry = try #require(state[name])
      let found = Hashed.samples(name, entry.values)
      #expect(relativeError([found[0]], [expected[0]]) < bound, "norm of \(values) \(name)")
      // Elements that are 0 but for rounding, such as gradients of shifts that a normalisation removes, are held
      // against what elements of this entry are like.
      let usual = Double(expected[0]) * (16 / Double(entry.values.count)).squareRoot()
      let difference = norm(zip(found[1...], expected[1...]).map { $0 - $1 })
      #expect(difference < bound * max(norm(expected[1...]), usual), "\(values) \(name)")
    }
  }

  private func norm(_ values: some Sequence<Float>) -> Double {
    values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  @Test func stateSurvivesALoad() throws {
    let network = try Hashed.network()
    let copy = ResNet(.resNet18)
    try copy.load(network.state())
    let (before, after) = (network.state(), copy.state())
    #expect(before.names == after.names && before.names.count == 120)
    for name in before.names { #expect(before[name] == after[name]) }
  }

  @Test func wrongStatesAreNamed() throws {
    let good = try Hashed.network().state()
    func message(_ change: (inout StateDict) -> Void) -> String {
      var state = good
      change(&state)
      do {
        try ResNet(.resNet18).load(state, subject: "m.h5")
        return ""
      } catch { return "\(error)" }
    }
    let none = message { _ in }
    let classifier = message { $0["fc.weight"] = .init(shape: [1], values: [.nan]) }
    let noCount = message { $0["layer2.0.bn1.num_batches_tracked"] = nil }
    #expect(none == "" && classifier == "" && noCount == "")
    let missing = message { $0["layer3.1.conv2.weight"] = nil }
    #expect(missing.contains("m.h5") && missing.contains("layer3.1.conv2.weight"))
    let misshapen = message { $0["bn1.bias"] = .init(shape: [1], values: [0]) }
    #expect(misshapen.contains("'bn1.bias' has shape [1]"))
    let undefined = message { $0["bn1.bias"]?.values[3] = .nan }
    #expect(undefined.contains("bn1.bias: element 3 is nan"))
    let negative = message { $0["bn1.running_var"]?.values[3] = -1 }
    #expect(negative.contains("negative"))
  }

  @Test func wrongImagesAreRefused() throws {
    let network = try Hashed.network()
    #expect(throws: Failure.self) { try network.forward(Tensor([1, 32, 32, 4]), training: false) }
    #expect(throws: Failure.self) { try network.forward(Tensor([0, 32, 32, 3]), training: false) }
    // One image of 32 × 32 leaves the last layer one pixel.
    #expect(throws: Failure.self) { try network.forward(Tensor([1, 32, 32, 3]), training: true) }
    #expect(try network.forward(Tensor([1, 32, 32, 3]), training: false).shape == [1, 512])
  }

  /// What a file must hold, as it is known without a network, is what a network says of itself.
  @Test(arguments: ResNet.Member.all) func entriesAreThoseOfTheState(_ member: ResNet.Member) {
    let state = ResNet(member).state()
    let entries = Dictionary(uniqueKeysWithValues: member.entries.map { ($0.name, $0.shape) })
    let names = state.names.filter { !$0.hasSuffix("num_batches_tracked") }
    #expect(Set(names) == Set(entries.keys))
    for name in names where name != "conv1.weight" {
      #expect(state[name]?.shape == entries[name]?.compactMap { $0 }, "\(name)")
    }
    #expect(entries["conv1.weight"] == [64, nil, 7, 7])
  }

  @Test func otherBandsMakeAnotherStem() throws {
    let network = ResNet.Member.resNet18.make(ImageInput(bands: 13))
    network.initialize(seed: 1)
    let weights = try ImageWeights(network.state(), subject: "s2.pth")
    let copy = try weights.makeEncoder(subject: "s2.pth")
    #expect(copy.input.bands == 13)
    let pictures = Hashed.images("bands", [1, 32, 32, 13])
    #expect(
      try copy.forward(pictures, training: false).array == network.forward(pictures, training: false).array)
    #expect(throws: Failure.self) { try copy.forward(Tensor([1, 32, 32, 3]), training: false) }
  }

  @Test func initialWeightsFollowTheSeed() throws {
    let (one, same, other) = (ResNet(.resNet18), ResNet(.resNet18), ResNet(.resNet18))
    one.initialize(seed: 1)
    same.initialize(seed: 1)
    other.initialize(seed: 2)
    #expect(one.state()["layer4.1.conv2.weight"] == same.state()["layer4.1.conv2.weight"])
    #expect(one.state()["layer4.1.conv2.weight"] != other.state()["layer4.1.conv2.weight"])
    let weights = try #require(one.state()["layer4.1.conv2.weight"]).values.map(Double.init)
    let deviation = (weights.map { $0 * $0 }.reduce(0, +) / Double(weights.count)).squareRoot()
    #expect(abs(deviation / (2.0 / (9 * 512)).squareRoot() - 1) < 0.01)
    #expect(one.state()["bn1.weight"]?.values == [Float](repeating: 1, count: 64))
  }

  @Test(arguments: [ResNet.Member.resNet18, .resNet50])
  func oneImageEncodesAsInABatch(_ member: ResNet.Member) throws {
    let network = try Hashed.network(member)
    let width = network.features
    let batch = Hashed.images("batch", [5, 70, 64, 3])
    let together = try network.forward(batch, training: false).array
    for image in 0..<5 {
      let one = Tensor(
        Array(batch.array[(image * 70 * 64 * 3)..<((image + 1) * 70 * 64 * 3)]), shape: [1, 70, 64, 3])
      let alone = try network.forward(one, training: false).array
      #expect(alone == Array(together[(image * width)..<((image + 1) * width)]))
    }
  }
}
