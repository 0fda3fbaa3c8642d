/// How many pictures each region has. The pictures of a file are numbered through, those of a region one behind
/// another.
package struct RegionViews: Sendable, Equatable {
  /// Number of each region's first picture, and behind the last region that of all pictures.
  private let starts: [Int]
  /// Whether pictures are views with a number within their region; a satellite picture has none.
  package let areNumbered: Bool
  /// Pictures of every region where all have as many; nil where they differ.
  package let each: Int?

  /// One picture a region, which is no view.
  package static func single(_ regions: Int) -> RegionViews {
    RegionViews(starts: Array(0...regions), areNumbered: false, each: 1)
  }

  /// As many views of every region.
  package init(regions: Int, each: Int) {
    self.init(starts: (0...regions).map { $0 * each }, areNumbered: true, each: each)
  }

  /// - Parameter counts: views of each region, at least one.
  package init(counts: [Int]) {
    precondition(counts.allSatisfy { $0 > 0 }, "a view of every region")
    let first = counts.first
    self.init(
      starts: counts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }, areNumbered: true,
      each: counts.allSatisfy { $0 == first } ? first : nil)
  }

  private init(starts: [Int], areNumbered: Bool, each: Int?) {
    self.starts = starts
    self.areNumbered = areNumbered
    self.each = each
  }

  package var regions: Int { starts.count - 1 }
  package var pictures: Int { starts[regions] }
  package var counts: [Int] { (0..<regions).map { self[$0].count } }

  /// The pictures of a region.
  package subscript(region: Int) -> Range<Int> { starts[region]..<starts[region + 1] }

  /// The pictures of consecutive regions.
  package subscript(regions: Range<Int>) -> Range<Int> {
    starts[regions.lowerBound]..<starts[regions.upperBound]
  }

  /// The views of some regions, in that order.
  package func views(of regions: some Sequence<Int>) -> RegionViews {
    let counts = regions.map { self[$0].count }
    return areNumbered ? RegionViews(counts: counts) : .single(counts.count)
  }

  /// Consecutive regions that have at most so many pictures together, or one region that has more.
  package func windows(ofPictures most: Int) -> [Range<Int>] {
    var windows: [Range<Int>] = []
    var start = 0
    for region in 0..<regions where starts[region + 1] - starts[start] > most && region > start {
      windows.append(start..<region)
      start = region
    }
    return start < regions ? windows + [start..<regions] : windows
  }
}
