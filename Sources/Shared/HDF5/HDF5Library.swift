internal import CHDF5
internal import Support
package import Synchronization

/// The linked libhdf5.
package enum HDF5Library {
  /// `1.10.8` and the like.
  package static var version: String {
    prepare()
    var major: UInt32 = 0
    var minor: UInt32 = 0
    var release: UInt32 = 0
    H5get_libversion(&major, &minor, &release)
    return "\(major).\(minor).\(release)"
  }

  /// Set by tools, which end soon: inputs then stay open. libhdf5 1.10 can loop for ever when it closes a
  /// damaged file, and the process's end closes it as well.
  package static let keepsInputsOpen = Atomic<Bool>(false)

  static func closeInput(_ id: hid_t) -> herr_t {
    keepsInputsOpen.load(ordering: .relaxed) ? 0 : H5Fclose(id)
  }

  /// Opens the library and stops it from printing its error stack; errors are thrown instead.
  /// A thread-safe libhdf5 keeps that setting for each thread, hence with every file.
  static func prepare() {
    // Every handle closes itself. At exit libhdf5 1.10 would visit files that it could not close, such as
    // one on a full disk, and crash on their remains.
    H5dont_atexit()
    H5open()
    _ = kn_H5E_silence()
    _ = selfContained
  }

  /// A file is what it holds: links into other files lead nowhere, and no plug-in is loaded for a filter that it
  /// names.
  private static let selfContained: Void = {
    H5Lunregister(H5L_TYPE_EXTERNAL)
    H5PLset_loading_state(0)
    H5Eclear2(kn_H5E_DEFAULT())
  }()

  /// The innermost message of libhdf5's error stack, which is the real reason.
  static func lastReason() -> String {
    var reason = "HDF5 gave no reason"
    withUnsafeMutablePointer(to: &reason) { pointer in
      _ = H5Ewalk2(
        kn_H5E_DEFAULT(), H5E_WALK_UPWARD,
        { depth, error, context in
          guard depth == 0, let error, let context, let text = error.pointee.desc else { return 0 }
          context.assumingMemoryBound(to: String.self).pointee = String(cString: text)
          return 0
        }, pointer)
    }
    H5Eclear2(kn_H5E_DEFAULT())
    return withoutInternals(reason) + hint(reason)
  }

  /// Files of `libver='latest'` use what this libhdf5 does not know yet.
  private static func hint(_ reason: String) -> String {
    guard reason.contains("version number") || reason.contains("superblock version") else { return "" }
    return
      "; it may be of a newer HDF5 than \(version): write it with libver='v108' and no filter but gzip, or pass it through h5repack"
  }

  /// Messages of failed reads and writes go on with the time, addresses and `error message = '…'`: the
  /// first words and the system's message are what matters.
  private static func withoutInternals(_ reason: String) -> String {
    guard let end = reason.firstRange(of: ": time = ") else { return reason }
    let words = reason[..<end.lowerBound]
    guard let start = reason.firstRange(of: "error message = '"),
      let close = reason[start.upperBound...].firstIndex(of: "'")
    else { return String(words) }
    return "\(words): \(reason[start.upperBound..<close])"
  }
}

/// An HDF5 identifier that is closed exactly once.
struct HDF5Handle: ~Copyable {
  let id: hid_t
  private let closer: (hid_t) -> herr_t
  private let subject: String
  /// Whether closing it looks at what may be damaged.
  private let reads: Bool
  private let failures: FailedCloses?

  /// - Throws: `Failure` with libhdf5's reason when `id` is negative.
  init(
    _ id: @autoclosure () -> hid_t, _ closer: @escaping (hid_t) -> herr_t, _ kind: Failure.Kind,
    _ subject: String, _ doing: @autoclosure () -> String, failures: FailedCloses? = nil
  ) throws {
    self.failures = failures
    self.id = try hdf5Check(id(), kind, subject, doing())
    self.closer = closer
    self.subject = subject
    reads = kind == .data || kind == .software
  }

  /// Closing is when libhdf5 writes much of what it was given; `HDF5File.close` tells of what failed here.
  deinit {
    let status = reads ? readingHDF5(subject) { closer(id) } : closer(id)
    if status < 0 { failures?.add(subject, HDF5Library.lastReason()) }
  }
}

/// Checks the status of a libhdf5 call; one that can fail with EX_DATAERR reads a file that may be damaged.
/// - Parameter elements: that it transfers, which may take their time.
@discardableResult
func hdf5Check<T: SignedInteger>(
  _ call: @autoclosure () -> T, _ kind: Failure.Kind, _ subject: String, elements: Int = 0,
  _ doing: @autoclosure () -> String
) throws -> T {
  let status = kind == .data ? readingHDF5(subject, elements: elements, call) : call()
  guard status >= 0 else { throw Failure(kind, subject, "\(doing()): \(HDF5Library.lastReason())") }
  return status
}
