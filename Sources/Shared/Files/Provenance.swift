internal import Foundation

/// Where a file comes from, as root attributes: which tool, which command, which inputs.
///
/// It holds no clock, host, user or directory, and no option that cannot change the result, so that
/// the same inputs and seed give the same bytes anywhere.
struct Provenance {
  struct Input: Equatable {
    let name: String
    var schema: String?
    let sha256: String
  }

  private static let ignoredFlags: Set<String> = ["--quiet", "-q", "--verbose", "-v", "--json"]
  private static let ignoredOptions: Set<String> = ["--output", "-o", "--threads", "-j"]

  /// The arguments that shape the result, quoted for a shell, inputs by their bare names.
  /// Options whose values are dropped end in `=` in `extraIgnored`; flags do not.
  static func command(
    _ tool: String, _ arguments: [String], inputNames: [String: String], extraIgnored: [String]
  ) -> String {
    let flags = ignoredFlags.union(extraIgnored.filter { !$0.hasSuffix("=") })
    let options = ignoredOptions.union(
      extraIgnored.filter { $0.hasSuffix("=") }.map { String($0.dropLast()) })
    var kept = [tool]
    var skipsValue = false
    for argument in arguments {
      if skipsValue {
        skipsValue = false
        continue
      }
      if flags.contains(argument) { continue }
      if options.contains(argument) {
        skipsValue = true
        continue
      }
      if let equals = argument.firstIndex(of: "="), argument.hasPrefix("-") {
        let name = String(argument[..<equals])
        if options.contains(name) { continue }
        let value = String(argument[argument.index(after: equals)...])
        kept.append("\(name)=\(quoted(bare(value, inputNames)))")
        continue
      }
      kept.append(quoted(bare(argument, inputNames)))
    }
    return kept.joined(separator: " ")
  }

  /// The `inputs` attribute: a JSON array of objects with `name`, `schema` and `sha256`.
  static func json(_ inputs: [Input]) throws -> String {
    let objects = inputs.map { input in
      var object = ["name": input.name, "sha256": input.sha256]
      object["schema"] = input.schema
      return object
    }
    let data = try JSONSerialization.data(
      withJSONObject: objects, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }

  /// An argument whose inputs are called by their bare names: `file`, `file,file` or `name=file`.
  private static func bare(_ argument: String, _ inputNames: [String: String]) -> String {
    if let name = inputNames[argument] { return name }
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { part -> String in
      if let name = inputNames[String(part)] { return name }
      guard let equals = part.firstIndex(of: "="),
        let name = inputNames[String(part[part.index(after: equals)...])]
      else { return String(part) }
      return String(part[...equals]) + name
    }
    return parts.joined(separator: ",")
  }

  private static func quoted(_ argument: String) -> String {
    let safe = argument.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_=+.,/:@%".contains($0)) }
    return safe && !argument.isEmpty
      ? argument : "'" + argument.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
