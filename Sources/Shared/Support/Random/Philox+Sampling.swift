extension Philox {
  /// So many different numbers below `bound`, any such set as likely as any other, ascending (Floyd's algorithm;
  /// Bentley & Floyd 1987): time goes by the size of the sample alone.
  package mutating func sample(_ count: Int, below bound: Int) -> [Int] {
    precondition((0...bound).contains(count), "sample size")
    var chosen = Set<Int>(minimumCapacity: count)
    for top in (bound - count)..<bound {
      let number = index(below: top + 1)
      if !chosen.insert(number).inserted { chosen.insert(top) }
    }
    return chosen.sorted()
  }
}
