package import Schemas

extension ResNet {
  /// A member of the family (He et al., CVPR 2016, table 1): what its blocks are, and how many each layer has.
  package struct Member: Sendable {
    package let name: String
    package let title: String
    let block: ResidualBlock.Kind
    /// Blocks of layer1 … layer4.
    let depths: [Int]

    package static let resNet18 = Member(
      name: "resnet18", title: "ResNet-18", block: .basic, depths: [2, 2, 2, 2])
    package static let resNet34 = Member(
      name: "resnet34", title: "ResNet-34", block: .basic, depths: [3, 4, 6, 3])
    package static let resNet50 = Member(
      name: "resnet50", title: "ResNet-50", block: .bottleneck, depths: [3, 4, 6, 3])
    package static let all = [resNet18, resNet34, resNet50]

    /// Channels within the blocks of layer1 … layer4.
    static let widths = [64, 128, 256, 512]

    static func stem(bands: Int) -> NormalisedConvolution.Layout {
      NormalisedConvolution.Layout(
        convolution: "conv1", norm: "bn1",
        ConvolutionShape(inputChannels: bands, outputChannels: widths[0], kernel: 7, stride: 2, padding: 3))
    }

    /// The blocks of each layer, in the order of the forward pass.
    var layers: [[ResidualBlock.Layout]] {
      var channels = Self.widths[0]
      return zip(depths, Self.widths).enumerated().map { layer, extent in
        let (depth, width) = extent
        return (0..<depth).map { index in
          let layout = ResidualBlock.Layout(
            "layer\(layer + 1).\(index)", block, inputChannels: channels, width: width,
            stride: layer > 0 && index == 0 ? 2 : 1)
          channels = layout.outputChannels
          return layout
        }
      }
    }
  }
}

extension ResNet.Member: ImageArchitecture {
  package var output: String { "\(title) after average pooling" }
  package var features: Int { block.expansion * Self.widths[3] }

  package var children: [String] { ["conv1", "bn1"] + (1...4).map { "layer\($0)" } }

  package var entries: [(name: String, shape: [Int?])] {
    Self.stem(bands: 0).entries + layers.flatMap { $0.flatMap { $0.units.flatMap(\.entries) } }
  }

  package func owns(_ name: String) -> Bool {
    let child = name.prefix { $0 != "." }
    return children.contains { $0 == child } && !name.hasSuffix(".num_batches_tracked")
  }

  package func input(of state: StateDict) -> ImageInput {
    let shape = state["conv1.weight"]?.shape ?? []
    return ImageInput(bands: shape.count == 4 ? shape[1] : 3)
  }

  package func make(_ input: ImageInput) -> any ImageEncoder { ResNet(self, input) }
}
