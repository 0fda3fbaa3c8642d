internal import CFaults

/// Calls libhdf5 for what a file holds. Where the file is damaged so that libhdf5 itself crashes, or never
/// comes to an end, the process ends with a message about `subject` and EX_DATAERR.
/// - Parameter elements: that are read; each may take 10 µs, and any call 4 seconds.
func readingHDF5<R>(_ subject: String, elements: Int = 0, _ body: () throws -> R) rethrows -> R {
  try subject.withCString { subject in
    let previous = kn_faults_expect(subject, 4 + elements / 100_000)
    defer { _ = kn_faults_expect(previous, 4) }
    return try body()
  }
}
