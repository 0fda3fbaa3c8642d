#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension Failure {
  /// A failure of a system call, with the system's own words for `errno`.
  package static func errno(_ kind: Kind, _ subject: String?, _ doing: String) -> Failure {
    let code = systemErrno()
    let reason = String(cString: strerror(code))
    let means: Kind =
      switch code {
      case ENOENT where kind == .io: .noInput
      // It is the process that may have no more, whatever it wanted.
      case ENOMEM, EMFILE, ENFILE: .system
      default: kind
      }
    return Failure(means, subject, "\(doing): \(reason)")
  }
}

/// `errno` of the calling thread.
func systemErrno() -> Int32 {
  #if canImport(Glibc)
    Glibc.errno
  #else
    Darwin.errno
  #endif
}
