package import Support

/// A random change to a picture, as one value: it knows its name, what it can be told, how it draws, how it
/// applies, and how it describes itself.
///
/// Listed in `PerturbationRegistry`, it is an option of every tool that changes pictures, an attribute of the
/// files that they write, and a part of what a resumed run must share (docs/extending.md has an example).
package protocol Perturbation: Sendable {
  /// The option `--name p`, the stream of draws and the word in descriptions: lower case, words joined by `-`.
  static var name: String { get }
  /// What it does, a sentence for `--help`.
  static var help: String { get }
  /// What it can be told besides its probability, in the order in which it is told; empty by default.
  static var settings: [PerturbationSetting<Self>] { get }

  /// The perturbation as it is when nothing is told.
  init()

  /// Changes a picture.
  /// - Parameter random: the stream of this perturbation and this picture, past the draw that decided that it
  ///   happens. Nothing else may decide what becomes of the picture.
  func apply(to target: inout PerturbedPicture, random: inout Philox)
}

extension Perturbation {
  package static var settings: [PerturbationSetting<Self>] { [] }

  /// What it was told, whole and in one line, in the settings' words: equal text, equal change.
  package var details: String {
    Self.settings.map { $0.describe(self) }.filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The options of the settings.
  package static var options: [PerturbationOption] { settings.map(\.option) }

  /// The perturbation that was told `texts`.
  /// - Parameter texts: what was given for each option, by its name; those of other perturbations are ignored.
  /// - Throws: `Failure` (EX_USAGE) naming the option and what it takes.
  package init(settings texts: [String: [String]]) throws {
    self.init()
    for setting in Self.settings {
      for text in texts[setting.option.name] ?? [] { try setting.set(&self, text) }
    }
  }
}
