/// The k nearest of the candidates offered so far; of equal distances the lower index is nearer, so the
/// order of offers does not matter.
package struct NearestList: Sendable {
  package private(set) var entries: [(distance: Double, index: Int)] = []
  private let capacity: Int

  package init(capacity: Int) {
    self.capacity = capacity
    entries.reserveCapacity(capacity + 1)
  }

  /// Candidates further than this have no place.
  package var reach: Double { entries.count < capacity ? .infinity : entries[capacity - 1].distance }

  package mutating func offer(_ index: Int, at distance: Double) {
    guard distance <= reach else { return }
    let place = entries.firstIndex { (distance, index) < ($0.distance, $0.index) } ?? entries.count
    guard place < capacity else { return }
    entries.insert((distance, index), at: place)
    if entries.count > capacity { entries.removeLast() }
  }
}
