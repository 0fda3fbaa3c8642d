internal import Schemas
internal import Support

/// A part of a state dict that has most of an architecture's entries under one prefix.
struct EncoderCandidate {
  let architecture: any ImageArchitecture
  /// What stands before the names.
  let prefix: String
  /// Name in the file by the architecture's name.
  let sources: [String: String]
  private let file: StateDict

  /// Entries that are there in the shape needed.
  private let matched: Int
  private let needed: Int
  /// Names of entries that would belong to such a network, and that this one has not.
  private let strange: [String]

  /// - Parameter names: of the file, by what remains of them without the prefix.
  private init(
    _ architecture: any ImageArchitecture, _ prefix: String, _ names: [String: String], _ file: StateDict
  ) {
    self.architecture = architecture
    self.prefix = prefix
    self.file = file
    let entries = architecture.entries
    let known = Dictionary(entries.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
    needed = entries.count
    matched = entries.count { entry in
      guard let shape = names[entry.name].flatMap({ file[$0]?.shape }) else { return false }
      return shape.count == entry.shape.count && zip(shape, entry.shape).allSatisfy { $1 == nil || $0 == $1 }
    }
    strange = names.keys.filter { known[$0] == nil && architecture.owns($0) }.sorted()
    sources = names.filter { name, _ in
      known[name] != nil || name.hasSuffix(BatchNorm.countName) && architecture.owns(name.droppingLastPart)
    }
  }

  private var isComplete: Bool { matched == needed && strange.isEmpty }
  /// Of several architectures the likeliest has most of its entries, and fewest that it has not.
  private var likeness: Int { 2 * matched - needed - strange.count }

  /// Entries under the architecture's names.
  /// - Throws: `Failure` (EX_DATAERR) where the network is another of the family, which is not known.
  func state(_ subject: String) throws -> StateDict {
    if let name = strange.first {
      let known = ImageArchitectures.registered.map(\.name).joined(separator: ", ")
      throw Failure.data(
        subject,
        "holds '\(name)', which no \(architecture.title) has, and is of no other encoder that is known (\(known))"
      )
    }
    var state = StateDict()
    for name in architecture.entries.map(\.name)
      + sources.keys.filter({ $0.hasSuffix(BatchNorm.countName) }).sorted()
    {
      if let source = sources[name] { state[name] = file[source] }
    }
    return state
  }
}

extension EncoderCandidate {
  /// The encoders of a file, each as the architecture that it is likeliest of; the shortest prefix first.
  static func all(in file: StateDict) -> [EncoderCandidate] {
    let architectures = ImageArchitectures.registered
    let entries = architectures.map { Set($0.entries.map(\.name)) }
    // Every split of a name in two whose second part is a name that is known, or begins with a number.
    var byPrefix: [String: [String: String]] = [:]
    var plausible = Set<String>()
    for name in file.names {
      for split in name.splits {
        byPrefix[split.prefix, default: [:]][split.rest] = name
        let isKnown = entries.contains { $0.contains(split.rest) }
        if isKnown || split.rest.first?.isNumber == true { plausible.insert(split.prefix) }
      }
    }
    return plausible.sorted { ($0.count, $0) < ($1.count, $1) }.compactMap { prefix in
      let names = byPrefix[prefix] ?? [:]
      let candidates = zip(architectures, entries).flatMap { architecture, entries -> [EncoderCandidate] in
        guard 2 * names.count > entries.count else { return [] }
        return [names, Self.unnumbered(names, architecture.children)].map {
          EncoderCandidate(architecture, prefix, $0, file)
        }
      }
      let likeliest = candidates.max { $0.likeness < $1.likeness }
      return likeliest.flatMap { 2 * $0.matched > $0.needed ? $0 : nil }
    }
  }

  /// Names whose first part counts children, as an `nn.Sequential` does, with the children's names in their place.
  /// Children without weights, left out by some, take numbers too: only the order of those with weights tells.
  private static func unnumbered(_ names: [String: String], _ children: [String]) -> [String: String] {
    let numbers = Set(names.keys.compactMap { Int($0.prefix { $0 != "." }) }).sorted()
    let child = Dictionary(zip(numbers, children), uniquingKeysWith: { first, _ in first })
    var result: [String: String] = [:]
    for (name, source) in names {
      let first = name.prefix { $0 != "." }
      if let child = Int(first).flatMap({ child[$0] }) {
        result[child + name.dropFirst(first.count)] = source
      }
    }
    return result
  }

  /// The one that is meant:
  ///
  /// - whole networks before parts of one,
  /// - averaged weights that are made to be used (`teacher`, `ema`) before what they average, as DINO and timm do;
  ///   what is trained (`encoder_q`, `online`, `backbone`) before the slow copy that only helps in training
  ///   (`encoder_k`, `target`, `momentum`); a `student` after its teacher,
  /// - of equal weights saved under two names, the shorter name.
  ///
  /// - Throws: `Failure` (EX_DATAERR) where there is none, or that leaves several.
  static func choose(_ candidates: [EncoderCandidate], _ subject: String) throws -> EncoderCandidate {
    let known = ImageArchitectures.registered.map(\.name).joined(separator: ", ")
    let whole = candidates.filter(\.isComplete)
    let rest = whole.isEmpty ? candidates : whole
    // Networks of different kinds are no copies of one another.
    let comparable = Set(rest.map(\.architecture.name)).count < 2
    let best = comparable ? rest.map(\.rank).min() : nil
    var meant = best == nil ? rest : rest.filter { $0.rank == best }
    if let first = meant.first { meant = [first] + meant.dropFirst().filter { !$0.equals(first) } }
    guard let chosen = meant.first else {
      throw Failure.data(subject, "holds the weights of no image encoder that is known (\(known))")
    }
    guard meant.count == 1 else {
      let prefixes = meant.map { "'\($0.prefix)' (\($0.architecture.name))" }.listed()
      throw Failure.data(
        subject,
        "holds several image encoders, under \(prefixes); save the one that is meant as a state_dict of its own"
      )
    }
    return chosen
  }

  /// Lower for what is rather meant.
  private var rank: Int {
    let words = prefix.split(whereSeparator: { $0 == "." || $0 == "_" }).map { $0.lowercased() }
    return words.map { word in
      switch word {
      case "teacher", "ema": -1
      case "student", "k", "momentum", "target": 1
      default: 0
      }
    }.reduce(0, +)
  }

  private func equals(_ other: EncoderCandidate) -> Bool {
    architecture.entries.allSatisfy { entry in
      guard let one = sources[entry.name], let two = other.sources[entry.name] else { return false }
      return file[one] == file[two]
    }
  }
}

extension String {
  /// Every way to cut a dotted name in a prefix and the rest: `a.b` in `` and `a.b`, `a.` and `b`.
  fileprivate var splits: [(prefix: String, rest: String)] {
    [("", self)]
      + indices.filter { self[$0] == "." }.map { dot in
        let rest = index(after: dot)
        return (String(self[..<rest]), String(self[rest...]))
      }
  }

  fileprivate var droppingLastPart: String {
    lastIndex(of: ".").map { String(self[..<$0]) } ?? self
  }
}
