internal import Schemas
package import Support

/// Pictures of a source that cannot be read.
package struct DamagedPictures: Sendable {
  private static let shown = 50

  package let names: [String]
  private let total: Int
  private let first: Failure

  /// Looks at every picture; nil where all can be read.
  /// - Throws: `Failure` for what is no fault of a picture's content.
  package init?(in source: any PictureSource) throws {
    let list = source.list
    let owners = list.ids.indices.flatMap { region in list.views[region].map { _ in list.ids[region] } }
    let problems = try Parallel.tryMap(list.names.count) { index -> Failure? in
      do {
        _ = try source.picture(list.names[index], of: owners[index])
        return nil
      } catch let failure as Failure where failure.kind == .data { return failure }
    }
    guard let first = problems.lazy.compactMap({ $0 }).first else { return nil }
    self.first = first
    names = zip(list.names, problems).filter { $1 != nil }.map(\.0)
    total = list.names.count
  }

  /// What is wrong with them, of the directory `name`.
  package func failure(_ name: String) -> Failure {
    guard names.count > 1 else {
      return Failure.data(first.subject, "\(first.message); --allow-missing leaves it out")
    }
    return Failure.data(
      name,
      "has \(names.count) of \(total) pictures that cannot be taken: \(names.listed(Self.shown)) (\(first)); --allow-missing leaves them out"
    )
  }

  /// What is told of them where they are left out.
  package var note: String {
    "left out \(names.count) of \(total) pictures that cannot be read: \(names.listed(Self.shown)) (\(first))"
  }
}
