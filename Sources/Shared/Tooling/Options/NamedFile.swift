/// `[name=]file`; a name holds no slash.
package struct NamedFile: Sendable {
  package let name: String
  package let path: String
  /// Whether the name was given, rather than taken from the file.
  package let isNamed: Bool

  package init(_ argument: String) {
    if let equals = argument.firstIndex(of: "="), equals != argument.startIndex,
      !argument[..<equals].contains("/")
    {
      name = String(argument[..<equals])
      path = String(argument[argument.index(after: equals)...])
      isNamed = true
    } else {
      let file = argument.split(separator: "/").last.map(String.init) ?? argument
      let stem = file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
      name = argument == "-" || stem.isEmpty ? "features" : stem
      path = argument
      isNamed = false
    }
  }
}
