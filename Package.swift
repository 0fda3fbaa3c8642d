// swift-tools-version: 6.2
import PackageDescription

/// libFuzzer's library, by which `make fuzz` builds all with its eyes in, in a folder of its own; else nil.
let fuzzer = Context.environment["KNOWCL_FUZZER"]

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  // What rooms share has `package` access, which is not specialised or inlined across modules otherwise.
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
  .unsafeFlags(fuzzer == nil ? [] : ["-sanitize=fuzzer"]),
]

/// Swift traps on what is undefined in C. How deep the stack was depends on where the system put it, and is left out so that
/// a seed means the same inputs everywhere.
let watched =
  fuzzer == nil
  ? []
  : [
    "-fsanitize=fuzzer-no-link,undefined", "-fno-sanitize-coverage=stack-depth",
    "-fno-sanitize-recover=undefined", "-g",
  ]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

/// Sources/<name>: a C library of the system, found by pkg-config.
func library(_ name: String, pkgConfig: String, debian package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// Sources/Shared/<name>: a part of what the tools share, and all that it may import.
func room(_ name: String, _ imports: Target.Dependency...) -> Target {
  .target(
    name: name, dependencies: imports, path: "Sources/Shared/\(name)", exclude: ["README.md"],
    swiftSettings: settings)
}

/// Sources/<name>: one thin command; the target's name is the binary's.
func tool(_ name: String, _ imports: Target.Dependency...) -> Target {
  .executableTarget(
    name: name, dependencies: imports + ["Tooling", "Support", argumentParser], swiftSettings: settings)
}

/// Tests/<name>Tests: the tests of one room, which may use what it may use.
func tests(_ name: String, _ imports: Target.Dependency...) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: imports + ["TestSupport", "Support"],
    swiftSettings: settings)
}

let libraries = [
  library("CHDF5", pkgConfig: "hdf5", debian: "libhdf5-dev"),
  library("COpenBLAS", pkgConfig: "openblas", debian: "libopenblas-dev"),
  library("CPNG", pkgConfig: "libpng", debian: "libpng-dev"),
  library("CJPEG", pkgConfig: "libjpeg", debian: "libjpeg62-turbo-dev"),
  library("CWebP", pkgConfig: "libwebp", debian: "libwebp-dev"),
  library("CTIFF", pkgConfig: "libtiff-4", debian: "libtiff-dev"),
  library("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
  library("CDeflate", pkgConfig: "libdeflate", debian: "libdeflate-dev"),
  library("CCrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
  library("CGEOS", pkgConfig: "geos", debian: "libgeos-dev"),
  library("CGDAL", pkgConfig: "gdal", debian: "libgdal-dev"),
  library("COpenMPI", pkgConfig: "ompi-c", debian: "libopenmpi-dev"),
]

let kernels: [Target] = [
  // libpng and libjpeg report errors through longjmp, which must stay in C.
  .target(
    name: "CImage", dependencies: ["CPNG", "CJPEG", "CWebP", "CTIFF"],
    cSettings: [.unsafeFlags(watched)]),
  // Plain loops compiled once per instruction set (see per_isa.h); optimised in debug builds too. Multiplications and
  // additions are fused only where the code says so, so that every instruction set gives the same bits.
  .target(
    name: "CKernels",
    cSettings: [.unsafeFlags(["-O3", "-fno-math-errno", "-ffp-contract=off"] + watched)]),
  // Swift reads the command line from /proc, which need not be there.
  .target(name: "CArguments"),
  // A signal handler may do too little to be written in Swift.
  .target(name: "CFaults"),
  // Nothing without the trait MPI.
  .target(
    name: "CMPI", dependencies: [.target(name: "COpenMPI", condition: .when(traits: ["MPI"]))],
    cSettings: [.define("KNOWCL_MPI", .when(traits: ["MPI"]))]),
]

// Data flows one way: a room imports rooms above it alone.
let rooms = [
  room("Support", "CCrypto", "CFaults", "CZlib", "CKernels"),
  room("Statistics", "Support"),
  room("Ranks", "Support"),
  // Only the tools that train import it.
  room("MPIRanks", "Support", "Ranks", "CMPI"),
  room("HDF5", "Support", "CHDF5", "CDeflate", "CFaults", "CKernels"),
  room("Tables", "Support", "CKernels"),
  room("Numerics", "Support", "COpenBLAS", "CKernels"),
  room("Geography", "Support", "Tables", "CGEOS", logging),
  room("Schemas", "Support", "HDF5"),
  room("Images", "Support", "HDF5", "Tables", "Schemas", "CImage", "CKernels"),
  room("Weights", "Support", "HDF5", "Tables", "Schemas", "CZlib"),
  room("Graphs", "Support", "Tables", "Schemas", "CKernels"),
  room("Relations", "Support", "Tables", "Numerics", "Geography", "Schemas", "Graphs", logging),
  room("Networks", "Support", "Ranks", "Numerics", "Schemas", "CKernels"),
  room("GraphNetworks", "Support", "Ranks", "HDF5", "Numerics", "Schemas", "Weights", "Networks", "CKernels"),
  room("Prediction", "Support", "HDF5", "Tables", "Numerics", "Schemas", "Networks", "CKernels"),
  room(
    "Evaluation", "Support", "Statistics", "HDF5", "Tables", "Numerics", "Schemas", "Prediction", "CKernels"),
  room("Reports", "Support", "Statistics", "Tables", "Geography"),
  room(
    "ContrastiveTraining", "Support", "Ranks", "HDF5", "Numerics", "Schemas", "Images", "Weights", "Networks",
    "GraphNetworks", "CKernels"),
  room(
    "Segmentation", "Support", "HDF5", "Numerics", "Schemas", "Images", "Networks", "CKernels"),
  room("CitySimulation", "Support", "Geography", "Images", "CDeflate", "CKernels"),
  // Only img-crop and geo-read import what follows of GDAL.
  room("GDAL", "Support", "CGDAL"),
  room("Vectors", "Support", "GDAL", "CGDAL"),
  room("Scenes", "Support", "Geography", "Schemas", "Images", "GDAL", "CGDAL"),
  room(
    "Tooling", "Support", "Ranks", "HDF5", "Tables", "Numerics", "Schemas", "Images", "CArguments", "CFaults",
    "CKernels",
    argumentParser, logging),
]

let tools = [
  tool("kg-build", "Tables", "Geography", "Schemas", "Graphs", "Relations", logging),
  tool(
    "kg-embed", "Ranks", "MPIRanks", "HDF5", "Tables", "Numerics", "Schemas", "Weights", "Graphs",
    "GraphNetworks"),
  tool("img-pack", "HDF5", "Tables", "Schemas", "Images"),
  tool("img-crop", "HDF5", "Tables", "Geography", "Schemas", "Images", "GDAL", "Scenes", logging),
  tool("img-perturb", "HDF5", "Schemas", "Images", "Segmentation"),
  tool("mask-train", "HDF5", "Schemas", "Images", "Segmentation", logging),
  tool(
    "cl-train", "Ranks", "MPIRanks", "HDF5", "Tables", "Schemas", "Images", "Weights", "Networks",
    "GraphNetworks",
    "ContrastiveTraining", logging),
  tool(
    "img-embed", "HDF5", "Schemas", "Images", "Weights", "Networks", "ContrastiveTraining", logging),
  tool("si-predict", "HDF5", "Tables", "Geography", "Numerics", "Schemas", "Prediction", "Evaluation"),
  tool("si-report", "Tables", "Geography", "Reports", logging),
  tool("city-sim", "CitySimulation"),
  // The other tools call it for vector layers that are no plain GeoJSON.
  tool("geo-read", "GDAL", "Vectors", logging),
]

/// What `make bench` needs to time a part of a tool; not installed.
let benchTools = [
  tool("graph-steps", "HDF5", "Numerics", "Schemas", "GraphNetworks")
]

/// fuzz/: every reader, to be tried with any bytes, and what drives it, which only `make fuzz` sees.
let fuzzTargets: [Target] =
  [
    .target(name: "HDF5Edits", dependencies: ["CHDF5"], path: "fuzz/HDF5Edits"),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Support", "HDF5", "Tables", "Geography", "Schemas", "Images", "Weights", "Graphs", "Relations",
        "Networks", "Segmentation", "Prediction", "Evaluation", "Reports", "HDF5Edits", "CZlib", logging,
      ], path: "fuzz/Targets", swiftSettings: settings),
  ]
  + (fuzzer.map { library in
    [
      .target(name: "LibFuzzer", dependencies: ["CFaults"], path: "fuzz/LibFuzzer"),
      .executableTarget(
        name: "fuzz", dependencies: ["FuzzTargets", "LibFuzzer", "HDF5", "Support"], path: "fuzz/Driver",
        swiftSettings: settings, linkerSettings: [.unsafeFlags([library, "-lstdc++"])]),
    ]
  } ?? [])

let testTargets: [Target] = [
  .target(
    name: "TestSupport",
    dependencies: ["Support", "Ranks", "HDF5", "Tables", "Numerics", "Schemas", "Networks"],
    path: "Tests/TestSupport",
    swiftSettings: settings),
  tests("Support"),
  tests("Statistics", "Statistics"),
  tests("Ranks", "Ranks"),
  tests("HDF5", "HDF5", "Schemas", "CHDF5"),
  tests("Tables", "Tables"),
  tests("Numerics", "Numerics", "HDF5", "CKernels"),
  tests("Schemas", "Schemas", "HDF5"),
  tests("Graphs", "Graphs", "Schemas"),
  tests("Geography", "Geography", "Tables", logging),
  tests("Relations", "Schemas", "Graphs", "Relations", "Geography", "Tables", logging),
  tests("Images", "Images", "CImage", "HDF5", "Schemas", "CKernels"),
  tests("Scenes", "Scenes", "GDAL", "CGDAL", "Geography", "HDF5", "Images", "Schemas", logging),
  tests("Vectors", "Vectors", "GDAL", "CGDAL"),
  tests("Weights", "Weights", "HDF5", "Schemas"),
  tests("Networks", "Networks", "Ranks", "HDF5", "Numerics", "Schemas", "CKernels"),
  tests("GraphNetworks", "GraphNetworks", "Ranks", "HDF5", "Numerics", "Schemas", "Weights", "Networks"),
  tests("Prediction", "Prediction", "HDF5", "Tables", "Numerics", "Schemas", "Networks", "Evaluation"),
  tests(
    "Evaluation", "Evaluation", "Statistics", "HDF5", "Tables", "Numerics", "Schemas", "Prediction"),
  tests("Reports", "Reports", "Tables", "Geography"),
  tests(
    "ContrastiveTraining", "ContrastiveTraining", "Ranks", "HDF5", "Numerics", "Schemas", "Images",
    "Networks",
    "GraphNetworks"),
  tests("Segmentation", "Segmentation", "HDF5", "Images", "Networks", "Numerics", "Schemas"),
  tests("Fuzz", "FuzzTargets"),
  // The tools as a user runs them.
  .testTarget(
    name: "ToolTests",
    dependencies: ["TestSupport", "Support", "HDF5", "Tables", "Schemas", "Graphs", "Relations", "Weights"]
      + tools.map { .init(stringLiteral: $0.name) },
    swiftSettings: settings),
]

let package = Package(
  name: "knowcl",
  products: tools.map { .executable(name: $0.name, targets: [$0.name]) },
  traits: [
    .trait(
      name: "MPI", description: "Let cl-train and kg-embed run as many ranks (Open MPI: libopenmpi-dev).")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: libraries + kernels + rooms + tools + benchTools + fuzzTargets + testTargets,
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17
)
