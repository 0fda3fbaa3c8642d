package import Schemas

/// Where pictures come from: a folder of files, a raster cut along regions, a service. `img-pack` packs those of
/// any source into `knowcl/images`; see docs/extending.md.
package protocol PictureSource: Sendable {
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
  package static var choosesViews: Bool { false }
  package var pixels: PixelLayout { .rgb }
}
