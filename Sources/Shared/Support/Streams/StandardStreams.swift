internal import CFaults

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Standard output for results: every write and the close are checked, so that a full disk behind a
/// redirection is an error and not silence. A closed pipe ends the process through SIGPIPE.
package enum StandardOutput {
  package static func write(_ text: String) throws {
    var text = text
    try text.withUTF8 { try writeAll(UnsafeRawBufferPointer($0), to: STDOUT_FILENO, name: "standard output") }
  }

  package static func close() throws {
    // EBADF: the caller started us with standard output closed, and nothing was written to it.
    if systemClose(STDOUT_FILENO) != 0 && systemErrno() != EBADF {
      throw Failure.errno(.io, "standard output", "cannot write")
    }
  }

  /// Refuses to send binary data to a person's screen.
  package static func refuseTerminal(_ what: String) throws {
    if isatty(STDOUT_FILENO) == 1 {
      throw Failure.usage(
        "will not write \(what) to a terminal; give -o FILE, or redirect or pipe standard output")
    }
  }
}

/// Standard error for words. Failing to write there is not worth failing for.
package enum StandardError {
  package static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      try? writeAll(UnsafeRawBufferPointer(bytes), to: kn_faults_messages(), name: "standard error")
    }
  }
}

/// Fills the standard descriptors that the caller left closed, so that no file of ours gets their numbers
/// and results cannot end up in it. They are opened the wrong way round: using one is still an error.
package func reserveStandardDescriptors() {
  for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
  where fcntl(descriptor, F_GETFD) < 0 {
    // The lowest free number is the one that is missing.
    _ = open("/dev/null", mode)
  }
}

/// Writes every byte, restarting after partial writes and interruptions.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, name: String) throws {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
    if count < 0 {
      if systemErrno() == EINTR { continue }
      throw Failure.errno(.io, name, "cannot write")
    }
    rest = rest.dropFirst(count)
  }
}

private func systemClose(_ descriptor: Int32) -> Int32 {
  #if canImport(Glibc)
    Glibc.close(descriptor)
  #else
    Darwin.close(descriptor)
  #endif
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  #if canImport(Glibc)
    Glibc.write(descriptor, bytes.baseAddress, bytes.count)
  #else
    Darwin.write(descriptor, bytes.baseAddress, bytes.count)
  #endif
}
