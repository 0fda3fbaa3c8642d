package import Support
internal import Tables

/// The street views of each region, by file name: a JSON object of region ids, each with an array of names, gzip or
/// not.
package struct StreetViewIndex {
  package let name: String
  package private(set) var names: [String: [String]] = [:]

  /// - Throws: `Failure` (EX_DATAERR) when the file is anything else, or has a region twice.
  package init(_ file: InputFile) throws {
    name = file.name
    let json = JSONScanner(try ContentStream(file))
    try json.object { region in
      var views: [String] = []
      try json.array { views.append(try json.string()) }
      names[region] = views
    }
    guard try json.peek() == nil else { throw json.failure("goes on behind the object of regions") }
  }
}
