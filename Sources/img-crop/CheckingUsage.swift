import ArgumentParser
internal import Support

/// What a reader of option values says of them, as the parser of the command line wants it.
func checkingUsage(_ body: () throws -> Void) throws {
  do { try body() } catch let failure as Failure { throw ValidationError(failure.message) }
}
