package import Schemas

/// The regions of a source, in the order of the file to be packed, each with the names of its pictures.
package struct PictureList: Sendable {
  package let ids: [String]
  /// How many pictures each region has.
  package let views: RegionViews
  /// Names of all pictures, those of a region one behind another.
  package let names: [String]
  /// Regions that were left out because they lack pictures.
  package let skippedRegions: Int
  /// Pictures of the other regions that were left out because they are not there.
  package let skippedPictures: Int

  /// One satellite picture a region.
  package init(single pictures: [(id: String, name: String)], skippedRegions: Int = 0) {
    ids = pictures.map(\.id)
    views = .single(pictures.count)
    names = pictures.map(\.name)
    self.skippedRegions = skippedRegions
    skippedPictures = 0
  }

  /// Any number of views of each region, at least one.
  package init(
    views pictures: [(id: String, names: [String])], skippedRegions: Int = 0, skippedPictures: Int = 0
  ) {
    ids = pictures.map(\.id)
    views = RegionViews(counts: pictures.map(\.names.count))
    names = pictures.flatMap(\.names)
    self.skippedRegions = skippedRegions
    self.skippedPictures = skippedPictures
  }
}
