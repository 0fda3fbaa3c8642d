package import Schemas
internal import Support

/// Weights of the image side, found in a state dict whatever its author called the parts.
///
/// - Encoder: the names of a registered architecture under any prefix (`module.`, `_orig_mod.`, `encoder_q.`, …, in
///   any number and order), or numbered as in an `nn.Sequential` of the network's children. Which of several networks
///   is meant, `EncoderCandidate.choose` says.
/// - Head: `0.weight` and `2.weight` under `projector.`, `projection_head.` or `image_projector.`, beside the encoder
///   or around it.
///
/// A classifier (`fc.`) is left out, as an encoder has none.
package struct ImageWeights: Sendable {
  /// What the encoder is, told by names and shapes.
  package let architecture: any ImageArchitecture
  /// Under the architecture's names.
  package let encoder: StateDict
  /// What stood before these names.
  package let prefix: String
  /// Prefixes of other encoders in the file, which were left aside.
  package let others: [String]
  /// `0.weight` and `2.weight`; nil when the file holds no head.
  package let projector: StateDict?
  /// Names in the file that nothing here uses.
  package let unused: [String]

  private static let heads = ["projector.", "projection_head.", "image_projector."]

  /// - Parameters:
  ///   - wanted: where the file holds networks of several architectures, those of this one.
  ///   - subject: the file, for messages.
  /// - Throws: `Failure` (EX_DATAERR) when there is no encoder in it that is known, or several and none that is
  ///   meant above the others.
  package init(_ file: StateDict, wanted: (any ImageArchitecture)? = nil, subject: String) throws {
    let candidates = EncoderCandidate.all(in: file)
    let ofWanted = candidates.filter { $0.architecture.name == wanted?.name }
    let chosen = try EncoderCandidate.choose(ofWanted.isEmpty ? candidates : ofWanted, subject)
    architecture = chosen.architecture
    prefix = chosen.prefix
    encoder = try chosen.state(subject)
    others = candidates.map(\.prefix).filter { $0 != chosen.prefix }
    var used = Set(chosen.sources.values)
    let head = Self.head(in: file, of: chosen.prefix)
    projector = head.map { head in
      var projector = StateDict()
      for name in ["0.weight", "2.weight"] {
        projector[name] = file[head + name]
        used.insert(head + name)
      }
      return projector
    }
    unused = file.names.filter { !used.contains($0) && !$0.hasSuffix(BatchNorm.countName) }
  }

  /// The prefix of the head that stands next to an encoder: under the same wrappers, or under fewer.
  private static func head(in file: StateDict, of prefix: String) -> String? {
    var parts = prefix.split(separator: ".")
    while true {
      let around = parts.map { "\($0)." }.joined()
      for head in heads.map({ around + $0 })
      where file[head + "0.weight"] != nil && file[head + "2.weight"] != nil {
        return head
      }
      if parts.popLast() == nil { return nil }
    }
  }

  /// What was found, and what was left aside, in words.
  package var summary: String {
    let place = prefix.isEmpty ? "" : " under '\(prefix)'"
    let rest = others.isEmpty ? "" : ", not \(others.map { "'\($0)'" }.joined(separator: ", "))"
    return "\(architecture.title)\(place)\(rest)"
  }

  /// A new network of these weights.
  /// - Throws: `Failure` (EX_DATAERR) where one is missing, or has another shape or values that are not allowed.
  package func makeEncoder(subject: String) throws -> any ImageEncoder {
    let network = architecture.make(architecture.input(of: encoder))
    try network.load(encoder, subject: subject)
    return network
  }
}
