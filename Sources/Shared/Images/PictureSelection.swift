internal import Foundation
package import Support
internal import Tables

/// Which pictures go into a file of images, and whose they are.
package struct PictureSelection: Sendable {
  package let directory: PictureDirectory
  /// Region ids, in the order of the file.
  package let ids: [String]
  /// Street views a region; nil for one satellite picture.
  package let views: Int?
  /// Names within the directory, region × view.
  package let names: [String]
  /// Regions left out because pictures of theirs are missing.
  package let skipped: Int

  /// The satellite picture of each region: the file called after it.
  /// - Parameters:
  ///   - regions: ids in the order wanted; nil takes every picture, in natural order.
  ///   - allowMissing: leaves out regions without a picture instead of throwing.
  /// - Throws: `Failure` (EX_DATAERR) when pictures are missing or ambiguous.
  package init(satellite directory: PictureDirectory, regions: [String]?, allowMissing: Bool) throws {
    let pictures = try directory.picturesByID()
    let wanted = regions ?? pictures.keys.naturallySorted()
    let found = wanted.filter { pictures[$0] != nil }
    if found.count < wanted.count, !allowMissing {
      let missing = wanted.filter { pictures[$0] == nil }
      throw Failure.data(
        directory.path,
        "has no picture of \(missing.count) of \(wanted.count) regions, '\(missing[0])' for one; --allow-missing leaves them out"
      )
    }
    try self.init(
      directory, ids: found, views: nil, names: found.compactMap { pictures[$0] },
      skipped: wanted.count - found.count)
  }

  /// The first `views` street views of each region.
  /// - Parameters:
  ///   - index: names of the files of each region, as `StreetViewIndex` reads them.
  ///   - regions: ids in the order wanted; nil takes all of the index, in natural order.
  ///   - allowMissing: leaves out regions that lack views or files instead of throwing.
  /// - Throws: `Failure` (EX_DATAERR) when views or files are missing.
  package init(
    streetViews directory: PictureDirectory, index: StreetViewIndex, views: Int, regions: [String]?,
    allowMissing: Bool
  ) throws {
    let wanted = regions ?? index.names.keys.naturallySorted()
    var ids: [String] = []
    var names: [String] = []
    for id in wanted {
      let all = index.names[id] ?? []
      let chosen = all.prefix(views)
      let absent = try chosen.first { try directory.file($0) == nil }
      if chosen.count == views, absent == nil {
        ids.append(id)
        names += chosen
      } else if !allowMissing {
        let reason =
          absent.map { "'\($0)' of region '\(id)' is not in \(directory.path)" }
          ?? "region '\(id)' has \(all.count) street views, where --views asks for \(views)"
        throw Failure.data(index.name, "\(reason); --allow-missing leaves such regions out")
      }
    }
    try self.init(directory, ids: ids, views: views, names: names, skipped: wanted.count - ids.count)
  }

  private init(_ directory: PictureDirectory, ids: [String], views: Int?, names: [String], skipped: Int)
    throws
  {
    guard !ids.isEmpty else {
      throw Failure.data(
        directory.path, skipped > 0 ? "has pictures of none of the regions" : "holds no PNG or JPEG pictures")
    }
    self.directory = directory
    self.ids = ids
    self.views = views
    self.names = names
    self.skipped = skipped
  }
}

/// The street views of each region, by file name.
package struct StreetViewIndex: Sendable {
  package let name: String
  package let names: [String: [String]]

  /// Reads a JSON object of region ids, each with an array of file names.
  /// - Throws: `Failure` (EX_DATAERR) when it is anything else.
  package init(_ file: InputFile) throws {
    let data = Data(try readBytes(file.path))
    guard let names = try? JSONDecoder().decode([String: [String]].self, from: data) else {
      throw Failure.data(
        file.name, "is not a JSON object of region ids, each with an array of picture file names")
    }
    self.name = file.name
    self.names = names
  }
}
