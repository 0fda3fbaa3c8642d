import Foundation
internal import HDF5
internal import Numerics
internal import TestSupport
import Testing

@Suite struct AdamTests {
  private static let fixture = Repository.fixture("adam.h5").path

  private struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let rate: Double
    var decay = Adam.Decay.penalty(0)
    var betas = (0.9, 0.999)
    var epsilon = 1e-8
    var testDescription: String { name }
  }

  private static let cases = [
    Case(name: "adam", rate: 3e-4),
    Case(name: "adam_l2", rate: 3e-3, decay: .penalty(0.1)),
    Case(name: "adamw", rate: 1e-3, decay: .decoupled(1)),
    Case(name: "adamw_betas", rate: 5e-3, decay: .decoupled(0.01), betas: (0.8, 0.95), epsilon: 1e-4),
  ]

  @Test(arguments: cases) private func followsPyTorch(_ test: Case) throws {
    let file = try HDF5File(reading: Self.fixture, name: "adam.h5")
    let start = try file.read("/start", as: Float.self, shape: [nil])
    let n = start.count
    let gradients = try file.read("/gradients", as: Float.self, shape: [nil, n])
    let path = try file.read("/\(test.name)/path", as: Float.self, shape: [nil, n])
    let parameter = Parameter("p", [n])
    parameter.value.copy(from: Tensor(start, shape: [n]))
    let adam = Adam(
      [parameter], learningRate: test.rate, betas: test.betas, epsilon: test.epsilon, decay: test.decay)
    for step in 0..<(path.count / n) {
      parameter.gradient.copy(from: Tensor(Array(gradients[(step * n)..<((step + 1) * n)]), shape: [n]))
      adam.step()
      adam.learningRate *= 0.9
      for i in 0..<n {
        #expect(abs(parameter.value[i] - path[step * n + i]) <= 2e-6 * max(1, abs(path[step * n + i])))
      }
    }
    // A mean of terms that cancel is as exact as its largest term.
    let largest = (0..<n).map { i in
      stride(from: i, to: gradients.count, by: n).map { abs(gradients[$0]) }.max()! + abs(start[i])
    }
    let first = try file.read("/\(test.name)/first_moment", as: Float.self, shape: [n])
    let second = try file.read("/\(test.name)/second_moment", as: Float.self, shape: [n])
    for i in 0..<n {
      #expect(abs(adam.firstMoments[0][i] - first[i]) <= 1e-6 * largest[i])
      #expect(abs(adam.secondMoments[0][i] - second[i]) <= 1e-6 * largest[i] * largest[i])
    }
  }

  @Test func aLargeParameterIsUpdatedInEveryPlace() {
    let count = 100_003
    let parameter = Parameter("p", [count])
    parameter.gradient.fill(-2)
    Adam([parameter], learningRate: 0.5).step()
    #expect(parameter.value.array.allSatisfy { abs($0 - 0.5) < 1e-6 })
  }
}
