internal import Support
internal import Tables

/// Street views of each region, any number of them: files of a directory that a list assigns to regions.
package struct StreetViewFolder: PictureSource {
  package static let name = "street-views"
  package static let summary = "a directory with pictures that the list of --street-views assigns to regions"
  package static let needsIndex = true
  package static let choosesViews = true

  private let files: PictureFiles

  /// - Throws: `Failure` (EX_DATAERR) when views or files are missing.
  package init(_ request: PictureRequest) throws {
    let directory = try PictureDirectory(request.path)
    guard let file = request.index else { throw Failure.usage("a list of street views is needed") }
    let index = try StreetViewIndex(file)
    let wanted = request.regions ?? index.names.keys.naturallySorted()
    var regions: [(id: String, names: [String])] = []
    var skippedPictures = 0
    for id in wanted {
      let all = index.names[id] ?? []
      let chosen = request.views.chosen(of: all)
      let present = try chosen.filter { try !request.excluded.contains($0) && directory.file($0) != nil }
      let isComplete = present.count == chosen.count && request.views.accepts(chosen.count)
      guard isComplete || request.allowMissing else {
        let reason =
          if let absent = chosen.first(where: { !present.contains($0) }) {
            "'\(absent)' of region '\(id)' is not in \(directory.path)"
          } else if case .exactly(let count) = request.views, !all.isEmpty {
            "region '\(id)' has \(all.count) street views, where --views asks for \(count)"
          } else {
            "region '\(id)' has no street views"
          }
        throw Failure.data(index.name, "\(reason); --allow-missing leaves out what is not there")
      }
      guard request.views.accepts(present.count) else { continue }
      regions.append((id, present))
      skippedPictures += chosen.count - present.count
    }
    let list = PictureList(
      views: regions, skippedRegions: wanted.count - regions.count, skippedPictures: skippedPictures)
    files = try PictureFiles(list, in: directory, size: request.size)
  }

  package var list: PictureList { files.list }
  package var extent: PictureExtent { files.extent }

  package func picture(_ name: String, of region: String) throws -> Picture { try files.picture(name) }
}

extension ViewChoice {
  /// Which of a region's views are wanted.
  fileprivate func chosen(of all: [String]) -> [String] {
    switch self {
    case .all: all
    case .atMost(let count), .exactly(let count): Array(all.prefix(count))
    }
  }

  /// Whether so many views are enough.
  fileprivate func accepts(_ count: Int) -> Bool {
    if case .exactly(let wanted) = self { count == wanted } else { count > 0 }
  }
}
