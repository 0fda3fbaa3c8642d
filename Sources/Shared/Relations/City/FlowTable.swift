internal import Graphs
internal import Support
internal import Tables

/// Movements between regions, summed by origin and destination.
package struct FlowTable: Sendable {
  struct Flow: Sendable {
    var pair: IndexPair
    var count: Double
  }

  /// By origin and then destination.
  private(set) var flows: [Flow] = []
  /// Rows whose origin or destination is no region.
  private(set) var unknown = 0
  /// What is to be told of the file.
  var notes = CityNotes()
  private var compacted = 0

  /// How many went from a region to another, both by their number in natural order.
  package func count(from origin: Int, to destination: Int) -> Double {
    let pair = IndexPair(Int32(origin), Int32(destination))
    return flows.first { $0.pair == pair }?.count ?? 0
  }

  mutating func add(_ origin: Int32, _ destination: Int32, _ count: Double) {
    guard origin >= 0, destination >= 0 else {
      unknown += 1
      return
    }
    guard count > 0 else { return }
    flows.append(Flow(pair: IndexPair(origin, destination), count: count))
    // Memory follows the number of different pairs, not of rows.
    if flows.count >= 2 * compacted + 1 << 20 { compact() }
  }

  mutating func compact() {
    // Sums have the same bits for the same rows in the same order: the sort keeps equal pairs in order.
    let order = flows.indices.sorted {
      flows[$0].pair != flows[$1].pair ? flows[$0].pair < flows[$1].pair : $0 < $1
    }
    var merged: [Flow] = []
    for index in order {
      if let last = merged.last, last.pair == flows[index].pair {
        merged[merged.count - 1].count += flows[index].count
      } else {
        merged.append(flows[index])
      }
    }
    flows = merged
    compacted = merged.count
  }
}
