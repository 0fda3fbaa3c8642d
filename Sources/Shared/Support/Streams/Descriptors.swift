#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The numbers of open files that a process may have.
package enum Descriptors {
  /// What libdispatch, a helper and a handful of files take.
  private static let needed = 32
  /// With fewer allowed it is worth a look; what is usual.
  private static let (few, usual) = (rlim_t(128), rlim_t(1024))

  /// Makes sure that there are enough, raising the limit as far as that is ours: libdispatch traps without.
  /// - Throws: `Failure` (EX_OSERR) where there are not.
  package static func require() throws {
    var limit = rlimit()
    getrlimit(openFiles, &limit)
    guard limit.rlim_cur < few else { return }
    let allowed = limit.rlim_cur
    limit.rlim_cur = min(limit.rlim_max, usual)
    setrlimit(openFiles, &limit)
    var taken: [Int32] = []
    defer { for descriptor in taken { close(descriptor) } }
    while taken.count < needed {
      let descriptor = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
      guard descriptor >= 0 else {
        throw Failure(
          .system, nil,
          "no more than \(allowed) files may be open, where \(needed) are needed; ulimit -n \(usual) is usual"
        )
      }
      taken.append(descriptor)
    }
  }
}

#if canImport(Glibc)
  private let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
#else
  private let openFiles = RLIMIT_NOFILE
#endif
