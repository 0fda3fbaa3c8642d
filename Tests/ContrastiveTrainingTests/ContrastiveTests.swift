internal import ContrastiveTraining
internal import Numerics
internal import Support
internal import TestSupport
import Testing

@Suite struct ContrastiveTests {
  private static let losses: [(String, ContrastiveLoss)] = [
    ("mean", ContrastiveLoss()),
    ("sum", ContrastiveLoss(form: .sum)),
    ("reference", ContrastiveLoss(form: .reference)),
    ("cosine", ContrastiveLoss(similarity: .cosine(temperature: 0.2))),
  ]

  /// Ordinary logits, and (scale 40) logits of some thousands.
  @Test(arguments: losses.indices, [1, 40])
  func lossMatchesPyTorch(_ index: Int, _ scale: Int) throws {
    let (name, loss) = Self.losses[index]
    let fixture = try NumericFixture("contrastive.h5")
    let group = "loss/\(scale)"
    let result = loss.evaluate(
      regions: try fixture.tensor("\(group)/g"), images: try fixture.tensor("\(group)/i"))
    expectClose([Float(result.value)], try fixture.floats("\(group)/\(name)/value"), within: 1e-5, "value")
    expectClose(result.regions.array, try fixture.floats("\(group)/\(name)/g"), within: 1e-4, "regions")
    expectClose(result.images.array, try fixture.floats("\(group)/\(name)/i"), within: 1e-4, "images")
  }

  @Test func theMeanDoesNotGrowWithTheBatch() {
    let one = Tensor([64, 4])
    let two = Tensor([128, 4])
    let loss = ContrastiveLoss()
    let values = [one, two].map { loss.evaluate(regions: $0, images: $0).value }
    #expect(abs(values[0] - 2 * 4.1588830833596715) < 1e-9)
    #expect(abs(values[1] - 2 * 4.852030263919617) < 1e-9)
  }

  @Test func rowsOfZerosHaveFiniteCosineGradients() {
    let loss = ContrastiveLoss(similarity: .cosine(temperature: 0.1))
    let result = loss.evaluate(regions: Tensor([3, 4]), images: Tensor([3, 4]))
    #expect(result.value.isFinite)
    #expect((result.regions.array + result.images.array).allSatisfy { $0.isFinite })
  }

  private func values(_ monitors: CollapseMonitors) -> [Float] {
    [monitors.regions, monitors.images].flatMap { [$0.deviation, $0.meanCosine, $0.uniformity] }.map {
      Float($0)
    }
      + [Float(monitors.alignment)]
  }

  @Test func monitorsMatchPyTorch() throws {
    let fixture = try NumericFixture("contrastive.h5")
    let g = try fixture.tensor("monitors/g")
    let i = try fixture.tensor("monitors/i")
    let expected = try fixture.floats("monitors/values")
    let dot = CollapseMonitors(regions: g, images: i)
    let cosine = CollapseMonitors(regions: g, images: i, similarity: .cosine(temperature: 1))
    for (actual, wanted) in zip(values(dot), expected) { #expect(abs(actual - wanted) <= 1e-5 * abs(wanted)) }
    let retrieval = [dot.imageToRegion, dot.regionToImage, cosine.imageToRegion, cosine.regionToImage]
    #expect(retrieval.map { Float($0) } == Array(expected[7...]))
  }

  @Test func collapsedEmbeddingsAreSeen() {
    let x = Tensor([50, 8])
    x.fill(0.5)
    let monitors = CollapseMonitors(regions: x, images: x)
    #expect(monitors.images.deviation < 1e-6)
    #expect(abs(monitors.images.meanCosine - 1) < 1e-5)
    #expect(abs(monitors.images.uniformity) < 1e-5)
    #expect(monitors.imageToRegion == 0 && monitors.regionToImage == 0)
  }

  @Test func manyRowsAreSampledEvenly() {
    var random = Philox(seed: 5, "rows")
    let x = Tensor([1000, 8])
    random.fillNormal(x, deviation: 1)
    let sampled = CollapseMonitors(regions: x, images: x, limit: 250)
    let whole = CollapseMonitors(regions: x, images: x)
    #expect(sampled.images.meanCosine == whole.images.meanCosine)
    #expect(abs(sampled.images.uniformity - whole.images.uniformity) < 0.1)
    #expect(sampled.images.uniformity != whole.images.uniformity)
  }
}
