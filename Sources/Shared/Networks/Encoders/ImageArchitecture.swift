package import Schemas

/// A kind of image encoder: how one is made, and how its weights are recognised.
package protocol ImageArchitecture: Sendable {
  /// As users write it and `knowcl/model` keeps it: `resnet18`.
  var name: String { get }
  /// As sentences have it: `ResNet-18`.
  var title: String { get }
  /// What its vectors are: `ResNet-18 after average pooling`.
  var output: String { get }
  /// Length of the vectors.
  var features: Int { get }
  /// The entries that its state dict must have, with PyTorch's shapes; nil matches any length.
  var entries: [(name: String, shape: [Int?])] { get }
  /// The parts of the network that hold weights, in the order of PyTorch's `children()`: what an
  /// `nn.Sequential` of them numbers through.
  var children: [String] { get }

  /// Whether an entry of that name would be a part of such a network, or of a larger one of its family.
  func owns(_ name: String) -> Bool
  /// What pictures a network of these weights takes.
  func input(of state: StateDict) -> ImageInput
  /// A network of zeros; `initialize` or `load` comes next.
  func make(_ input: ImageInput) -> any ImageEncoder
}

/// The image encoders that the tools know.
package enum ImageArchitectures {
  /// A new one takes its place here.
  package static let registered: [any ImageArchitecture] = [
    ResNet.Member.resNet18,
    ResNet.Member.resNet34,
    ResNet.Member.resNet50,
  ]

  /// What is used where nothing else is asked for.
  package static let standard: any ImageArchitecture = ResNet.Member.resNet18

  package static func named(_ name: String) -> (any ImageArchitecture)? {
    registered.first { $0.name == name }
  }
}

/// The name of a registered architecture.
package struct EncoderName: RawRepresentable, CaseIterable, Sendable {
  package let architecture: any ImageArchitecture

  package init?(rawValue: String) {
    guard let architecture = ImageArchitectures.named(rawValue) else { return nil }
    self.architecture = architecture
  }

  package var rawValue: String { architecture.name }

  package static var allCases: [EncoderName] {
    ImageArchitectures.registered.compactMap { EncoderName(rawValue: $0.name) }
  }
}
