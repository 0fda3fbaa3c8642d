/// A sum in double precision whose rounding errors are summed beside it (Neumaier 1974).
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  init(_ values: some Sequence<Double>) {
    for value in values {
      let next = sum + value
      lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
      sum = next
    }
  }

  var value: Double { sum + lost }
}
