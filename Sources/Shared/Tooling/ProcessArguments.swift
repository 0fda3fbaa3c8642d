internal import CArguments
internal import Support

/// The command line, read from the process itself and so right without /proc, unlike `CommandLine.arguments`.
enum ProcessArguments {
  /// What follows the program's name.
  static var operands: [String] {
    (1..<max(1, Int(kn_argument_count()))).compactMap { kn_arguments()[$0].map { String(fileName: $0) } }
  }
}
