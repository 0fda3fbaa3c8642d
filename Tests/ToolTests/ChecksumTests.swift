import Foundation
internal import TestSupport
import Testing

/// A bit that flips in any dataset that a tool wrote is found by whoever reads it, and other programs read our files as
/// ever.
@Suite(.enabled(if: Python.has("h5py", "numpy"), "needs Python with h5py"))
struct ChecksumTests {
  /// Who reads each file of the tiny city.
  private static let readers = [
    "kg.h5": "kg-build --to-tsv t.h5", "kge.h5": "si-predict x=t.h5 \(TinyCity.predict)",
    "images.h5": "img-perturb t.h5 --augment -o none.h5",
    "model.h5":
      "cl-train augmented.h5 --graph kg.h5 --embedding kge.h5 \(TinyCity.train) --resume t.h5 -o none.h5",
    "embeddings.h5": "si-predict x=t.h5 \(TinyCity.predict)", "predictions.h5": "si-predict --to-tsv t.h5",
    "predictor.h5": "si-predict --from t.h5 image=embeddings.h5",
  ]

  /// Prints, for every dataset with elements, its path and the place of a byte of them in the file.
  private static let places = """
    import sys, h5py
    raw = open(sys.argv[1], "rb").read()
    f = h5py.File(sys.argv[1])
    def visit(path, d):
        if not isinstance(d, h5py.Dataset) or d.size == 0: return
        if d.chunks:
            assert d.fletcher32, path + " has no checksum"
            for i in sorted({0, d.id.get_num_chunks() - 1}):
                c = d.id.get_chunk_info(i)
                print(path, c.byte_offset + c.size // 2, sep="\\t")
        elif d.id.get_offset() is None or d.attrs.get("NAME", b"").startswith(b"This is a netCDF dimension but"):
            return
        elif d.dtype.kind == "O":
            assert "fletcher32" in d.attrs, path + " has no checksum"
            text = d.asstr()[d.size - 1].encode()
            # Ids are there as the labels of their dimension, too: wherever they are.
            found = [i for i in range(len(raw)) if raw.startswith(text, i)] if len(text) > 2 else []
            if 0 < len(found) <= 3: print(path, ",".join(map(str, found)), sep="\\t")
        else:
            assert d.shape == () and "fletcher32" in d.attrs, path + " has no checksum"
            print(path, d.id.get_offset(), sep="\\t")
    f.visititems(visit)

    """

  @Test func aFlippedBitInAnyDatasetIsRefusedByName() throws {
    try TinyCity.with { shell in
      let made = try shell.run(
        "si-predict image=embeddings.h5 \(TinyCity.predict) --save predictor.h5 -q > predictor.tsv")
      try #require(made.status == 0, "\(made.error)")
      try shell.write(Self.places, to: "places.py")
      for (file, line) in Self.readers.sorted(by: { $0.key < $1.key }) {
        let whole = try shell.run("cp \(file) t.h5 && \(line) -q > /dev/null")
        #expect(whole.status == 0, "\(line): \(whole.error)")
        let found = try shell.run("\(Python.path) places.py \(file)")
        try #require(found.status == 0, "\(file): \(found.error)")
        let places = found.output.split(separator: "\n").map { $0.split(separator: "\t") }
        #expect(places.count > 1, "\(file): \(found.output)")
        // Of many weights some.
        for place in places.count > 60
          ? places.enumerated().filter({ $0.offset % (places.count / 40) == 0 }).map(\.element) : places
        {
          var bytes = try shell.read(file)
          for index in place[1].split(separator: ",") { bytes[try #require(Int(index))] ^= 4 }
          try bytes.write(to: URL(fileURLWithPath: shell.directory + "/t.h5"))
          let result = try shell.run("rm -f none.h5; \(line) -q > /dev/null")
          // What a tool does not read it cannot find.
          guard Self.isRead(String(place[0]), of: file) else { continue }
          #expect(
            result.status == 65 && result.error.split(separator: "\n").count == 1
              && result.error.contains("/\(place[0])"),
            "\(file): /\(place[0]) at \(place[1]): status \(result.status): \(result.error)")
        }
      }
    }
  }

  /// Dimension scales, names of pictures and copies of ids are for other programs.
  private static func isRead(_ path: String, of file: String) -> Bool {
    if !path.contains("/") { return ["image", "embedding", "triple", "split", "seed"].contains(path) }
    if file == "kge.h5" { return path.hasPrefix("entity") || path.hasPrefix("relation") }
    return !path.hasSuffix("image_name") && !path.hasPrefix("region/lonlat")
      || file == "predictions.h5" && path.hasPrefix("region/")
  }

  @Test func filesWithoutChecksumsAreReadAsEver() throws {
    try TinyCity.with { shell in
      try shell.write(
        """
        import h5py, sys
        a, b = h5py.File(sys.argv[1]), h5py.File(sys.argv[2], "w", libver=("v108", "v110"))
        for k, v in a.attrs.items(): b.attrs[k] = v
        def visit(path, d):
            if isinstance(d, h5py.Dataset) and "/" in path or path in ("image", "embedding", "triple", "split", "seed"):
                if isinstance(d, h5py.Group): return
                value = d.asstr()[()] if d.dtype.kind == "O" else d[()]
                made = b.create_dataset(path, data=value, dtype=h5py.string_dtype() if d.dtype.kind == "O" else d.dtype)
                for k, v in d.attrs.items():
                    if k not in ("DIMENSION_LIST", "REFERENCE_LIST", "fletcher32"): made.attrs[k] = v
        a.visititems(visit)
        """, to: "plain.py")
      for (file, line) in Self.readers where file != "predictor.h5" && file != "model.h5" {
        let result = try shell.run(
          """
          cp \(file) t.h5 && \(line) -q > with.txt && rm -f none.h5 &&
          \(Python.path) plain.py \(file) t.h5 && \(line) -q > without.txt && cmp with.txt without.txt
          """)
        #expect(result.status == 0, "\(file): \(result.error)")
      }
    }
  }
}
