package import Schemas

/// Pictures of regions that can be packed into `knowcl/images`.
package protocol PictureSupply: Sendable {
  /// The regions with their pictures, in the order of the file to be packed.
  var list: PictureList { get }
  /// What every picture holds.
  var pixels: PixelLayout { get }
  /// Rows and columns of every picture.
  var extent: PictureExtent { get }
  /// Where on the earth the pictures were cut, if they were.
  var origin: PictureOrigin? { get }

  /// Reads a picture, in `extent` and `pixels`; is called by several threads.
  /// - Throws: `Failure` (EX_DATAERR, EX_NOINPUT) naming the picture.
  func picture(_ name: String, of region: String) throws -> Picture
}

/// Where pictures come from: a folder of files, a table, a service. `img-pack` packs those of
/// any source into `knowcl/images`; see docs/extending.md.
package protocol PictureSource: PictureSupply {
  /// What `img-pack --source` calls it.
  static var name: String { get }
  /// What it takes and gives, one line for `img-pack --help`.
  static var summary: String { get }
  /// Whether it needs the list of `--street-views`; without, it refuses one.
  static var needsIndex: Bool { get }
  /// Whether it heeds `--views` and `--max-views`; without, it refuses them.
  static var choosesViews: Bool { get }

  /// Finds out which pictures there are. Pixels are read later.
  /// - Throws: `Failure`: EX_NOINPUT where there is no such input, EX_DATAERR where it lacks what is asked for.
  init(_ request: PictureRequest) throws

  /// What the source passed over that may have been meant, in words; nil for nothing.
  var passedOver: String? { get }
}

extension PictureSupply {
  package var pixels: PixelLayout { .rgb }
  package var origin: PictureOrigin? { nil }
}

extension PictureSource {
  package static var needsIndex: Bool { false }
  package static var choosesViews: Bool { false }
  package var passedOver: String? { nil }
}
