package import Support

/// What is asked of a source.
package struct PictureRequest {
  /// Where the pictures are: the argument of `img-pack`.
  package let path: String
  /// Regions wanted, in this order; nil for all, in natural order.
  package let regions: [String]?
  /// The list of `--street-views`.
  package let index: InputFile?
  /// Which views of a region.
  package let views: ViewChoice
  /// Leaves out what is not there instead of failing.
  package let allowMissing: Bool
  /// Pictures that are not there for our purposes: they cannot be read.
  package let excluded: Set<String>
  /// Whether regions and pictures join that are called the same but for how it is written.
  package let normalisesIDs: Bool
  /// Height and width wanted; nil keeps those of the pictures, which must be equal.
  package let size: Int?

  package init(
    path: String, regions: [String]? = nil, index: InputFile? = nil, views: ViewChoice = .all,
    allowMissing: Bool = false, excluded: Set<String> = [], normalisesIDs: Bool = false, size: Int? = nil
  ) {
    self.path = path
    self.regions = regions
    self.index = index
    self.views = views
    self.allowMissing = allowMissing
    self.excluded = excluded
    self.normalisesIDs = normalisesIDs
    self.size = size
  }
}

/// Which of a region's views are taken.
package enum ViewChoice: Sendable, Equatable {
  case all
  /// The first of them, as many as there are up to a number.
  case atMost(Int)
  /// The first of them, a number that every region must have.
  case exactly(Int)
}
