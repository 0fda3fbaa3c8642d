import Testing

/// A chroot or a build sandbox may have no /proc, where Swift looks for the command line and libdispatch for its threads.
@Suite(.enabled(if: HiddenProc.isPermitted, "unshare(1) may hide /proc here")) struct NoProcTests {
  @Test(arguments: Shell.tools)
  func argumentsAreHeeded(tool: String) throws {
    let version = try Shell.run("\(HiddenProc.run) \(tool) --version")
    #expect(version.status == 0 && version.output.hasPrefix("\(tool) (knowcl)"), "\(version.error)")
    let help = try Shell.run("\(HiddenProc.run) \(tool) --help")
    #expect(help.status == 0 && help.output.hasPrefix("OVERVIEW: "), "\(help.error)")
  }

  /// libdispatch looks at its threads once a second: the work takes a few.
  @Test func longWorkHasTheSameBytesAsWithProc() throws {
    try TinyCity.with { shell in
      let work = "kg-embed kg.h5 --epochs 500 --threads 4 -q -o"
      let result = try shell.run("\(HiddenProc.run) \(work) hidden.h5")
      #expect(result.status == 0, "\(result.status): \(result.error)")
      #expect(try shell.run("\(work) seen.h5 && cmp seen.h5 hidden.h5").status == 0)
    }
  }
}

/// A line of shell that runs a command without /proc.
enum HiddenProc {
  static let run = "unshare --map-root-user --mount sh -c 'mount -t tmpfs none /proc && exec \"$@\"' sh"
  static let isPermitted = (try? Shell.run("\(run) test ! -e /proc/self").status) == 0
}
