package import HDF5
internal import Networks
internal import Schemas
internal import Support

/// `knowcl/segmentation`: a network that tells clouds and shadows; see docs/formats.md.
package struct SegmentationFile {
  fileprivate static let group = "/network"
  let network: SegmentationNetwork

  /// - Throws: `Failure` (EX_DATAERR) where the file holds no such network, or one for other bands.
  package init(from file: borrowing HDF5File) throws {
    try file.requireSchema(.segmentation)
    let subject = "\(file.name): \(Self.group)"
    network = try SegmentationNetwork(
      StateDict(from: file, group: Self.group), classes: SkyClass.allCases.count, subject: subject)
    let bands = PixelLayout.rgb.bands.count
    guard network.bands == bands else {
      throw Failure.data(
        subject, "is for pictures of \(network.bands) bands, where red, green and blue are needed")
    }
  }
}

extension SegmentationTrainer {
  /// Writes the network as it stands into an empty file.
  package func write(to file: borrowing HDF5File) throws {
    for setting in training.settings { try setting.write(to: file) }
    try Arithmetic.note(in: file)
    try file.setAttribute("regions", regions)
    try network.state().write(
      to: file, group: SegmentationFile.group,
      description: "logits of \(SkyClass.allCases.map { "\($0)" }.joined(separator: ", "))")
    try file.write(
      history, to: "/history/loss", shape: [history.count],
      HDF5Layout("cross-entropy a pixel, by epoch", dimensions: ["epochs"]))
  }
}
