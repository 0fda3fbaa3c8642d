import Testing

@Suite struct HelpTests {
  @Test(arguments: Shell.tools)
  func versionNamesTheLibraries(tool: String) throws {
    let result = try Shell.run("\(tool) --version")
    #expect(result.status == 0)
    #expect(result.output.contains("\(tool) (knowcl)") && result.output.contains("HDF5"))
  }

  @Test func usageErrorsAreOneLineAndCode64() throws {
    let result = try Shell.run("kg-build --no-such-option")
    #expect(result.status == 64)
    #expect(result.error.hasPrefix("kg-build: "))
  }
}
