import Foundation
internal import HDF5
internal import Schemas
internal import TestSupport
import Testing

/// A model's encoder as PyTorch's users expect a state dict.
@Suite struct StateDictTests {
  private func trained(_ encoder: String = "resnet18") throws -> Shell {
    let shell = try Shell()
    try TrainingFiles.write(to: shell)
    let result = try shell.run(
      "cl-train images.h5 \(TrainingFiles.options) --encoder \(encoder) --epochs 1 -q -o model.h5")
    #expect(result.status == 0, "\(result.error)")
    return shell
  }

  @Test func batchesAreCountedIn64BitScalars() throws {
    let shell = try trained()
    defer { shell.remove() }
    let file = try HDF5File(reading: shell.directory + "/model.h5", name: "model.h5")
    let names = try file.members(of: "/encoder")
    let counts = names.filter { $0.hasSuffix("num_batches_tracked") }
    #expect(counts.count == 20 && names.count == 120)
    for name in names {
      let dataset = try file.dataset("/encoder/\(name)")
      guard counts.contains(name) else {
        #expect(dataset.kind == .float32)
        continue
      }
      #expect(dataset.kind == .int64 && dataset.shape.isEmpty)
      #expect(try dataset.readAll(as: Int64.self) == [3])
    }
  }

  /// The lines of docs/formats.md, as they are written, and what the network then makes of the pictures.
  @Test(
    .enabled(
      if: Python.has("h5py", "torch", "torchvision"), "needs h5py, torch and torchvision: set KNOWCL_PYTHON"),
    arguments: ["resnet18", "resnet50"])
  func theDocumentedLinesLoadIt(encoder: String) throws {
    let formats = Repository.root.appendingPathComponent("docs/formats.md")
    let blocks = try String(contentsOf: formats, encoding: .utf8).components(separatedBy: "```python\n")
      .dropFirst()
    let lines = try #require(
      blocks.compactMap { $0.components(separatedBy: "\n```").first }.first { $0.contains("load_state_dict") }
    )
    #expect(lines.split(separator: "\n").count == 5)
    let shell = try trained(encoder)
    defer { shell.remove() }
    try shell.write(
      lines + """

        pictures = torch.from_numpy(h5py.File("images.h5")["image"][:]).permute(0, 3, 1, 2) / 255
        with torch.no_grad():
            theirs = network.eval()(pictures).numpy()
        ours = h5py.File("embeddings.h5")
        assert ours.attrs["encoder"] == "\(encoder)" and ours["embedding"].shape == theirs.shape
        difference = abs(ours["embedding"][:] - theirs).max() / abs(theirs).max()
        # Small pictures leave the last layer one pixel, and its statistics ill-conditioned in single precision.
        assert difference < 1e-3, difference
        """, to: "load.py")
    let result = try shell.run("img-embed model.h5 images.h5 -q -o embeddings.h5 && '\(Python.path)' load.py")
    #expect(result.status == 0, "\(result.error)")
  }

  /// Models of before the attribute `encoder`, whose counts of batches are floats.
  @Test(.enabled(if: Python.has("h5py"), "needs h5py: set KNOWCL_PYTHON"))
  func oldModelsAreToldByTheirWeights() throws {
    let shell = try trained()
    defer { shell.remove() }
    try shell.write(
      """
      import h5py
      with h5py.File("model.h5", "a") as model:
          del model.attrs["encoder"]
          for name in [name for name in model["encoder"] if name.endswith("num_batches_tracked")]:
              count = float(model["encoder"][name][()])
              del model["encoder"][name]
              model["encoder"].create_dataset(name, data=count, dtype="<f4")
      """, to: "old.py")
    let train = "cl-train images.h5 \(TrainingFiles.options) -q --epochs 2"
    let result = try shell.run(
      """
      cp model.h5 new.h5 && '\(Python.path)' old.py && img-embed model.h5 images.h5 -q -o e.h5 &&
      \(train) --resume model.h5 -o a.h5 && \(train) --resume new.h5 -o b.h5 && cmp a.h5 b.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    let other = try shell.run("\(train) --encoder resnet34 --resume model.h5 -o c.h5")
    #expect(other.status == 65 && other.error.contains("encoder resnet18, not resnet34"), "\(other.error)")
  }
}
