internal import CFaults

/// Removes what lies at a path should this process end before this does, also by kill -9. Where that cannot be seen to,
/// what is left stays.
struct Caretaker: ~Copyable {
  private let process: kn_caretaker

  /// - Parameter path: of a temporary file or directory that has a name.
  init(of path: String) { process = kn_caretaker_start(path) }

  deinit { kn_caretaker_end(process) }
}
