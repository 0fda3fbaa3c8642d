package import CKernels

/// The one product of the convolution kernels, see product.h.
package struct KernelProduct {
  let aSegments: [Int]
  let bSegments: [Int]
  let depth: Int
  let aStep: Int
  let bStep: Int
  let bPanel: Int

  package init(
    aSegments: [Int], bSegments: [Int], depth: Int, aStep: Int, bStep: Int, bPanel: Int
  ) {
    self.aSegments = aSegments
    self.bSegments = bSegments
    self.depth = depth
    self.aStep = aStep
    self.bStep = bStep
    self.bPanel = bPanel
  }

  /// C (+)= A B for the rows listed, or the first `rows` of them; `columns` is a multiple of 16.
  package func run(
    _ aRows: [Int], _ cRows: [Int], rows: Int? = nil, columns: Int, _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>, _ epilogue: kn_epilogue
  ) {
    let rows = rows ?? aRows.count
    precondition(rows <= min(aRows.count, cRows.count), "product rows")
    aSegments.withUnsafeBufferPointer { aSegments in
      bSegments.withUnsafeBufferPointer { bSegments in
        var sum = kn_product(
          segments: aSegments.count, a_segment: aSegments.baseAddress, b_segment: bSegments.baseAddress,
          depth: depth, a_step: aStep, b_step: bStep, b_panel: bPanel)
        var epilogue = epilogue
        kn_product(&sum, rows, aRows, cRows, columns / KN_PANEL, a, b, c, &epilogue)
      }
    }
  }
}

extension kn_epilogue {
  package static var store: kn_epilogue { kn_epilogue(accumulate: 0, bias: nil, residual: nil, relu: 0) }
  package static var add: kn_epilogue { kn_epilogue(accumulate: 1, bias: nil, residual: nil, relu: 0) }

  /// The epilogue for a part of C that begins `offset` floats later.
  func moved(by offset: Int) -> kn_epilogue {
    var moved = self
    moved.residual = residual.map { $0 + offset }
    return moved
  }
}
