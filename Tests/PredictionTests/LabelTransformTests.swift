internal import Prediction
import Testing

@Suite struct LabelTransformTests {
  /// numpy.log1p, the identity, scipy.special.logit and numpy.sqrt.
  @Test(arguments: [
    (LabelTransform.log1p, 20.5, 3.068052935133617), (.log1p, -0.5, -0.6931471805599453),
    (.identity, -3.25, -3.25), (.logit, 0.125, -1.9459101490553132), (.logit, 0.999, 6.906754778648553),
    (.logit, 1e-12, -27.631021115927547), (.sqrt, 2, 1.4142135623730951), (.sqrt, 0, 0),
  ])
  func labelsAreThoseOfNumPyAndSciPy(transform: LabelTransform, value: Double, label: Double) {
    #expect(abs(transform(value) - label) <= 1e-14 * abs(label))
    #expect(abs(transform.inverse(label) - value) <= 1e-13 * abs(value))
  }

  @Test(arguments: LabelTransform.allCases) func inversesRiseAndStayWithinTheScale(transform: LabelTransform)
  {
    let labels = stride(from: -40.0, through: 40, by: 0.5)
    let values = labels.map { transform.inverse($0) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(values.allSatisfy { $0.isFinite })
    switch transform {
    case .logit: #expect(values.allSatisfy { (0...1).contains($0) })
    case .sqrt: #expect(values.allSatisfy { $0 >= 0 } && values[0] == 0)
    case .log1p: #expect(values.allSatisfy { $0 >= -1 })
    case .identity: #expect(values[0] == -40)
    }
  }

  @Test func aScaleTakesWhatHasALabel() {
    let values = [-2, -1, -0.5, 0, 0.5, 1, 7, .infinity, .nan]
    for transform in LabelTransform.allCases {
      for value in values {
        #expect(
          transform.takes(value) == (value.isFinite && transform(value).isFinite), "\(transform) \(value)")
      }
    }
    #expect(LabelTransform.taking([0.5, 0.25]) == LabelTransform.allCases)
    #expect(LabelTransform.taking([0, 1]) == [.log1p, .identity, .sqrt])
    #expect(LabelTransform.taking([-1, 3]) == [.identity])
  }
}
