internal import Support

/// What docs/formats.md says that `knowcl/images` MUST be, beyond what reading finds out by itself.
enum ImageRules {
  /// A larger picture is a bomb; the limit is that of pictures in files.
  static let mostPixels = 178_956_970

  /// - Parameter extent: of `/image`.
  /// - Throws: `Failure` (EX_DATAERR) for pictures of no or of impossible size.
  static func require(extent: [Int], _ subject: String) throws {
    guard [4, 5].contains(extent.count) else {
      throw Failure.data(subject, "has \(extent.count) dimensions, where 4 or 5 are needed")
    }
    guard !extent.dropFirst().contains(0) else {
      throw Failure.data(subject, "has a dimension of length 0")
    }
    let sides = extent.suffix(3).prefix(2)
    let (pixels, overflow) = sides.first!.multipliedReportingOverflow(by: sides.last!)
    guard !overflow, pixels <= mostPixels, extent[extent.count - 1] <= 4096 else {
      throw Failure.data(
        subject,
        "holds pictures of \(extent.suffix(3).map(String.init).joined(separator: " × ")), where at most \(mostPixels) pixels are accepted"
      )
    }
  }

  /// - Throws: `Failure` (EX_DATAERR) where an element is neither 0 nor 1.
  static func require(mask: some Sequence<UInt8>, _ subject: String) throws {
    if let wrong = mask.first(where: { $0 > 1 }) {
      throw Failure.data(subject, "holds \(wrong), where 1 is a valid pixel and 0 is none")
    }
  }
}

extension PictureOrigin {
  /// - Throws: `Failure` (EX_DATAERR) for a place that is none on the earth, or no day.
  func requireRules(_ name: String) throws {
    for (picture, corners) in corners.enumerated() {
      for corner in corners {
        if let problem = WGS84.problem(with: corner) {
          throw Failure.data("\(name): /window/lonlat", "picture \(picture) \(problem)")
        }
      }
    }
    for (picture, edges) in edges.enumerated() where !(edges[0] < edges[2] && edges[1] < edges[3]) {
      throw Failure.data(
        "\(name): /window/edges",
        "picture \(picture) has \(edges), where west, south, east and north edge are needed")
    }
    guard !crs.isEmpty else { throw Failure.data("\(name): /window/@crs", "is empty") }
    if let date, date.wholeMatch(of: /\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])/) == nil {
      throw Failure.data("\(name): /@date", "is '\(date.escaped)', where a day such as 2024-05-31 is needed")
    }
  }
}
