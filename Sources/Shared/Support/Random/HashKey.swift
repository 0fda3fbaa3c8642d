/// Keys of hash tables of our own.
package enum HashKey {
  /// An odd number that no input can foresee, so that none can be made to collide; it is Swift's own for the process, and
  /// so the same every time where SWIFT_DETERMINISTIC_HASHING asks for that.
  package static func unpredictable() -> UInt64 { UInt64(bitPattern: Int64(Hasher().finalize())) | 1 }
}
