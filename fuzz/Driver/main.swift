internal import Foundation
internal import FuzzTargets
internal import LibFuzzer
internal import Support

// The program runs the target that it is called by, with libFuzzer's options and folders of inputs. Under its own name it
// says which there are, or makes what inputs begin with:
//   fuzz --list
//   fuzz --unpack FIXTURE.h5 DIRECTORY    files that a fixture of the tests holds
//   fuzz --bases DIRECTORY                whole HDF5 files

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "--list":
  for name in Driven.names { print(name) }
case "--unpack" where arguments.count == 4:
  try Seeds.unpack(arguments[2], into: arguments[3])
case "--bases" where arguments.count == 3:
  try Seeds.writeBases(into: arguments[2])
default:
  // Swift's own account of a crash is longer in the making than anyone waits; it asks before `main` whether it is wanted.
  if getenv("SWIFT_BACKTRACE") == nil {
    setenv("SWIFT_BACKTRACE", "enable=no", 1)
    execv("/proc/self/exe", CommandLine.unsafeArgv)
  }
  guard Driven.choose(FilePath.name(arguments[0])) else {
    StandardError.write("fuzz: call it by the name of a target: \(Driven.names.joined(separator: ", "))\n")
    exit(64)
  }
  var count = CommandLine.argc
  var values = Optional(CommandLine.unsafeArgv)
  exit(LLVMFuzzerRunDriver(&count, &values) { Driven.run($0, $1) })
}
