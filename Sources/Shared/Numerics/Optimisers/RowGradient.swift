/// The gradient of a table of which a step reaches some rows only: just those, so that neither memory nor time
/// grows with the table. A step names the rows that it will reach, asks for zeros, then adds.
package final class RowGradient: @unchecked Sendable {
  package let parameter: Parameter
  /// Rows of the table that the step reaches, each once, in the order in which they were named.
  package private(set) var rows: [Int32] = []
  /// By row of the table: its place in `rows`, or −1.
  private var places: [Int32]
  private var values = Tensor([0])
  package let width: Int

  /// - Parameter parameter: [rows, width]
  package init(_ parameter: Parameter) {
    self.parameter = parameter
    width = parameter.value.shape[1]
    places = [Int32](repeating: -1, count: parameter.value.shape[0])
  }

  /// Begins a step that reaches nothing yet.
  package func clear() {
    for row in rows { places[Int(row)] = -1 }
    rows.removeAll(keepingCapacity: true)
  }

  /// Names rows that the step reaches; those named before keep their places.
  package func reach(_ more: some Sequence<Int32>) {
    for row in more where places[Int(row)] < 0 {
      places[Int(row)] = Int32(rows.count)
      rows.append(row)
    }
  }

  /// Makes the gradient 0 in every row that was named.
  package func zero() { buffer.update(repeating: 0) }

  /// Where the gradient of a row that was named begins among those of all, until rows are named again.
  package func place(of row: Int32) -> Int {
    let place = places[Int(row)]
    precondition(place >= 0, "a row that the step reaches")
    return Int(place) * width
  }

  /// The gradient of a row that was named, `width` floats, until rows are named again.
  package subscript(row: Int32) -> UnsafeMutablePointer<Float> { values.pointer + place(of: row) }

  /// Room for the gradients of all rows that were named, [rows, width].
  package var buffer: UnsafeMutableBufferPointer<Float> {
    let count = rows.count * width
    if values.count < count { values = Tensor([max(count, 2 * values.count)]) }
    return UnsafeMutableBufferPointer(start: values.pointer, count: count)
  }

  /// The gradients of all rows that were named, [rows, width].
  var pointer: UnsafeMutablePointer<Float> { values.pointer }
}
