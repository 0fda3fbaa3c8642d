internal import Support
internal import Tables

/// A satellite picture of each region: the file of a directory that is called after it.
package struct PictureFolder: PictureSource {
  package static let name = "folder"
  package static let summary = "a directory with a picture of each region, called after its id"

  private let files: PictureFiles
  package let passedOver: String?

  /// - Throws: `Failure` (EX_DATAERR) when pictures are missing or ambiguous.
  package init(_ request: PictureRequest) throws {
    let directory = try PictureDirectory(request.path)
    var pictures = try directory.picturesByID()
    if let regions = request.regions, request.normalisesIDs {
      let join = try IdentifierJoin(regions, normalises: true)
      pictures = try Dictionary(pictures.map { (join.resolve($0), $1) }) { a, b in
        throw Failure.data(directory.path, "holds '\(a)' and '\(b)', where one picture of a region is needed")
      }
    }
    pictures = pictures.filter { !request.excluded.contains($0.value) }
    passedOver = try directory.passedOver()
    let wanted = request.regions ?? pictures.keys.naturallySorted()
    let found = wanted.compactMap { id in pictures[id].map { (id: id, name: $0) } }
    if found.count < wanted.count, !request.allowMissing {
      let missing = wanted.filter { pictures[$0] == nil }
      let strangers = Set(pictures.keys).subtracting(wanted).naturallySorted()
      let why = IdentifierJoin.explanation(missing: missing, found: strangers, joinsNothing: found.isEmpty)
      throw Failure.data(
        directory.path,
        "has no picture of \(missing.count) of \(wanted.count) regions, '\(missing[0])' for one\(why)\(found.isEmpty ? "" : "; --allow-missing leaves them out")"
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
