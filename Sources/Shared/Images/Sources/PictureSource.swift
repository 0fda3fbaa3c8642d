package import Schemas
package import Support

/// Where pictures come from: a folder of files, a raster cut along regions, a service. `img-pack` packs those of
/// any source into `knowcl/images`; see docs/extending.md.
package protocol PictureSource: Sendable {
  /// What `img-pack --source` calls it.
  static var name: String { get }
  /// What it takes and gives, one line for `img-pack --help`.
  static var summary: String { get }
  /// Whether it needs the list of `--street-views`; without, it refuses one.
  static var needsIndex: Bool { get }

  /// Finds out which pictures there are. Pixels are read later.
  /// - Throws: `Failure`: EX_NOINPUT where there is no such input, EX_DATAERR where it lacks what is asked for.
  init(_ request: PictureRequest) throws

  /// The regions with their pictures, in the order of the file to be packed.
  var list: PictureList { get }
  /// What every picture of the source holds.
  var pixels: PixelLayout { get }
  /// Rows and columns of every picture: the request's size where it has one.
  var extent: PictureExtent { get }

  /// Reads a picture, in `extent` and `pixels`; is called by several threads.
  /// - Throws: `Failure` (EX_DATAERR, EX_NOINPUT) naming the picture.
  func picture(_ name: String, of region: String) throws -> Picture
}

extension PictureSource {
  package static var needsIndex: Bool { false }
  package var pixels: PixelLayout { .rgb }
}

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
  /// Height and width wanted; nil keeps those of the pictures, which must be equal.
  package let size: Int?

  package init(
    path: String, regions: [String]? = nil, index: InputFile? = nil, views: ViewChoice = .all,
    allowMissing: Bool = false, size: Int? = nil
  ) {
    self.path = path
    self.regions = regions
    self.index = index
    self.views = views
    self.allowMissing = allowMissing
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

/// Rows and columns of a picture.
package struct PictureExtent: Sendable, Equatable {
  package let height: Int
  package let width: Int

  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }
}

/// A picture as a source gives it.
package struct Picture: Sendable {
  /// [y, x, band], little-endian.
  package let samples: [UInt8]
  /// [y, x], 1 where a pixel is valid, else 0; nil where the layout has no mask.
  package let mask: [UInt8]?
  /// SHA-256 of the file that it was made from, in hexadecimal; nil stands for that of the samples.
  package let sha256: String?

  package init(samples: [UInt8], mask: [UInt8]? = nil, sha256: String? = nil) {
    self.samples = samples
    self.mask = mask
    self.sha256 = sha256
  }
}
