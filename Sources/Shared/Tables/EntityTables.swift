internal import Foundation
package import Support

/// Small tables about entities that people write by hand or find beside a data set: a list of ids, or
/// coordinates by id; as JSON, or as lines with fields between commas or tabs.
package enum EntityTables {
  private static let idColumns: Set<String> = ["region", "region_id", "id", "entity", "geoid", "imagename"]
  private static let longitudeColumns: Set<String> = ["lon", "lng", "longitude", "x"]
  private static let latitudeColumns: Set<String> = ["lat", "latitude", "y"]

  /// Ids: the keys of a JSON object, a JSON array of strings, or the first field of every line (or the
  /// field under a heading such as `region`, `id`, `geoid`).
  /// - Throws: `Failure` (EX_DATAERR) when it holds none, or one twice.
  package static func identifiers(_ file: InputFile) throws -> [String] {
    let ids: [String]
    if let json = try json(file) {
      if let object = json as? [String: Any] {
        ids = object.keys.naturallySorted()
      } else if let array = json as? [String] {
        ids = array
      } else {
        throw Failure.data(
          file.name, "is JSON, where an object with ids as keys or an array of ids is needed")
      }
    } else {
      let rows = try records(file)
      let heading = rows.first?.fields.map { $0.lowercased() } ?? []
      let column = heading.firstIndex(where: idColumns.contains)
      ids = try rows.dropFirst(column == nil ? 0 : 1).map { row in
        try row.field(column ?? 0, file.name, "an id")
      }
    }
    guard !ids.isEmpty else { throw Failure.data(file.name, "holds no ids") }
    guard !ids.contains("") else { throw Failure.data(file.name, "holds an empty id") }
    try requireUnique(ids, file.name)
    return ids
  }

  /// Coordinates: a JSON object of `[lon, lat]` or of objects with such a `center`; or lines of id, lon,
  /// lat, in the columns that a heading names, else in this order.
  /// - Returns: longitude and latitude in degrees by id.
  package static func coordinates(_ file: InputFile) throws -> [String: SIMD2<Double>] {
    var places: [String: SIMD2<Double>] = [:]
    func add(_ id: String, _ lon: Double?, _ lat: Double?, _ subject: String) throws {
      guard let lon, let lat, abs(lon) <= 180, abs(lat) <= 90 else {
        throw Failure.data(subject, "has no longitude within ±180 and latitude within ±90 degrees")
      }
      guard places.updateValue(SIMD2(lon, lat), forKey: id) == nil else {
        throw Failure.data(subject, "gives '\(id)' a second time")
      }
    }
    if let json = try json(file) {
      guard let object = json as? [String: Any] else {
        throw Failure.data(file.name, "is a JSON array, where an object with ids as keys is needed")
      }
      for id in object.keys.sorted() {
        let value = (object[id] as? [String: Any])?["center"] ?? object[id]
        let pair = value as? [Double] ?? []
        try add(id, pair.first, pair.count == 2 ? pair[1] : nil, "\(file.name): '\(id)'")
      }
    } else {
      let rows = try records(file)
      let heading = rows.first?.fields.map { $0.lowercased() } ?? []
      let lon = heading.firstIndex(where: longitudeColumns.contains)
      let lat = heading.firstIndex(where: latitudeColumns.contains)
      let hasHeading = lon != nil && lat != nil
      let id = hasHeading ? heading.firstIndex(where: idColumns.contains) ?? 0 : 0
      for row in rows.dropFirst(hasHeading ? 1 : 0) {
        let subject = "\(file.name): line \(row.line)"
        try add(
          try row.field(id, file.name, "an id"),
          Double(try row.field(lon ?? 1, file.name, "a longitude")),
          Double(try row.field(lat ?? 2, file.name, "a latitude")), subject)
      }
    }
    return places
  }

  /// Whether a file says itself which of its values are coordinates: by a heading, or as JSON with a `center`
  /// in every object.
  package static func namesCoordinates(_ file: InputFile) throws -> Bool {
    if let json = try json(file) {
      guard let object = json as? [String: Any], !object.isEmpty else { return false }
      return object.values.allSatisfy { ($0 as? [String: Any])?["center"] is [Double] }
    }
    let heading = try records(file).first?.fields.map { $0.lowercased() } ?? []
    return heading.contains(where: longitudeColumns.contains)
      && heading.contains(where: latitudeColumns.contains)
  }

  /// Records with the blanks around fields taken off, less those that are blank.
  private static func records(_ file: InputFile) throws -> [DelimitedRecord] {
    try DelimitedRecord.all(in: file.text(), name: file.name).compactMap { record in
      let fields = record.fields.map { $0.trimmingCharacters(in: .whitespaces) }
      return fields == [""] ? nil : DelimitedRecord(fields: fields, line: record.line)
    }
  }

  /// The parsed content if it begins like JSON, else nil.
  private static func json(_ file: InputFile) throws -> Any? {
    let bytes = try file.text()
    guard let first = bytes.first(where: { ![9, 10, 13, 32].contains($0) }), first == 0x7B || first == 0x5B
    else { return nil }
    do { return try JSONSerialization.jsonObject(with: Data(bytes)) } catch {
      throw Failure.data(file.name, "begins like JSON but is not")
    }
  }
}

extension DelimitedRecord {
  fileprivate func field(_ index: Int, _ name: String, _ what: String) throws -> String {
    guard index < fields.count else {
      throw Failure.data(
        "\(name): line \(line)", "has \(fields.count) fields, where field \(index + 1) is \(what)")
    }
    return fields[index]
  }
}
