internal import FuzzTargets
internal import LibFuzzer
internal import Support

/// The target that this process runs.
enum Driven {
  // Chosen once, before libFuzzer starts; it calls from one thread.
  nonisolated(unsafe) private static var target = FuzzTarget.damagedFiles

  static var names: [String] { FuzzTarget.all.map(\.name) + [FuzzTarget.damagedFiles.name] }

  /// - Returns: false where there is no target of that name.
  static func choose(_ name: String) -> Bool {
    guard names.contains(name) else { return false }
    if let named = FuzzTarget.named(name) {
      target = named
    } else {
      // What is made ready once need not be made in every child.
      for (_, bytes) in FuzzTarget.wholeFiles { runHere(bytes) }
    }
    return true
  }

  /// Runs the target; a wrong refusal is a crash, which libFuzzer keeps.
  static func run(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    let input = Array(UnsafeBufferPointer(start: bytes, count: size))
    if target.name == FuzzTarget.damagedFiles.name {
      runInChild(input)
    } else {
      runHere(input)
    }
    return 0
  }

  private static func runHere(_ input: [UInt8]) {
    do { try target.run(input) } catch { fatalError("\(error)") }
  }

  private static func runInChild(_ input: [UInt8]) {
    let status = withUnsafePointer(to: input) { pointer in
      fz_in_child(
        { Driven.runHere($0!.assumingMemoryBound(to: [UInt8].self).pointee) }, .init(mutating: pointer))
    }
    let damaged = Failure.Kind.data.rawValue
    guard status == 0 || status == damaged else {
      fatalError("ends with \(status), where 0 and \(damaged) are expected")
    }
  }

  /// Checksums stay wrong now and then, so that what finds that is tried as well.
  static func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ size: Int, _ room: Int, _ seed: UInt32) -> Int {
    let size = LLVMFuzzerMutate(bytes, size, room)
    guard seed % 8 > 0 else { return size }
    var input = Array(UnsafeBufferPointer(start: bytes, count: size))
    target.mend(&input)
    for index in 0..<min(size, input.count) { bytes[index] = input[index] }
    return size
  }
}

/// libFuzzer takes a function of this name for its own mutations'.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ size: Int, _ room: Int, _ seed: UInt32) -> Int {
  Driven.mutate(bytes, size, room, seed)
}
