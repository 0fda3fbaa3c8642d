internal import Images
import Testing

/// Every registered perturbation in the tools that make it.
@Suite struct PerturbationToolTests {
  static let names = PerturbationRegistry.all.map { $0.name }

  private func registered(_ name: String) throws -> any Perturbation.Type {
    try #require(PerturbationRegistry.all.first { $0.name == name })
  }

  @Test(arguments: ["img-perturb", "cl-train"]) func helpAndCompletionsListEveryOptionOnce(tool: String)
    throws
  {
    let help = try Shell.run("\(tool) --help").output.split(separator: "\n")
    let script = try Shell.run("\(tool) --generate-completion-script bash").output
    for type in PerturbationRegistry.all {
      for name in [type.name] + type.options.map({ $0.name }) {
        #expect(help.count { $0.hasPrefix("  --\(name) <") } == 1, "--\(name)")
        #expect(script.contains("--\(name)"))
      }
    }
    for preset in PerturbationPreset.allCases {
      #expect(help.count { $0.hasPrefix("  --\(preset.rawValue) ") } == 1)
    }
  }

  private let train = "cl-train images.h5 \(TrainingFiles.options) --epochs 1 -q"

  /// Trains with some options, and goes on with others, which must be refused.
  private func expectRefusal(_ shell: Shell, _ first: String, _ then: [String], _ words: String) throws {
    let start = try shell.run("\(train) \(first) -o model.h5")
    #expect(start.status == 0, "\(start.error)")
    for options in then {
      let result = try shell.run("\(train) \(options) --resume model.h5 -o again.h5")
      #expect(result.status == 65, "\(first), then \(options): \(result.error)")
      #expect(result.error.contains("model.h5: was trained with perturbation \(words)"), "\(result.error)")
    }
    #expect(!shell.files.contains("again.h5"))
    let same = try shell.run("\(train) \(first) --resume model.h5 -o model.h5")
    #expect(same.status == 0, "\(same.error)")
  }

  @Test(arguments: names) func aResumedRunMustPerturbAsTheFirstDid(name: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try TrainingFiles.write(to: shell)
    let other = try #require(Self.names.first { $0 != name })
    try expectRefusal(
      shell, "--\(name) .1", ["--\(name) .2", "", "--\(name) .1 --\(other) .1", "--\(other) .1"],
      "\(name) 0.1")
  }

  @Test(arguments: names) func aResumedRunMustGiveEveryOptionAsTheFirstDid(name: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try TrainingFiles.write(to: shell)
    let type = try registered(name)
    for option in type.options {
      // Some options are accepted beside another one only.
      let bases = [[:]] + type.options.flatMap { other in other.examples.map { [other.name: [$0]] } }
      let base = try #require(
        bases.first { base in
          base[option.name] == nil
            && option.examples.allSatisfy { example in
              (try? type.init(settings: base.merging([option.name: [example]]) { $1 })) != nil
            }
        }, "--\(option.name)")
      let common = "--\(name) .1" + base.map { " --\($0)=\($1[0])" }.joined()
      try expectRefusal(
        shell, "\(common) --\(option.name)=\(option.examples[0])",
        ["\(common) --\(option.name)=\(option.examples[1])"], "\(name) 0.1")
    }
  }
}
