import Foundation
internal import HDF5
internal import Numerics
internal import TestSupport
import Testing

@Suite struct RowGradientTests {
  @Test func rowsThatAreReachedMoveAsUnderSparseAdam() throws {
    let path = Repository.fixture("sparse_adam.h5").path
    let file = try HDF5File(reading: path, name: "sparse_adam.h5")
    let (rows, width, steps, each) = (11, 6, 10, 4)
    let table = Parameter("table", [rows, width])
    table.value.copy(from: Tensor(try file.read("/start", shape: [rows, width]), shape: [rows, width]))
    let gradient = RowGradient(table)
    let adam = Adam([table], learningRate: 3e-3, epsilon: 1e-12, rows: gradient)
    let reached = try file.read("/rows", as: Int32.self, shape: [steps, each])
    let gradients = try file.read("/gradients", as: Float.self, shape: [steps, each, width])
    let expected = try file.read("/path", as: Float.self, shape: [steps, rows, width])
    for step in 0..<steps {
      gradient.clear()
      gradient.reach(reached[(step * each)..<((step + 1) * each)])
      gradient.zero()
      for index in 0..<each {
        let row = gradient[reached[step * each + index]]
        for column in 0..<width { row[column] += gradients[(step * each + index) * width + column] }
      }
      adam.step()
      adam.learningRate *= 0.9
      for element in 0..<(rows * width) {
        #expect(abs(table.value[element] - expected[step * rows * width + element]) <= 2e-6)
      }
    }
    let first = try file.read("/first_moment", as: Float.self, shape: [rows, width])
    let second = try file.read("/second_moment", as: Float.self, shape: [rows, width])
    for element in first.indices {
      #expect(abs(adam.firstMoments[0][element] - first[element]) <= 1e-5)
      #expect(abs(adam.secondMoments[0][element] - second[element]) <= 1e-5 * max(1, second[element]))
    }
  }

  /// A table whose every row is reached, in any order, moves to the bit as a dense one.
  @Test func reachingAllRowsIsAdam() {
    let (rows, width) = (701, 16)
    let tables = (0..<2).map { _ in Parameter("table", [rows, width]) }
    let gradient = RowGradient(tables[1])
    let optimisers = [
      Adam([tables[0]], learningRate: 1e-2), Adam([tables[1]], learningRate: 1e-2, rows: gradient),
    ]
    for step in 0..<5 {
      gradient.clear()
      gradient.reach((0..<Int32(rows)).map { ($0 * 37 + Int32(step)) % Int32(rows) })
      gradient.zero()
      for row in 0..<rows {
        for column in 0..<width {
          let value = Float((row * 31 + column * 7 + step * 13) % 97) / 97 - 0.5
          tables[0].gradient[row * width + column] = value
          gradient[Int32(row)][column] = value
        }
      }
      for adam in optimisers { adam.step() }
    }
    #expect(tables[0].value.array == tables[1].value.array)
  }

  @Test func aRowNamedTwiceIsOneRow() {
    let gradient = RowGradient(Parameter("table", [5, 2]))
    gradient.reach([3, 1, 3])
    gradient.reach([1, 4])
    #expect(gradient.rows == [3, 1, 4])
    gradient.zero()
    gradient[1][0] = 7
    gradient.clear()
    gradient.reach([1])
    gradient.zero()
    #expect(gradient.rows == [1] && gradient[1][0] == 0)
  }
}
