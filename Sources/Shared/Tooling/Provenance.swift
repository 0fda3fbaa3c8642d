internal import Foundation
internal import Support

/// Where a file comes from, as root attributes: which tool, which command, which inputs.
///
/// It holds no clock, host, user or directory, and no option that cannot change the result, so that
/// the same inputs and seed give the same bytes anywhere.
struct Provenance {
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
    let kept = effective(arguments, flags: flags, options: options)
    return ([tool] + kept.map { quoted(bare($0, inputNames).text) }).joined(separator: " ")
  }

  /// The arguments without `flags` and without `options` and their values, in every spelling that the
  /// parser knows: `--threads 2`, `--threads=2`, `-j 2`, `-j2`, `-j=2`, `-qj 2`.
  private static func effective(_ arguments: [String], flags: Set<String>, options: Set<String>) -> [String] {
    var kept: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        return kept + [argument] + rest
      } else if argument.hasPrefix("--") {
        if flags.contains(argument) { continue }
        let name = argument.prefix { $0 != "=" }
        if !options.contains(String(name)) {
          kept.append(argument)
        } else if name.count == argument.count {
          rest = rest.dropFirst()
        }
      } else if argument.hasPrefix("-"), argument != "-" {
        let letters = argument.dropFirst().drop { flags.contains("-\($0)") }
        guard let letter = letters.first else { continue }
        if !options.contains("-\(letter)") {
          kept.append("-" + letters)
        } else if letters.count == 1 {
          rest = rest.dropFirst()
        }
      } else {
        kept.append(argument)
      }
    }
    return kept
  }

  /// An argument whose inputs are called by their bare names: `file`, `file,file`, `name=file` or
  /// `--option=` and any of these.
  private static func bare(_ argument: String, _ inputNames: [String: String]) -> String {
    if argument.hasPrefix("-"), let equals = argument.firstIndex(of: "=") {
      return argument[...equals] + bare(String(argument[argument.index(after: equals)...]), inputNames)
    }
    if let name = named(argument, inputNames) { return name }
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return parts.map { named($0, inputNames) ?? $0 }.joined(separator: ",")
  }

  /// `file` or `name=file` with an input's bare name; nil for anything else.
  private static func named(_ argument: String, _ inputNames: [String: String]) -> String? {
    if let name = inputNames[argument] { return name }
    guard let equals = argument.firstIndex(of: "="),
      let name = inputNames[String(argument[argument.index(after: equals)...])]
    else { return nil }
    return argument[...equals] + name
  }

  private static func quoted(_ argument: String) -> String {
    let safe = argument.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_=+.,/:@%".contains($0)) }
    return safe && !argument.isEmpty
      ? argument : "'" + argument.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}

extension String {
  /// Bytes that are no text stand for themselves in digits.
  fileprivate var text: String { hasEscapedBytes ? printable : self }
}
