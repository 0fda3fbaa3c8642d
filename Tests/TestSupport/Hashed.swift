package import Networks
package import Numerics
internal import Schemas

/// Numbers that the generator of the fixtures computes likewise.
package enum Hashed {
  package static func uniform(_ name: String, _ count: Int) -> [Double] {
    var seed: UInt32 = 0x811C_9DC5
    for byte in name.utf8 { seed = (seed ^ UInt32(byte)) &* 0x0100_0193 }
    return (0..<count).map { index in
      var x = (UInt32(truncatingIfNeeded: index) &+ seed) &* 0x9E37_79B1
      x = (x ^ (x >> 15)) &* 0x85EB_CA77
      x = (x ^ (x >> 13)) &* 0xC2B2_AE3D
      x ^= x >> 16
      return Double(x >> 8) * 0x1p-24
    }
  }

  package static func images(_ name: String, _ shape: [Int]) -> Tensor {
    Tensor(uniform(name, shape.reduce(1, *)).map { Float($0) }, shape: shape)
  }

  package static func network(_ member: ResNet.Member = .resNet18) throws -> ResNet {
    let network = ResNet(member)
    try network.load(try weights(network))
    return network
  }

  /// By the rule of `make_resnet.py`.
  private static func weights(_ network: ResNet) throws -> StateDict {
    var state = network.state()
    // Bottlenecks are kept from the kinks of their many ReLUs.
    let bias = network.member.name == "resnet50" ? 0.5 : -0.5
    for name in state.names where !name.hasSuffix("num_batches_tracked") {
      guard let shape = state[name]?.shape else { continue }
      let u = uniform(name, shape.reduce(1, *))
      let values: [Double]
      if shape.count == 4 {
        let bound = (6 / Double(shape[0] * shape[2] * shape[3])).squareRoot()
        values = u.map { (2 * $0 - 1) * bound }
      } else if name.hasSuffix("running_mean") {
        values = u.map { ($0 - 0.5) * 0.2 }
      } else if name.hasSuffix("bias") {
        values = u.map { $0 + bias }
      } else {
        values = u.map { 0.5 + $0 }
      }
      state[name] = .init(shape: shape, values: values.map { Float($0) })
    }
    return state
  }

  /// The norm, and the elements at hashed places.
  package static func samples(_ name: String, _ values: [Float]) -> [Float] {
    let norm = values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    return [Float(norm)] + uniform("\(name)@", 16).map { values[Int($0 * Double(values.count))] }
  }
}
