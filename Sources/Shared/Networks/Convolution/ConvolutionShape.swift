/// Kernel and channels of a square two-dimensional convolution without bias.
package struct ConvolutionShape: Sendable, Hashable {
  package var inputChannels: Int
  package var outputChannels: Int
  package var kernel: Int
  package var stride: Int
  package var padding: Int

  package init(inputChannels: Int, outputChannels: Int, kernel: Int, stride: Int = 1, padding: Int = 0) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// Weights that one output value is the sum over: kernel² × input channels.
  package var depth: Int { kernel * kernel * inputChannels }

  /// Output rows (or columns) for so many input rows (or columns); 0 where the kernel does not fit.
  package func output(_ extent: Int) -> Int { max(0, (extent + 2 * padding - kernel) / stride + 1) }

  /// Extent of a weight in PyTorch's layout, [out, in, kernel, kernel].
  var stateShape: [Int] { [outputChannels, inputChannels, kernel, kernel] }

  /// Pairs each weight's index in our layout [kernel, kernel, in, out] with the one in PyTorch's.
  func forEachWeight(_ body: (_ ours: Int, _ pytorch: Int) -> Void) {
    var ours = 0
    for tap in 0..<(kernel * kernel) {
      for input in 0..<inputChannels {
        for output in 0..<outputChannels {
          body(ours, (output * inputChannels + input) * kernel * kernel + tap)
          ours += 1
        }
      }
    }
  }
}
