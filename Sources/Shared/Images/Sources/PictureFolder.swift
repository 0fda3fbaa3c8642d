internal import Support
internal import Tables

/// A satellite picture of each region: the file of a directory that is called after it.
package struct PictureFolder: PictureSource {
  package static let name = "folder"
  package static let summary = "a directory with a picture of each region, called after its id"

  private let files: PictureFiles

  /// - Throws: `Failure` (EX_DATAERR) when pictures are missing or ambiguous.
  package init(_ request: PictureRequest) throws {
    let directory = try PictureDirectory(request.path)
    let pictures = try directory.picturesByID()
    let wanted = request.regions ?? pictures.keys.naturallySorted()
    let found = wanted.compactMap { id in pictures[id].map { (id: id, name: $0) } }
    if found.count < wanted.count, !request.allowMissing {
      let missing = wanted.filter { pictures[$0] == nil }
      throw Failure.data(
        directory.path,
        "has no picture of \(missing.count) of \(wanted.count) regions, '\(missing[0])' for one; --allow-missing leaves them out"
      )
    }
    files = try PictureFiles(
      PictureList(single: found, skippedRegions: wanted.count - found.count), in: directory,
      size: request.size)
  }

  package var list: PictureList { files.list }
  package var extent: PictureExtent { files.extent }

  package func picture(_ name: String, of region: String) throws -> Picture { try files.picture(name) }
}
