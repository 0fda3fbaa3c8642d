// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let tools = [
  "kg-build", "kg-embed", "img-pack", "img-perturb", "cl-train", "img-embed", "si-predict",
  "city-sim",
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

/// What `make bench` needs to time a part of a tool; not installed.
let benchTools = ["graph-steps"]

/// A tool is one thin command over `Shared`; the target's name is the binary's name.
func tool(_ name: String) -> Target {
  .executableTarget(
    name: name, dependencies: ["Shared", argumentParser], swiftSettings: settings)
}

let package = Package(
  name: "knowcl",
  products: [.library(name: "Shared", targets: ["Shared"])]
    + tools.map { .executable(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CGEOS", pkgConfig: "geos", providers: [.apt(["libgeos-dev"])]),
    // libpng and libjpeg report errors through longjmp, which must stay in C.
    .target(name: "CImage", dependencies: ["CPNG", "CJPEG"]),
    // Plain loops compiled once per instruction set (see per_isa.h); optimised in debug builds too.
    .target(
      name: "CKernels",
      cSettings: [.unsafeFlags(["-O3", "-fno-math-errno"])]),
    // A signal handler may do too little to be written in Swift.
    .target(name: "CFaults"),
    .target(
      name: "Shared",
      dependencies: [
        "CHDF5", "COpenBLAS", "CZlib", "CDeflate", "CCrypto", "CGEOS", "CImage", "CFaults", "CKernels",
        argumentParser,
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SharedTests", dependencies: ["Shared"], swiftSettings: settings),
    .testTarget(
      name: "ToolTests",
      dependencies: ["Shared"] + tools.map { .init(stringLiteral: $0) }, swiftSettings: settings),
  ] + (tools + benchTools).map(tool),
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17
)
