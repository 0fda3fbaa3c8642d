internal import CKernels
internal import GraphNetworks
internal import Networks
package import Numerics

extension ContrastiveModel {
  /// The vectors of one batch in the common space, [regions, 64] each.
  package struct Embeddings {
    package let images: Tensor
    package let regions: Tensor
  }

  /// A batch on its way forward, with what the way back begins with.
  package struct Pass {
    package let loss: Double
    /// Of the pictures as they are.
    package let embeddings: Embeddings
    fileprivate let entities: [Int]
    fileprivate let views: ViewMean
    /// Of the loss by the embeddings of all pictures, and of the regions.
    fileprivate let imageGradient: Tensor
    fileprivate let regionGradient: Tensor
    /// Of the consistency term by the features of the changed pictures, before its weight.
    fileprivate let consistency: (weight: Float, gradient: Tensor)?
  }

  /// Embeddings and loss of a batch, by batch statistics and with dropout; gradients are left alone.
  /// - Parameters:
  ///   - pictures: [pictures, height, width, bands], the views of a region side by side; must stay as they
  ///     are until `backward`.
  ///   - entities: the region's entity for each of the batch's regions.
  ///   - views: pictures of each region; the head sees the mean of their encodings.
  ///   - consistency: weight of `ConsistencyLoss`. Then `pictures` are twice as many, first all as they are and
  ///     then all changed, and the contrastive loss is the mean of the two halves'.
  ///   - step: numbers the dropout masks.
  package func evaluate(
    pictures: Tensor, entities: [Int], views: [Int], loss: ContrastiveLoss, consistency: Double? = nil,
    step: UInt64
  ) throws -> Pass {
    let twins = consistency != nil
    let mean = ViewMean(views, copies: twins ? 2 : 1)
    precondition(
      views.count == entities.count && pictures.shape[0] == mean.pictures, "pictures of every region")
    let features = mean.forward(try encoder.forward(pictures, training: true))
    let images = projector.forward(features)
    let regions = graphProjector.forward(graph.forward(of: entities, training: true, step: step))
    var result =
      twins ? Self.evaluateTwins(loss, regions, images) : loss.evaluate(regions: regions, images: images)
    var consistencyTerm: (weight: Float, gradient: Tensor)?
    if let consistency {
      // Like the contrastive loss, a mean or a sum over the batch.
      let weight = Float(loss.form == .mean ? consistency : consistency * Double(entities.count))
      let term = ConsistencyLoss.evaluate(clear: features.half(0), changed: features.half(1))
      result.value += Double(weight) * term.value
      consistencyTerm = (weight, term.changed)
    }
    return Pass(
      loss: result.value, embeddings: Embeddings(images: twins ? images.half(0) : images, regions: regions),
      entities: entities, views: mean, imageGradient: result.images, regionGradient: result.regions,
      consistency: consistencyTerm)
  }

  /// Sets the gradient of every parameter, for the loss of the last `evaluate`.
  package func backward(_ pass: Pass) {
    let featureGradient = projector.backward(pass.imageGradient)
    if let (weight, gradient) = pass.consistency {
      kn_axpy(gradient.count, weight, gradient.pointer, featureGradient.half(1).pointer)
    }
    encoder.backward(pass.views.backward(featureGradient))
    graph.backward(rows: pass.entities, graphProjector.backward(pass.regionGradient))
  }

  /// The mean of the losses of both halves of `images`.
  private static func evaluateTwins(_ loss: ContrastiveLoss, _ regions: Tensor, _ images: Tensor)
    -> (value: Double, regions: Tensor, images: Tensor)
  {
    let halves = [0, 1].map { loss.evaluate(regions: regions, images: images.half($0)) }
    let (regionGradient, imageGradient) = (Tensor(regions.shape), Tensor(images.shape))
    for (index, half) in halves.enumerated() {
      kn_axpy(half.regions.count, 0.5, half.regions.pointer, regionGradient.pointer)
      kn_axpy(half.images.count, 0.5, half.images.pointer, imageGradient.half(index).pointer)
    }
    return (halves.reduce(0) { $0 + 0.5 * $1.value }, regionGradient, imageGradient)
  }
}

extension Tensor {
  /// The first or second half of the rows, in the same memory.
  fileprivate func half(_ index: Int) -> Tensor {
    var shape = shape
    shape[0] /= 2
    return Tensor(shape, at: pointer + index * (count / 2), owner: self)
  }
}
