extension Philox {
  /// So many different numbers of 0..<bound, each set equally likely, in ascending order (Floyd's algorithm; Bentley &
  /// Floyd 1987, *A Sample of Brilliance*): a draw each, whatever the bound.
  package mutating func sample(_ count: Int, below bound: Int) -> [Int] {
    precondition(count <= bound, "a sample of different numbers")
    var drawn: [Int] = []
    drawn.reserveCapacity(count)
    for last in (bound - count)..<bound {
      let number = index(below: last + 1)
      let place = drawn.lowerBound(of: number)
      // A number that is there already gives its place to the one that could not be drawn before.
      if place < drawn.count, drawn[place] == number {
        drawn.append(last)
      } else {
        drawn.insert(number, at: place)
      }
    }
    return drawn
  }
}

extension [Int] {
  /// The place of the first element of an ascending array that is not below `value`.
  fileprivate func lowerBound(of value: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
