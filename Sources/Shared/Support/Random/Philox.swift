/// Philox4x32-10, a counter-based generator (Salmon et al., SC 2011): block n of a stream is a pure
/// function of (key, n), so any draw can be made in any order, on any thread, and resumed.
package struct Philox: RandomNumberGenerator, Sendable {
  private let key: (UInt32, UInt32)
  private var stream: (UInt32, UInt32)
  private var counter: UInt64 = 0
  private var block: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
  private var used = 4

  /// The stream of draws for one purpose and one item.
  /// - Parameters:
  ///   - seed: the user's `--seed`.
  ///   - purpose: what is drawn, such as `"shuffle"`; different purposes are independent.
  ///   - item: which one: an index, an epoch, or the hash of a region id (`Philox.hash`).
  package init(seed: UInt64, _ purpose: String, _ item: UInt64 = 0) {
    let mixed = Self.mix(seed ^ Self.mix(Self.hash(purpose)))
    key = (UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32))
    stream = (UInt32(truncatingIfNeeded: item), UInt32(truncatingIfNeeded: item >> 32))
  }

  /// The stream of one named item, such as a region.
  package init(seed: UInt64, _ purpose: String, item: String) {
    self.init(seed: seed, purpose, Self.hash(item))
  }

  /// The stream of another item of the same purpose.
  package func item(_ item: UInt64) -> Philox {
    var other = self
    other.stream = (UInt32(truncatingIfNeeded: item), UInt32(truncatingIfNeeded: item >> 32))
    (other.counter, other.used) = (0, 4)
    return other
  }

  /// Next 32 random bits.
  package mutating func next32() -> UInt32 {
    if used == 4 {
      block = Self.block(
        key,
        (UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32), stream.0, stream.1))
      counter &+= 1
      used = 0
    }
    used += 1
    switch used {
    case 1: return block.0
    case 2: return block.1
    case 3: return block.2
    default: return block.3
    }
  }

  package mutating func next() -> UInt64 {
    let low = UInt64(next32())
    return low | UInt64(next32()) << 32
  }

  /// Uniform in [0, 1), 53 bits.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in [0, 1), 24 bits.
  package mutating func uniformFloat() -> Float { Float(next32() >> 8) * 0x1p-24 }

  /// Uniform in [low, high).
  package mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }

  /// Uniform in 0..<bound, unbiased (Lemire 2019).
  package mutating func index(below bound: Int) -> Int {
    precondition(bound > 0)
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  package mutating func bernoulli(_ probability: Double) -> Bool { uniform() < probability }

  /// Fisher–Yates; the same permutation whatever the platform's own shuffle does.
  package mutating func shuffle<T>(_ values: inout [T]) {
    guard values.count > 1 else { return }
    for last in stride(from: values.count - 1, to: 0, by: -1) { values.swapAt(last, index(below: last + 1)) }
  }

  /// A random permutation of 0..<count.
  package mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }

  /// 64-bit FNV-1a followed by a finaliser: a stable hash of a name.
  package static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return mix(hash)
  }

  /// SplitMix64's finaliser.
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  package static func block(_ key: (UInt32, UInt32), _ counter: (UInt32, UInt32, UInt32, UInt32)) -> (
    UInt32, UInt32, UInt32, UInt32
  ) {
    var (k0, k1) = key
    var (x0, x1, x2, x3) = counter
    for _ in 0..<10 {
      let p0 = UInt64(x0) &* 0xD251_1F53
      let p1 = UInt64(x2) &* 0xCD9E_8D57
      (x0, x1, x2, x3) = (
        UInt32(truncatingIfNeeded: p1 >> 32) ^ x1 ^ k0, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ x3 ^ k1, UInt32(truncatingIfNeeded: p0)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (x0, x1, x2, x3)
  }
}
