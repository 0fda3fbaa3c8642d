/// The processes that train one model together: each takes a part of every batch, and all hold the same weights.
///
/// All must call the same exchanges in the same order. A process that is alone is `SingleRank`; the room MPIRanks has those
/// that `mpirun` starts.
package protocol Ranks: AnyObject {
  /// How many there are.
  var count: Int { get }
  /// Which of them this one is, from 0.
  var own: Int { get }

  /// What this one has sent so far.
  var traffic: RankTraffic { get }

  /// Sends each other rank some bytes, and receives some from each.
  ///
  /// Comes back when all have gone and come. Where one of them does not answer nothing can be saved: that ends the process.
  /// - Parameters:
  ///   - sent: by rank; what is for this one is left alone.
  ///   - received: by rank, as long as what that rank sends.
  func exchange(_ sent: [UnsafeRawBufferPointer], _ received: [UnsafeMutableRawBufferPointer])

  /// Says that no exchange will follow. All must.
  func leave()

  /// Lets the others know that this one ends before its time, and says why.
  func giveUp()
}

/// What a rank has sent to others.
package struct RankTraffic: Sendable {
  package var bytes = 0
  package var exchanges = 0
  /// In exchanges, waiting for others and for what they send.
  package var time = Duration.zero

  package init() {}
}

/// A process that is alone.
package final class SingleRank: Ranks {
  package let count = 1
  package let own = 0
  package let traffic = RankTraffic()

  package init() {}

  package func exchange(_ sent: [UnsafeRawBufferPointer], _ received: [UnsafeMutableRawBufferPointer]) {}

  package func leave() {}
  package func giveUp() {}
}

extension Ranks {
  /// The values of every rank, one behind another in the order of ranks.
  /// - Parameters:
  ///   - values: this rank's.
  ///   - counts: of every rank.
  package func gather<T: BitwiseCopyable>(_ values: UnsafeBufferPointer<T>, counts: [Int]) -> [T] {
    precondition(counts.count == count && counts[own] == values.count, "as many values as were said")
    let total = counts.reduce(0, +)
    return [T](unsafeUninitializedCapacity: total) { all, initialized in
      gather(values, counts: counts, into: all)
      initialized = total
    }
  }

  /// The same into memory for all of them.
  package func gather<T: BitwiseCopyable>(
    _ values: UnsafeBufferPointer<T>, counts: [Int], into all: UnsafeMutableBufferPointer<T>
  ) {
    var start = 0
    let places = counts.map { count in
      defer { start += count }
      return UnsafeMutableBufferPointer(rebasing: all[start..<(start + count)])
    }
    _ = places[own].update(fromContentsOf: values)
    let bytes = UnsafeRawBufferPointer(values)
    exchange(
      [UnsafeRawBufferPointer](repeating: bytes, count: count),
      places.map { UnsafeMutableRawBufferPointer($0) })
  }

  /// The values of every rank, of which each may have any number.
  package func gather<T: BitwiseCopyable>(_ values: [T]) -> [[T]] {
    let counts = [values.count].withUnsafeBufferPointer {
      gather($0, counts: [Int](repeating: 1, count: count))
    }
    let all = values.withUnsafeBufferPointer { gather($0, counts: counts) }
    var start = 0
    return counts.map { count in
      defer { start += count }
      return Array(all[start..<(start + count)])
    }
  }

  /// Waits until all are here.
  package func meet() { _ = gather([own]) }
}
