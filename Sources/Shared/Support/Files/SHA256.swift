internal import CCrypto

/// SHA-256 of a stream of bytes (libcrypto, which uses the processor's SHA instructions).
package struct SHA256: ~Copyable {
  private let state: OpaquePointer

  /// libcrypto's own cleaning up at exit would pull the rug from under a thread that is still at work.
  private static let isPrepared = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)

  package init() throws {
    _ = Self.isPrepared
    guard let state = EVP_MD_CTX_new() else { throw Failure(.system, nil, "no memory for a digest") }
    self.state = state
    EVP_DigestInit_ex(state, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(state) }

  package func update(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(state, bytes.baseAddress, bytes.count)
  }

  /// The digest of some bytes, in lower-case hexadecimal.
  package static func hexadecimal(of bytes: [UInt8]) throws -> String {
    let hash = try SHA256()
    bytes.withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }

  /// The digest in lower-case hexadecimal.
  package consuming func finish() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(state, &digest, nil)
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
