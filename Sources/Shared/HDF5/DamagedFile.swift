internal import CFaults

/// Calls libhdf5 for what a file holds. Where the file is damaged so that libhdf5 itself crashes, the
/// process ends with a message about `subject` and EX_DATAERR.
func readingHDF5<R>(_ subject: String, _ body: () throws -> R) rethrows -> R {
  try subject.withCString { subject in
    let previous = kn_faults_expect(subject)
    defer { _ = kn_faults_expect(previous) }
    return try body()
  }
}
