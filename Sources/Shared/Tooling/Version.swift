internal import HDF5
internal import Numerics

/// The version that every tool reports and writes into its files. The Makefile, and so the packages, read it here;
/// `make check` compares it with CHANGELOG.md, CITATION.cff and the manual pages.
package let toolVersion = "0.2.0"

/// The `--version` text: the tool, and the libraries whose versions can change low bits.
package func versionText(_ tool: String) -> String {
  "\(tool) (knowcl) \(toolVersion)\nHDF5 \(HDF5Library.version), \(BLAS.configuration)"
}
