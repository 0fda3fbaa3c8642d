internal import Schemas
internal import Support
import Testing
internal import Weights

@Suite struct ImageWeightsTests {
  private func state(_ names: [String]) -> StateDict {
    var state = StateDict()
    for (index, name) in names.enumerated() {
      state[name] = StateDict.Entry(shape: [1], values: [Float(index)])
    }
    return state
  }

  private let body = ["conv1.weight", "bn1.running_mean", "layer1.0.conv1.weight", "layer4.1.bn2.bias"]

  @Test(arguments: ["", "encoder.", "convnet.", "backbone.", "module.encoder.", "module.module."])
  func encodersAreFoundUnderEveryPrefix(prefix: String) throws {
    let names = body.map { prefix + $0 } + [prefix + "bn1.num_batches_tracked", prefix + "fc.weight"]
    let weights = try ImageWeights(state(names), subject: "f")
    #expect(weights.encoder.names == body)
    #expect(weights.encoder["layer4.1.bn2.bias"]?.values == [3])
    #expect(weights.projector == nil)
    #expect(weights.unused.count == 1)
  }

  @Test func simCLRCheckpointsHaveAHead() throws {
    let names = body.map { "encoder." + $0 } + ["projector.0.weight", "projector.2.weight", "extra"]
    let weights = try ImageWeights(state(names), subject: "f")
    #expect(weights.encoder.names == body)
    #expect(weights.projector?.names == ["0.weight", "2.weight"])
    #expect(weights.projector?["2.weight"]?.values == [5])
    #expect(weights.unused == ["extra"])
  }

  @Test func whatIsNoEncoderIsRefused() throws {
    let failure = try #require(throws: Failure.self) {
      _ = try ImageWeights(state(["linear.weight"]), subject: "w.pth")
    }
    #expect(failure.subject == "w.pth" && failure.message.contains("conv1.weight"))
    var broken = state(body)
    broken["bn1.running_mean"] = StateDict.Entry(shape: [1], values: [.nan])
    #expect(throws: Failure.self) { _ = try ImageWeights(broken, subject: "w.pth") }
  }
}
