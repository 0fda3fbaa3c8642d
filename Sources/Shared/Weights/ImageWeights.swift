package import Schemas
internal import Support

/// Weights of the image side, found in a state dict whatever its author called the parts.
///
/// Accepted, each under any number of `module.` (DataParallel):
/// - encoder: torchvision's ResNet-18 names (`conv1.weight`, `layer1.0.bn1.running_mean`, …), bare or under
///   `encoder.`, `convnet.`, `backbone.`, `resnet.`, `base_encoder.` or `encoder_q.`;
/// - head: `0.weight` and `2.weight` under `projector.`, `projection_head.` or `image_projector.`.
///
/// A classifier (`fc.`) is left out, as the encoder has none.
package struct ImageWeights: Sendable {
  /// Under torchvision's names.
  package let encoder: StateDict
  /// `0.weight` and `2.weight`; nil when the file holds no head.
  package let projector: StateDict?
  /// Names in the file that nothing here uses.
  package let unused: [String]

  private static let encoderPrefixes = [
    "", "encoder.", "convnet.", "backbone.", "resnet.", "base_encoder.", "encoder_q.",
  ]
  private static let projectorPrefixes = ["projector.", "projection_head.", "image_projector."]

  /// - Parameter subject: the file, for messages.
  /// - Throws: `Failure` (EX_DATAERR) when there is no encoder in it, or a number is not finite.
  package init(_ file: StateDict, subject: String) throws {
    var state = file
    while !state.names.isEmpty, state.names.allSatisfy({ $0.hasPrefix("module.") }) {
      state = state.dropping(prefix: "module.")
    }
    guard let prefix = Self.encoderPrefixes.first(where: { state[$0 + "conv1.weight"] != nil }) else {
      let wanted = Self.encoderPrefixes.map { "'\($0)conv1.weight'" }.joined(separator: ", ")
      throw Failure.data(subject, "holds no ResNet-18: one of \(wanted) is needed")
    }
    var encoder = StateDict()
    var unused: [String] = []
    let head = Self.projectorPrefixes.first { state[$0 + "0.weight"] != nil && state[$0 + "2.weight"] != nil }
    var projector = StateDict()
    for name in state.names {
      guard let entry = state[name] else { continue }
      if let head, ["0.weight", "2.weight"].contains(where: { head + $0 == name }) {
        projector[String(name.dropFirst(head.count))] = entry
      } else if name.hasPrefix(prefix), Self.isPart(name.dropFirst(prefix.count)) {
        encoder[String(name.dropFirst(prefix.count))] = entry
      } else if !name.hasSuffix("num_batches_tracked") {
        unused.append(name)
      }
    }
    self.encoder = encoder
    self.projector = head == nil ? nil : projector
    self.unused = unused
    try Self.requireFinite(encoder, subject)
    try Self.requireFinite(projector, subject)
  }

  /// Whether a name without prefix belongs to a torchvision ResNet body.
  private static func isPart(_ name: Substring) -> Bool {
    !name.hasSuffix("num_batches_tracked")
      && ["conv1.", "bn1.", "layer1.", "layer2.", "layer3.", "layer4."].contains { name.hasPrefix($0) }
  }

  private static func requireFinite(_ state: StateDict, _ subject: String) throws {
    for name in state.names {
      guard let values = state[name]?.values, let bad = values.firstIndex(where: { !$0.isFinite }) else {
        continue
      }
      throw Failure.data(
        "\(subject): \(name)", "element \(bad) is \(values[bad]), where only finite numbers are allowed")
    }
  }
}
