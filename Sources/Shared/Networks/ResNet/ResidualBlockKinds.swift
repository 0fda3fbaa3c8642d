extension ResidualBlock {
  /// What the path of a block's convolutions is, besides the identity.
  struct Kind: Sendable {
    /// Output channels for each channel of `width`.
    let expansion: Int
    /// The convolutions in order, of so many input channels, and the stride of the block.
    let path: @Sendable (_ inputChannels: Int, _ width: Int, _ stride: Int) -> [ConvolutionShape]
  }
}

extension ResidualBlock.Kind {
  /// torchvision's BasicBlock: two convolutions of 3×3.
  static let basic = Self(expansion: 1) { inputChannels, width, stride in
    [
      ConvolutionShape(
        inputChannels: inputChannels, outputChannels: width, kernel: 3, stride: stride, padding: 1),
      ConvolutionShape(inputChannels: width, outputChannels: width, kernel: 3, padding: 1),
    ]
  }

  /// torchvision's Bottleneck: 1×1 to fewer channels, 3×3 with the stride, 1×1 to four times as many.
  static let bottleneck = Self(expansion: 4) { inputChannels, width, stride in
    [
      ConvolutionShape(inputChannels: inputChannels, outputChannels: width, kernel: 1),
      ConvolutionShape(inputChannels: width, outputChannels: width, kernel: 3, stride: stride, padding: 1),
      ConvolutionShape(inputChannels: width, outputChannels: 4 * width, kernel: 1),
    ]
  }
}
