internal import Images
internal import Logging
internal import Schemas
internal import Support
internal import Tooling

extension ImgPerturb {
  /// Writes the pictures of several days put together, or of one matched to another.
  func writeComposite(_ context: Context) throws {
    let colours = try composites.match.map { path in
      try context.readImages([path]) { try SampleHistograms(of: $0) }
    }
    try context.readImageParts([images] + composites.composite) { parts in
      let composite = try Composite(
        try parts.map { try Composite.Day($0, matching: colours) }, by: composites.compositeRule ?? .first)
      let progress = context.progress("composed", total: composite.ids.count)
      try context.writeHDF5(output.output, .images, version: composite.shape.version) { file in
        let writer = try ImageFileWriter(
          to: file, ids: composite.ids, shape: composite.shape, origin: composite.origin,
          description: parts.count == 1 ? "pictures, 8-bit RGB" : "composites of several days, 8-bit RGB")
        try composite.write(to: writer) { progress.advance(by: $0) }
      }
      progress.finish()
    }
  }
}
