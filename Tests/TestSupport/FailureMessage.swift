internal import Support

/// The status and the line of the failure that `body` ends in.
package func failureMessage(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no failure"
  } catch let failure as Failure {
    return "\(failure.kind.rawValue) \(failure)"
  } catch { return "\(error)" }
}
