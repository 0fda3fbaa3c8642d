import ArgumentParser
internal import Relations
internal import Tooling

/// The options of all relations, as the relations themselves describe them.
///
/// They are reflected and decoded through a dictionary (see `OptionKey`), so that a relation's option needs no
/// declaration but its own.
struct RelationArguments: ParsableArguments, CustomReflectable {
  /// By flag.
  private var members: [String: Member] = [:]

  private enum Member {
    case number(Option<Double>)
    case count(Option<Int>)
    case optionalCount(Option<Int?>)
    case word(Option<String>)
    case toggle(Flag<Bool>)

    /// What reflection is to find.
    var wrapper: Any {
      switch self {
      case .number(let option): option
      case .count(let option): option
      case .optionalCount(let option): option
      case .word(let option): option
      case .toggle(let flag): flag
      }
    }
  }

  init() {
    for (flag, relations) in KnownRelations.options {
      let help = ArgumentHelp(
        "\(relations.joined(separator: ", ")): \(flag.help).",
        valueName: flag.valueName.isEmpty ? nil : flag.valueName)
      let name = NameSpecification.customLong(flag.name)
      members[flag.name] =
        switch flag.value {
        case .number(let value): .number(Option(wrappedValue: value, name: name, help: help))
        case .count(let value?): .count(Option(wrappedValue: value, name: name, help: help))
        case .count(nil): .optionalCount(Option(name: name, help: help))
        case .choice(let word, let words):
          .word(Option(wrappedValue: word, name: name, help: help, completion: .list(words)))
        case .toggle(let isOn): .toggle(Flag(wrappedValue: isOn, name: name, help: help))
        }
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: OptionKey.self)
    for (flag, _) in KnownRelations.options {
      let key = OptionKey(flag.name)
      members[flag.name] =
        switch flag.value {
        case .number: .number(try container.decode(Option<Double>.self, forKey: key))
        case .count(_?): .count(try container.decode(Option<Int>.self, forKey: key))
        case .count(nil): .optionalCount(try container.decode(Option<Int?>.self, forKey: key))
        case .choice: .word(try container.decode(Option<String>.self, forKey: key))
        case .toggle: .toggle(try container.decode(Flag<Bool>.self, forKey: key))
        }
    }
  }

  var customMirror: Mirror {
    let children = KnownRelations.options.compactMap { flag, _ in
      members[flag.name].map { (label: Optional(flag.name), value: $0.wrapper) }
    }
    return Mirror(self, children: children, displayStyle: .struct)
  }

  /// What the options are set to.
  var settings: RelationSettings {
    var settings = RelationSettings()
    for (flag, value) in values { settings.set(flag.name, to: value) }
    return settings
  }

  func validate() throws {
    for (flag, value) in values {
      if let problem = flag.problem(with: value) { throw ValidationError(problem) }
    }
  }

  private var values: [(RelationFlag, RelationFlag.Value)] {
    KnownRelations.options.compactMap { flag, _ in
      switch (members[flag.name], flag.value) {
      case (.number(let option), _): (flag, .number(option.wrappedValue))
      case (.count(let option), _): (flag, .count(option.wrappedValue))
      case (.optionalCount(let option), _): (flag, .count(option.wrappedValue))
      case (.word(let option), .choice(_, let words)): (flag, .choice(option.wrappedValue, of: words))
      case (.toggle(let option), _): (flag, .toggle(option.wrappedValue))
      default: nil
      }
    }
  }
}
