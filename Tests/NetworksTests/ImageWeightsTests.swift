internal import Networks
internal import Schemas
internal import Support
internal import TestSupport
import Testing

/// Encoders are found in files of weights by names and shapes, whatever stands before the names.
@Suite struct ImageWeightsTests {
  /// All entries of a network and a classifier, every value the same.
  private func network(_ member: ResNet.Member = .resNet18, value: Float = 0) -> StateDict {
    var state = StateDict()
    for (name, shape) in member.entries {
      let shape = shape.map { $0 ?? 3 }
      state[name] = .init(shape: shape, values: [Float](repeating: value, count: shape.reduce(1, *)))
    }
    state["bn1.num_batches_tracked"] = .init(shape: [], integers: [7])
    state["fc.weight"] = .init(shape: [1], values: [1])
    return state
  }

  private func file(_ parts: (prefix: String, state: StateDict)...) -> StateDict {
    var file = StateDict()
    for part in parts { file.merge(part.state.adding(prefix: part.prefix)) }
    return file
  }

  private func value(_ weights: ImageWeights) -> Float? { weights.encoder["conv1.weight"]?.values.first }

  @Test(
    arguments: [
      "", "encoder.", "module.", "_orig_mod.", "_orig_mod.module.", "module._orig_mod.", "model.", "net.",
      "module.encoder_q.", "state_dict.backbone.", "my own.deep.wrapper.of.wrappers.",
    ])
  func anEncoderIsFoundUnderAnyPrefix(prefix: String) throws {
    for member in ResNet.Member.all {
      let weights = try ImageWeights(file((prefix, network(member))), subject: "f")
      #expect(weights.architecture.name == member.name && weights.prefix == prefix)
      #expect(weights.encoder.names.count == member.entries.count + 1)
      #expect(weights.encoder["bn1.num_batches_tracked"]?.integers == [7])
      #expect(weights.projector == nil && weights.others.isEmpty)
      #expect(weights.unused == [prefix + "fc.weight"])
    }
  }

  /// `nn.Sequential(*list(resnet.children())[:-1])`, and the same without the pooling, as for small pictures.
  @Test(arguments: ["", "backbone.", "module.f."], [[0, 1, 4, 5, 6, 7], [0, 1, 3, 4, 5, 6]])
  func numberedChildrenAreTheNetworks(prefix: String, numbers: [Int]) throws {
    for member in ResNet.Member.all {
      var numbered = StateDict()
      for (name, shape) in member.entries {
        let child = name.prefix { $0 != "." }
        let number = try #require(member.children.firstIndex { $0 == child })
        let values = [Float](repeating: 0, count: shape.reduce(1) { $0 * ($1 ?? 3) })
        numbered["\(numbers[number])" + name.dropFirst(child.count)] = .init(
          shape: shape.map { $0 ?? 3 }, values: values)
      }
      let weights = try ImageWeights(file((prefix, numbered)), subject: "f")
      #expect(weights.architecture.name == member.name && weights.prefix == prefix)
      #expect(Set(weights.encoder.names) == Set(member.entries.map(\.name)))
    }
  }

  @Test(
    arguments: [
      ("module.encoder_q.", "module.encoder_k."), ("online_encoder.", "target_encoder."),
      ("backbone.", "backbone_momentum."), ("base_encoder.", "momentum_encoder."),
      ("teacher.backbone.", "student.module.backbone."), ("state_dict_ema.", "state_dict."),
    ])
  func theNetworkThatIsMeantIsTaken(meant: String, other: String) throws {
    let weights = try ImageWeights(
      file((other, network(value: 1)), (meant, network(value: 2))), subject: "f")
    #expect(weights.prefix == meant && weights.others == [other] && value(weights) == 2)
  }

  @Test func oneNetworkUnderTwoNamesIsOne() throws {
    let weights = try ImageWeights(file(("model.0.", network()), ("backbone.", network())), subject: "f")
    #expect(weights.prefix == "backbone." || weights.prefix == "model.0.")
  }

  @Test func severalNetworksAreRefusedUnlessOneIsAskedFor() throws {
    let two = file(("satellite.", network(value: 1)), ("street.", network(value: 2)))
    let failure = try #require(throws: Failure.self) { _ = try ImageWeights(two, subject: "w.pth") }
    #expect(failure.subject == "w.pth")
    #expect(failure.message.contains("'satellite.'") && failure.message.contains("'street.'"))
    // A teacher of another kind is no average of its student.
    let distilled = file(("student.", network(.resNet18)), ("teacher.", network(.resNet50)))
    #expect(throws: Failure.self) { _ = try ImageWeights(distilled, subject: "f") }
    let student = try ImageWeights(distilled, wanted: ResNet.Member.resNet18, subject: "f")
    #expect(student.architecture.name == "resnet18" && student.prefix == "student.")
  }

  @Test(arguments: ["", "module."]) func aHeadStandsBesideTheEncoder(wrapper: String) throws {
    var head = StateDict()
    head["0.weight"] = .init(shape: [1], values: [3])
    head["2.weight"] = .init(shape: [1], values: [4])
    head["extra"] = .init(shape: [1], values: [5])
    let weights = try ImageWeights(
      file((wrapper + "encoder.", network()), (wrapper + "projector.", head)), subject: "f")
    #expect(weights.projector?.names == ["0.weight", "2.weight"])
    #expect(weights.projector?["2.weight"]?.values == [4])
    #expect(weights.unused == [wrapper + "encoder.fc.weight", wrapper + "projector.extra"])
  }

  @Test func whatIsNoEncoderIsRefused() throws {
    func message(_ state: StateDict) -> String {
      do {
        _ = try ImageWeights(state, subject: "w.pth").makeEncoder(subject: "w.pth")
        return ""
      } catch { return "\(error)" }
    }
    let none = message(file(("linear.", StateDict()), ("", network().dropping(prefix: "layer1."))))
    #expect(none.contains("w.pth") && none.contains("resnet18, resnet34, resnet50"))
    // ResNet-101 has all of ResNet-50, and more.
    var larger = network(.resNet50)
    larger["layer3.6.conv1.weight"] = .init(
      shape: [256, 1024, 1, 1], values: [Float](repeating: 0, count: 1 << 18))
    #expect(message(larger).contains("'layer3.6.conv1.weight', which no ResNet-50 has"))
    var small = network()
    small["conv1.weight"] = .init(shape: [64, 3, 3, 3], values: [Float](repeating: 0, count: 1728))
    #expect(message(small).contains("'conv1.weight' has shape [64, 3, 3, 3]"))
    var holed = network(.resNet34)
    holed["layer3.5.bn2.bias"] = nil
    #expect(message(holed).contains("'layer3.5.bn2.bias'"))
    var broken = network()
    broken["bn1.running_mean"]?.values[5] = .nan
    #expect(message(broken).contains("bn1.running_mean"))
  }
}
