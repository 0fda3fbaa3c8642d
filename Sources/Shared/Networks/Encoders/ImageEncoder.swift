package import Numerics
package import Ranks
package import Schemas
internal import Support

/// A network that turns pictures into vectors: the image side of contrastive training, and what `img-embed` runs.
///
/// A new one is a type that conforms, an `ImageArchitecture` that makes and recognises it, and a line in
/// `ImageArchitectures.registered`.
package protocol ImageEncoder: AnyObject {
  /// The kind of network that this is one of.
  var architecture: any ImageArchitecture { get }
  /// The pictures that it takes.
  var input: ImageInput { get }
  /// Everything that trains, under its state-dict name, in a fixed order.
  var parameters: [Parameter] { get }

  /// Draws new weights, each keyed by the seed and its name.
  func initialize(seed: UInt64)

  /// From here on batches of training are cut so: what its layers sum over a batch, they sum over its shards. Without, a
  /// batch is one shard.
  func use(_ shards: BatchShards)

  /// Encodes a batch.
  /// - Parameters:
  ///   - images: [batch, height, width, bands], values in 0…1; must stay as it is until `backward`.
  ///   - training: whether batch statistics are used and kept, and `backward` will follow. Without, weights
  ///     are prepared anew at each call; to encode many batches ask for `prepared()`.
  /// - Returns: [batch, features]
  /// - Throws: `Failure` (EX_DATAERR) where the images are not such as it takes, or in training leave a
  ///   normalisation a single value a channel.
  func forward(_ images: Tensor, training: Bool) throws -> Tensor

  /// Sets the gradient of every parameter, after `forward` in training.
  /// - Parameter gradient: of the loss by the output, [batch, features].
  func backward(_ gradient: Tensor)

  /// Whether it normalises by statistics of its pictures, which can be measured anew.
  var hasNormStatistics: Bool { get }

  /// Forwards a batch for the statistics of its normalisations alone, and changes nothing in the network.
  /// - Parameter images: [batch, height, width, bands]; the more of them, the better.
  func observe(_ images: Tensor, into statistics: NormStatistics) throws

  /// Replaces the running statistics by gathered ones, where there are any.
  func adopt(_ statistics: NormStatistics)

  /// Weights and statistics under their state-dict names and in PyTorch's layout.
  func state() -> StateDict

  /// Takes weights and statistics; entries that it has not are left alone.
  /// - Parameter subject: the file, for messages.
  /// - Throws: `Failure` (EX_DATAERR) where a name is missing, or an entry has another shape or values that are
  ///   not allowed.
  func load(_ state: StateDict, subject: String) throws

  /// A copy of the network as it is now, ready for inference.
  func prepared() -> any PreparedEncoder
}

extension ImageEncoder {
  /// Length of the output vector.
  package var features: Int { architecture.features }
}

/// An encoder that only encodes: weights are folded and packed once.
package protocol PreparedEncoder: AnyObject {
  /// Encodes a batch; a picture's vector has the same bits in any batch and for any number of threads.
  /// - Parameter images: [batch, height, width, bands], values in 0…1.
  /// - Returns: [batch, features]
  /// - Throws: `Failure` (EX_DATAERR) where the images are not such as it takes.
  func encode(_ images: Tensor) throws -> Tensor
}

/// The pictures that an encoder takes.
package struct ImageInput: Sendable, Equatable {
  /// Values a pixel.
  package var bands: Int
  /// Height and width, where it takes no other; nil for any.
  package var side: Int?

  package init(bands: Int = 3, side: Int? = nil) {
    self.bands = bands
    self.side = side
  }

  /// - Parameters:
  ///   - shape: of pictures, [batch, height, width, bands].
  ///   - mayBeNone: whether the batch may be empty: of a batch of training a process may have nothing.
  /// - Throws: `Failure` (EX_DATAERR) where they are none of these.
  func require(_ shape: [Int], mayBeNone: Bool = false) throws {
    let fits =
      shape.count == 4 && shape[3] == bands && !shape.dropFirst(mayBeNone ? 1 : 0).contains(0)
      && (side.map { shape[1] == $0 && shape[2] == $0 } ?? true)
    guard fits else {
      let extent = side.map { "\($0), \($0)" } ?? "height, width"
      throw Failure.data(nil, "the encoder needs images [batch, \(extent), \(bands)], not \(shape)")
    }
  }
}
