package import Support

/// The features of a GeoJSON file (RFC 7946), to be written again with more properties. Geometries and whatever else a
/// feature has stay as they are written, to the last digit.
package struct GeoJSONText {
  /// What a feature goes by; nil where it has no id.
  package let ids: [String?]
  private let raw: RawJSON
  private let features: [Range<Int>]
  /// Members of the collection other than its type and features.
  private let others: [(name: String, value: Range<Int>)]

  /// - Parameter idProperty: the property that names a feature; nil takes the first usual one.
  /// - Throws: `Failure` (EX_DATAERR) where the file is not GeoJSON.
  package init(reading file: InputFile, idProperty: String?) throws {
    let names = PolygonLayer.idNames(idProperty.map { [$0] })
    var ids: [String?] = []
    var reader = try GeoJSONReader(file, keeping: Set(names))
    try reader.forEachFeature { ids.append($0.identifier(names)) }
    raw = RawJSON(bytes: try file.text())
    var features: [Range<Int>] = []
    var others: [(name: String, value: Range<Int>)] = []
    for value in raw.values {
      let members = raw.members(of: value)
      guard let list = members.last(where: { $0.name == "features" })?.value, raw.isArray(list) else {
        features.append(value)
        continue
      }
      features += raw.elements(of: list)
      others += members.filter { !["type", "features"].contains($0.name) }
    }
    guard features.count == ids.count else {
      throw Failure.data(file.name, "holds features within features, where one FeatureCollection is needed")
    }
    self.ids = ids
    self.features = features
    self.others = others
  }

  /// A FeatureCollection of all features.
  /// - Parameters:
  ///   - properties: to add to a feature of an id: names, and values as JSON. They replace its own of the same name.
  ///   - member: a foreign member of the collection, likewise.
  package func text(
    adding properties: (_ id: String?) -> [(name: String, json: String)],
    member: (name: String, json: String)
  ) -> String {
    var text = "{\"type\": \"FeatureCollection\",\n"
    for other in others where other.name != member.name {
      text += "\(JSONText.quoted(other.name)): \(raw.written(other.value)),\n"
    }
    text += "\(JSONText.quoted(member.name)): \(member.json),\n\"features\": [\n"
    text += zip(ids, features).map { feature($1, adding: properties($0)) }.joined(separator: ",\n")
    return text + "\n]}\n"
  }

  private func feature(_ feature: Range<Int>, adding added: [(name: String, json: String)]) -> String {
    let members = raw.members(of: feature)
    let names = Set(added.map(\.name))
    let properties = members.last { $0.name == "properties" }?.value
    let own = properties.map { raw.isObject($0) ? raw.members(of: $0) : [] } ?? []
    let all =
      own.filter { !names.contains($0.name) }.map { (name: $0.name, json: raw.written($0.value)) } + added
    let kept = members.filter { !["type", "properties", "geometry"].contains($0.name) }
      .map { "\(JSONText.quoted($0.name)): \(raw.written($0.value)), " }.joined()
    let geometry = members.last { $0.name == "geometry" }.map { raw.written($0.value) } ?? "null"
    let list = all.map { "\(JSONText.quoted($0.name)): \($0.json)" }.joined(separator: ", ")
    return "{\"type\": \"Feature\", \(kept)\"properties\": {\(list)}, \"geometry\": \(geometry)}"
  }
}
