internal import Numerics
package import Schemas
internal import Support

/// Principal components of pictures, a baseline that looks at their samples alone: the scores of a picture on the
/// directions in which the pictures that it was fitted to differ most (Hotelling 1933), as scikit-learn's `PCA`, of samples
/// in 0…1. Of several pictures of a region, the mean of their scores, weighted by how much of it each shows where that is
/// known.
///
/// A component is a sum over pictures, so all that is needed of pictures are their products with one another: n of them
/// instead of one number a sample. Signs are such that the largest entry of a component in the fitted pictures' scores is
/// positive.
package struct PCAFeatures: ImageFeatures {
  /// Pictures that it is fitted to at most, spread evenly over the regions.
  private static let limit = 2048
  static let standard = 50

  package let dimension: Int
  package var encoderName: String? { nil }
  package var description: String {
    "scores on the first \(dimension) principal components of \(fitted.count) pictures of \(height) × \(width), samples in 0…1"
  }

  private let fitted: PictureProducts
  private let (height, width): (Int, Int)
  /// Of the products of each fitted picture with all, and of these, the means.
  private let rowMeans: [Double]
  private let mean: Double
  /// What each fitted picture's centred product counts for in each score, [fitted, dimension].
  private let weights: [Double]

  /// Fits the components to a set's pictures.
  /// - Parameter count: components; nil for 50, or as many as there are.
  /// - Throws: `Failure` (EX_DATAERR) where the pictures differ in fewer directions.
  package init(of images: ImageSet, count: Int?) throws {
    let shape = images.shape
    (height, width) = (shape.height, shape.width)
    let sample = min(shape.regions, max(2, shape.regions * Self.limit / max(1, shape.pictures)))
    let rows = (0..<sample).map { $0 * shape.regions / sample }
    let pictures = rows.reduce(0) { $0 + shape.views[$1].count }
    var samples = [UInt8](repeating: 0, count: pictures * shape.pictureBytes)
    try samples.withUnsafeMutableBufferPointer { try images.read(rows, into: $0) }
    fitted = PictureProducts(samples, size: shape.pictureBytes)
    dimension = count ?? min(Self.standard, max(1, pictures - 1))
    guard dimension < pictures else {
      throw Failure.data(
        images.name,
        "has \(pictures) pictures to fit, which have at most \(pictures - 1) principal components, not \(dimension)"
      )
    }
    let n = pictures
    let gram = fitted.gram()
    let rowMeans = (0..<n).map { row in
      Double(gram[(row * n)..<((row + 1) * n)].reduce(0, +)) / Double(n)
    }
    let mean = rowMeans.reduce(0, +) / Double(n)
    (self.rowMeans, self.mean) = (rowMeans, mean)
    var centred = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in 0..<n {
        centred[row * n + column] = Double(gram[row * n + column]) - rowMeans[row] - rowMeans[column] + mean
      }
    }
    let (values, vectors) = try BLAS.symmetricEigen(centred, n: n)
    var weights = [Double](repeating: 0, count: n * dimension)
    // Directions of no extent but rounding have no scores.
    let least = Double(n) * Double.ulpOfOne * (values.last ?? 0)
    for component in 0..<dimension where values[n - 1 - component] > least {
      let vector = vectors[((n - 1 - component) * n)..<((n - component) * n)]
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      let scale = (largest < 0 ? -1 : 1) / (values[n - 1 - component].squareRoot() * 255)
      for (picture, entry) in vector.enumerated() { weights[picture * dimension + component] = entry * scale }
    }
    self.weights = weights
  }

  package func features(_ pixels: [UInt8], of shape: ImageShape, shares: [Float]?) throws -> [Float] {
    guard shape.height == height, shape.width == width else {
      throw Failure.data(
        nil,
        "pictures are of \(shape.height) × \(shape.width), where those that the components were fitted to are of \(height) × \(width)"
      )
    }
    let scores = scores(pixels, pictures: shape.pictures)
    return (0..<shape.regions).flatMap { region in
      var sums = [Double](repeating: 0, count: dimension)
      var total = 0.0
      for picture in shape.views[region] {
        let weight = shares.map { Double($0[picture]) } ?? 1
        total += weight
        for component in 0..<dimension { sums[component] += weight * scores[picture * dimension + component] }
      }
      return sums.map { Float($0 / total) }
    }
  }

  /// [pictures, dimension]
  private func scores(_ pixels: [UInt8], pictures: Int) -> [Double] {
    var scores = [Double](repeating: 0, count: pictures * dimension)
    scores.withUnsafeMutableBufferPointer { scores in
      pixels.withUnsafeBufferPointer { pixels in
        guard let target = scores.baseAddress, let source = pixels.baseAddress else { return }
        let pointers = Unchecked((target, source))
        Parallel.forEach(pictures) { picture in
          let (target, source) = pointers.value
          let products = fitted.products(with: source + picture * fitted.size)
          let ownMean = Double(products.reduce(0, +)) / Double(fitted.count)
          for (other, product) in products.enumerated() {
            let centred = Double(product) - ownMean - rowMeans[other] + mean
            for component in 0..<dimension {
              target[picture * dimension + component] += centred * weights[other * dimension + component]
            }
          }
        }
      }
    }
    return scores
  }
}
