/// The one error type of the package: what is wrong, with which file, and the exit status it means.
///
/// Reported as `tool: subject: message` on one line. Status codes follow sysexits.h, which stays
/// clear of the codes that shells and `timeout` use.
package struct Failure: Error, CustomStringConvertible, Equatable {
  /// A sysexits.h class of failure.
  package enum Kind: Int32, Sendable {
    /// EX_USAGE: the command line is wrong.
    case usage = 64
    /// EX_DATAERR: an input's content is wrong.
    case data = 65
    /// EX_NOINPUT: an input is missing or unreadable.
    case noInput = 66
    /// EX_SOFTWARE: an internal check failed, a fault of ours.
    case software = 70
    /// EX_OSERR: the system refused a resource.
    case system = 71
    /// EX_CANTCREAT: an output cannot be created.
    case cannotCreate = 73
    /// EX_IOERR: reading or writing failed half-way.
    case io = 74
    /// EX_TEMPFAIL: something that was there has gone or is silent; another try may go through.
    case temporary = 75
  }

  package let kind: Kind
  /// The file (and dataset or line) concerned, if any: `kg.h5: /triple`, `t.tsv: line 3`.
  package let subject: String?
  package let message: String

  package init(_ kind: Kind, _ subject: String?, _ message: String) {
    self.kind = kind
    self.subject = subject
    self.message = message
  }

  package static func usage(_ message: String) -> Failure { Failure(.usage, nil, message) }
  package static func data(_ subject: String?, _ message: String) -> Failure {
    Failure(.data, subject, message)
  }

  /// `subject: message` on one line, as a terminal may show it and short enough to be read, whatever a file brought
  /// into it.
  package var description: String {
    let message = message.printable(bytes: String.lineBytes)
    return subject.map { "\($0.printable(bytes: String.lineBytes)): \(message)" } ?? message
  }
}
