/// Kernel and channels of a square two-dimensional convolution without bias.
public struct ConvolutionShape: Sendable, Hashable {
  public var inputChannels: Int
  public var outputChannels: Int
  public var kernel: Int
  public var stride: Int
  public var padding: Int

  public init(inputChannels: Int, outputChannels: Int, kernel: Int, stride: Int = 1, padding: Int = 0) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// Weights that one output value is the sum over: kernel² × input channels.
  public var depth: Int { kernel * kernel * inputChannels }

  /// Output rows (or columns) for so many input rows (or columns); 0 where the kernel does not fit.
  public func output(_ extent: Int) -> Int { max(0, (extent + 2 * padding - kernel) / stride + 1) }
}
