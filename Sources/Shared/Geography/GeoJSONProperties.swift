internal import Support
internal import Tables

/// The properties of features that are asked for, and what is learned of the others.
struct GeoJSONProperties {
  /// Names that a message could show.
  private static let most = 64

  /// In lower case.
  private let names: Set<String>
  /// Objects whose members are asked for.
  private let parents: Set<String>
  private var seen: Set<String> = []
  private var seenNames: Set<String> = []
  /// Properties that are objects or lists, with members of the first such object.
  private var nested: [String: [String]] = [:]

  init(keeping names: Set<String>) {
    self.names = Set(names.map { $0.lowercased() })
    parents = Set(
      self.names.flatMap { name in
        name.indices.filter { name[$0] == "." }.map { String(name[..<$0]) }
      })
  }

  mutating func read(_ scanner: JSONScanner, into feature: inout GeoJSONFeature) throws {
    guard try scanner.peek() == UInt8(ascii: "{") else { return try scanner.skip() }
    try read(scanner, below: "", into: &feature)
  }

  private mutating func read(_ scanner: JSONScanner, below prefix: String, into feature: inout GeoJSONFeature)
    throws
  {
    try scanner.object { member in
      let name = prefix + member.lowercased()
      if prefix.isEmpty, seenNames.count < Self.most { seenNames.insert(member) }
      let first = try scanner.peek()
      let isNested = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
      if names.contains(name) {
        seen.insert(name)
        if !isNested {
          let text = try Self.text(scanner)
          feature.properties[name] = text
          if let text, parents.contains(name), text.hasPrefix("{") {
            try read(text: text, below: name, into: &feature)
          }
          return
        }
      }
      if parents.contains(name), first == UInt8(ascii: "{") {
        return try read(scanner, below: name + ".", into: &feature)
      }
      if parents.contains(name), first == UInt8(ascii: "\""), let text = try scanner.text() {
        if text.hasPrefix("{") { try read(text: text, below: name, into: &feature) }
        return
      }
      guard names.contains(name), nested[name] == nil else { return try scanner.skip() }
      nested[name] = try Self.members(scanner)
    }
  }

  /// An object that a program without nested properties (OGR) wrote as a text.
  private mutating func read(text: String, below name: String, into feature: inout GeoJSONFeature) throws {
    let inner = JSONScanner(Array(text.utf8), name: feature.subject)
    try read(inner, below: name + ".", into: &feature)
  }

  private static func members(_ scanner: JSONScanner) throws -> [String] {
    guard try scanner.peek() == UInt8(ascii: "{") else {
      try scanner.skip()
      return []
    }
    var members: [String] = []
    try scanner.object { member in
      if members.count < 4 { members.append(member) }
      try scanner.skip()
    }
    return members
  }

  /// A value as text; a number that is whole is written as such, since programs give `1.0` for the id 1.
  static func text(_ scanner: JSONScanner) throws -> String? {
    let first = try scanner.peek()
    let text = try scanner.text()
    guard let text, first != UInt8(ascii: "\""), text.contains(where: { ".eE".contains($0) }),
      let value = DecimalNumber.parse(text), value == value.rounded(), abs(value) < 9_007_199_254_740_992
    else { return text }
    return String(Int(value))
  }

  /// Why none of `names` says anything in any feature; nil where one does.
  func absence(of names: [String]) -> String? {
    let keys = names.map { $0.lowercased() }
    let found = keys.filter { seen.contains($0) }
    if let nestedName = found.first, found.allSatisfy({ nested[$0] != nil }) {
      let members = nested[nestedName] ?? []
      let hint =
        members.isEmpty
        ? "lists, of which none is a name" : "objects: name a member, such as \(nestedName).\(members[0])"
      return "has the property '\(nestedName)', whose values are \(hint)"
    }
    if !found.isEmpty { return nil }
    return
      "has no property '\(names.joined(separator: "' or '"))' in any feature; there are \(seenNames.sorted().listed(20))"
  }
}
