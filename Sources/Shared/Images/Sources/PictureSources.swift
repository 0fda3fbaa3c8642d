internal import Support

/// The sources that `img-pack` knows. A new one is registered by a line here.
package enum PictureSources {
  package static let all: [any PictureSource.Type] = [
    PictureFolder.self,
    StreetViewFolder.self,
  ]

  /// The source of that name.
  package static func named(_ name: String) -> (any PictureSource.Type)? { all.first { $0.name == name } }
}
