import Foundation
internal import TestSupport
import Testing

/// make … CLUSTER=slurm beside an srun of Tests/Cluster/fakes, which fails as it is told to. With a real Slurm the
/// same is done by `make test-cluster`.
@Suite struct ClusterTests {
  /// A pipeline of two recipes, one of which calls a program of the table of demands, and its programs.
  private static func withPipeline(
    recipe: String = "kg-build --threads $(THREADS) -o $@", _ body: (Shell) throws -> Void
  ) throws {
    let shell = try Shell()
    defer { shell.remove() }
    try shell.write(
      """
      all: $(OUT)/sum
      include pipelines/common.mk
      $(OUT)/raw: | $(OUT)
      \techo raw > $@
      $(OUT)/kg.h5: $(OUT)/raw
      \t\(recipe)
      $(OUT)/sum: $(OUT)/kg.h5
      \tawk '{ print "sum of", $$0 }' $< > $@
      """, to: "pipeline.mk")
    try shell.write("#!/bin/sh\necho \"$@\"\nsleep 0.1\necho \"$@\" > out/kg.h5\n", to: "kg-build")
    let result = try shell.run(
      "mkdir fakes && touch fakes/plan && chmod +x kg-build && ln -s \(root)/pipelines .")
    try #require(result.status == 0, "\(result.error)")
    try body(shell)
  }

  private static let root = Repository.root.path

  /// - Parameter plan: what becomes of each call of srun.
  private static func make(_ shell: Shell, plan: [String] = [], _ words: String = "") throws -> Shell.Result {
    try shell.write(plan.map { $0 + "\n" }.joined(), to: "fakes/plan")
    return try shell.run(
      """
      export FAKES=$PWD/fakes PATH=$PWD:\(root)/Tests/Cluster/fakes:$PATH
      make -f pipeline.mk OUT=out CLUSTER=slurm \(words)
      """)
  }

  /// The options of each call of srun.
  private static func calls(_ shell: Shell) throws -> [[String]] {
    guard let text = try? shell.read("fakes/calls") else { return [] }
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
  }

  private static func expectNothingIsLeftBeside(_ names: [String], _ shell: Shell) throws {
    #expect(try shell.run("ls -A out").output.split(separator: "\n").map(String.init) == names)
  }

  @Test func aRecipeIsAStepWithTheDemandsOfItsProgram() throws {
    try Self.withPipeline { shell in
      let result = try Self.make(shell, "SLURM_FLAGS='--partition=short --account=city'")
      #expect(result.status == 0, "\(result.error)")
      let calls = try Self.calls(shell)
      // The others call none.
      try #require(calls.count == 1)
      for option in [
        "--cpus-per-task=2", "--mem=4000M", "--time=60", "--ntasks=1", "--nodes=1", "--job-name=kg.h5",
        "--partition=short", "--account=city",
      ] {
        #expect(calls[0].contains(option), "\(option)")
      }
      #expect(try shell.read("out/sum") == Data("sum of --threads 2 -o out/kg.h5\n".utf8))
      try Self.expectNothingIsLeftBeside(["kg.h5", "raw", "sum"], shell)
    }
  }

  @Test func aRecipeOfSeveralProgramsAsksForTheMostOfEach() throws {
    try Self.withPipeline(recipe: "(kg-build 'x' ); : bin/cl-train | cat; : x-img-embed img-embed.h5") {
      shell in
      try shell.write("kg-build 1 900 20\n# more\n cl-train 3 50 5\nimg-embed 9 9000 90\n", to: "demands")
      #expect(try Self.make(shell, "DEMANDS=demands").status == 0)
      let call = try #require(try Self.calls(shell).first)
      #expect(Set(["--cpus-per-task=3", "--mem=900M", "--time=20"]).isSubset(of: call), "\(call)")
    }
  }

  @Test(arguments: ["lost", "shutdown", "launch"])
  func aRecipeWhoseNodeIsLostIsBegunAgainOnAnother(fate: String) throws {
    try Self.withPipeline { shell in
      let result = try Self.make(shell, plan: [fate, fate])
      #expect(result.status == 0, "\(result.error)")
      let excluded = try Self.calls(shell).map { $0.first { $0.hasPrefix("--exclude=") } }
      #expect(excluded == [nil, "--exclude=n1", "--exclude=n1,n2"])
      let words = fate == "launch" ? "it did not start on node n1" : "lost with node n1"
      #expect(result.error.contains("slurm: out/kg.h5: \(words); once more on another\n"), "\(result.error)")
      try Self.expectNothingIsLeftBeside(["kg.h5", "raw", "sum"], shell)
    }
  }

  @Test func itIsBegunThriceAtMost() throws {
    try Self.withPipeline { shell in
      let result = try Self.make(shell, plan: ["lost", "launch", "lost", "lost"])
      #expect(result.status == 2 && result.error.contains("lost with node n3; given up after 3 tries\n"))
      #expect(result.error.contains("out/kg.h5] Error 75"), "\(result.error)")
      try Self.expectNothingIsLeftBeside(["raw"], shell)
    }
  }

  @Test func whatFailsByItselfIsNotBegunAgain() throws {
    try Self.withPipeline(recipe: "kg-build | head -n 1 > $@; exit 65") { shell in
      let result = try Self.make(shell)
      #expect(result.status == 2 && result.error.contains("out/kg.h5] Error 65"), "\(result.error)")
      #expect(!result.error.contains("slurm: "))
      #expect(try Self.calls(shell).count == 1)
      try Self.expectNothingIsLeftBeside(["raw"], shell)
    }
  }

  @Test func whatSlurmDoesNotTakeIsNotOfferedAgain() throws {
    try Self.withPipeline { shell in
      let result = try Self.make(shell, plan: ["reject"])
      #expect(result.status == 2 && result.error.contains("Requested node configuration"), "\(result.error)")
      #expect(try Self.calls(shell).count == 1)
    }
  }

  @Test(arguments: [
    ("slow", "COMPLETING", "it took longer than 60 minutes"),
    ("killed", "TIMEOUT", "it took longer than 60 minutes"),
    ("killed", "OUT_OF_MEMORY", "it took more than 4000 MiB"),
    ("killed", "CANCELLED", "it was cancelled"),
  ])
  func whatSlurmEndsForAReasonIsNotBegunAgain(fate: String, state: String, words: String) throws {
    try Self.withPipeline { shell in
      try shell.write(state + "\n", to: "fakes/state")
      let result = try Self.make(shell, plan: [fate])
      #expect(result.status == 2 && result.error.contains("slurm: out/kg.h5: \(words)"), "\(result.error)")
      #expect(try Self.calls(shell).count == 1)
    }
  }

  @Test func aFileThatIsSeenLateIsWaitedFor() throws {
    try Self.withPipeline { shell in
      let result = try Self.make(shell, plan: ["late"])
      #expect(result.status == 0, "\(result.error)")
      try Self.expectNothingIsLeftBeside(["kg.h5", "raw", "sum"], shell)
    }
  }

  @Test func aFileThatIsNeverSeenIsSaidToBe() throws {
    try Self.withPipeline { shell in
      let result = try Self.make(shell, plan: ["unseen"], "VISIBLE_WITHIN=1")
      #expect(result.status == 2, "\(result.error)")
      #expect(
        result.error.contains("n1 has written out/kg.h5, which is not seen here after 1 s"), "\(result.error)"
      )
    }
  }

  @Test func aNodeThatDoesNotSeeTheInputsIsLeftAlone() throws {
    try Self.withPipeline { shell in
      let result = try Self.make(shell, plan: ["blind"], "VISIBLE_WITHIN=1")
      #expect(result.status == 0, "\(result.error)")
      #expect(result.error.contains("n1 does not see out/raw as it is here"), "\(result.error)")
      #expect(try Self.calls(shell).last?.contains("--exclude=n1") == true)
    }
  }

  @Test func aStepEndsWhenMakeIsStopped() throws {
    try Self.withPipeline { shell in
      try shell.write("hang\n", to: "fakes/plan")
      let result = try shell.run(
        """
        export FAKES=$PWD/fakes PATH=$PWD:\(Self.root)/Tests/Cluster/fakes:$PATH
        make -f pipeline.mk OUT=out CLUSTER=slurm & make=$!
        until [ -f fakes/hanging ]; do sleep 0.05; done
        kill $make
        wait $make
        """)
      #expect(result.status == 143 || result.status == 2, "\(result.status) \(result.error)")
      #expect(try shell.read("fakes/cancelled") == Data("scancel --signal=TERM 1.0\n".utf8))
      try Self.expectNothingIsLeftBeside(["raw"], shell)
    }
  }

  @Test(arguments: ["kg-build 2 4G 60", "kg-build 2 4000"])
  func aTableOfDemandsThatIsNoneIsRefused(row: String) throws {
    try Self.withPipeline { shell in
      try shell.write("# program\n\(row)\n", to: "demands")
      let result = try Self.make(shell, "DEMANDS=demands")
      #expect(result.status == 2 && result.error.contains("demands: line 2: must be"), "\(result.error)")
      #expect(try Self.calls(shell).isEmpty)
    }
  }

  @Test func otherClustersAreNotKnown() throws {
    try Self.withPipeline { shell in
      let result = try shell.run(
        "make -f pipeline.mk OUT=out CLUSTER=moon; make -n -f pipeline.mk OUT=out CLUSTER=")
      #expect(result.error.contains("CLUSTER=moon is not known; slurm is"), "\(result.error)")
      // Nor is a variable of the environment meant.
      let alone = try shell.run("CLUSTER=moon PATH=$PWD:$PATH make -f pipeline.mk OUT=out THREADS=3")
      #expect(alone.status == 0, "\(alone.error)")
    }
  }

  @Test func everyToolHasDemands() throws {
    let table = try String(
      contentsOf: Repository.root.appendingPathComponent("pipelines/cluster/demands"), encoding: .utf8)
    let programs = table.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap {
      $0.split(separator: " ").first
    }
    // The others call it; no recipe does.
    #expect(Set(Shell.tools).subtracting(programs.map(String.init)) == ["geo-read"])
  }

  /// What is run is the same but for the number of threads.
  @Test(arguments: ["demo.mk", "robustness.mk", "robustness.mk KIND=sv"])
  func aPipelineOfOneMachineIsThatOfACluster(pipeline: String) throws {
    let result = try Shell.run(
      """
      cd \(Self.root) && plan() { make -n -f pipelines/\(pipeline) OUT=/nowhere "$@"; } &&
      diff <(plan THREADS='${SLURM_CPUS_PER_TASK:-1}') <(plan CLUSTER=slurm) && plan CLUSTER=slurm | grep -c SLURM
      """.replacing("THREADS='$", with: "THREADS='$$"))
    #expect(
      result.status == 0 && (Int(result.output.dropLast()) ?? 0) > 5, "\(result.output) \(result.error)")
  }
}
