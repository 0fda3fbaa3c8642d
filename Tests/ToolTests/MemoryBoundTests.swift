import Foundation
internal import TestSupport
import Testing

/// Whatever a header or a compressed stream claims, a small file is refused before it takes much memory: each case runs
/// with a gigabyte beyond what its tool needs to start, says in one line what is wrong with the file, and is quick.
@Suite(.enabled(if: Python.has("h5py", "numpy", "torch"), "needs Python with h5py and torch"))
struct MemoryBoundTests {
  struct Bomb: Sendable, CustomTestStringConvertible {
    let name: String
    /// Python that writes it to `bomb`.
    let make: String
    /// Who reads it.
    let lines: [String]

    init(_ name: String, _ prelude: String, _ make: String, _ lines: [String]) {
      self.name = name
      self.make = prelude + make
      self.lines = lines
    }

    init(_ name: String, _ make: String, _ lines: [String]) { self.init(name, "", make, lines) }

    var testDescription: String { name }
  }

  private static let zeros = """
    import zlib
    def gzipped(count, head=b"", unit=bytes(1 << 20)):
        c = zlib.compressobj(9, zlib.DEFLATED, 31)
        with open("bomb", "wb") as f:
            f.write(c.compress(head))
            for _ in range(count): f.write(c.compress(unit))
            f.write(c.flush())

    """
  private static let hdf5 = """
    import h5py, numpy as np, zlib
    text = h5py.string_dtype()
    f = h5py.File("bomb", "w", libver=("v108", "v110"))
    def schema(name, version="1.0"): f.attrs["schema"] = "knowcl/" + name; f.attrs["schema_version"] = version
    def squeezed(path, shape, chunk, dtype, stored=None):
        d = f.create_dataset(path, shape, dtype, chunks=chunk, compression="gzip", compression_opts=9)
        if stored is not None: d.id.write_direct_chunk((0,) * len(shape), stored)
        return d

    """
  private static let predict = "si-predict x=bomb -i city/indicators.csv --indicator pop --folds 2"
  private static let textReaders = [
    "kg-build bomb -o none.h5", "kg-build --regions bomb -o none.h5",
    "kg-build --delimiter , bomb -o none.h5",
    "kg-build --regions city/regions.geojson --flows bomb -o none.h5",
    "kg-build --regions city/regions.geojson --pois bomb -o none.h5",
    "si-predict x=embeddings.h5 -i bomb --indicator pop --folds 2",
    "si-predict x=embeddings.h5 -i city/indicators.csv --indicator pop --split bomb", "si-report bomb",
    "img-pack city/satellite --size 8 --regions bomb -o none.h5",
  ]
  private static let weights = ["img-embed bomb images.h5 -o none.h5"]

  static let bombs: [Bomb] = texts + datasets + archives + pictures

  private static let texts: [Bomb] = [
    Bomb(
      "gzip of zeros", zeros, "gzipped(400)", textReaders),
    Bomb(
      "gzip of one line", zeros, "gzipped(400, b'region,pop\\n', b'a' * (1 << 20))", textReaders),
    Bomb(
      "gzip of short lines", zeros, "gzipped(400, b'region,pop\\n', b'a,1\\n' * (1 << 18))",
      textReaders),
    Bomb(
      "gzip of JSON", zeros, "gzipped(400, b'{\\\"a\\\": [', b'1,' * (1 << 19))",
      [textReaders[1], textReaders[5], textReaders[8]]),
  ]

  private static let datasets: [Bomb] = [
    Bomb(
      "a dataset that was never stored", hdf5,
      "schema('embeddings'); f['/region/id'] = np.array(['a'], text); f.create_dataset('/embedding', (1, 1 << 40), 'f4', chunks=(1, 1024))",
      [predict]),
    Bomb(
      "a vast dataset of a vast chunk", hdf5,
      """
      schema('embeddings'); f['/region/id'] = np.array(['a'], text)
      squeezed('/embedding', (1, 1 << 29), (1, 1 << 29), 'f4', zlib.compress(bytes(1 << 26), 9))
      """, [predict]),
    Bomb(
      "a small chunk that inflates without end", hdf5,
      """
      schema('embeddings'); f['/region/id'] = np.array(['a'], text)
      c = zlib.compressobj(9); data = b''.join(c.compress(bytes(1 << 24)) for _ in range(256)) + c.flush()
      squeezed('/embedding', (1, 256), (1, 256), 'f4', data)
      """, [predict]),
    Bomb(
      "ids of a small chunk that inflates without end", hdf5,
      """
      schema('embeddings'); f['/embedding'] = np.ones((256, 1), 'f4')
      c = zlib.compressobj(9); data = b''.join(c.compress(bytes(1 << 24)) for _ in range(256)) + c.flush()
      squeezed('/region/id', (256,), (256,), text, data)
      """, [predict]),
    Bomb(
      "ids that share one text", hdf5,
      """
      schema('embeddings'); n = 1 << 16; f['/embedding'] = np.ones((n, 1), 'f4')
      d = f.create_dataset('/region/id', (n,), text, chunks=(n,)); d[0] = 'x' * 65536; f.flush()
      raw = d.id.read_direct_chunk((0,))[1]; d.id.write_direct_chunk((0,), raw[:16] * n)
      """, [predict]),
    Bomb(
      "many pictures that were never stored", hdf5,
      """
      schema('images', '1.1'); f['/region/id'] = np.array(['a'], text)
      f.create_dataset('/image', (1 << 30, 8, 8, 3), 'u1', chunks=(1, 8, 8, 3), compression='gzip')
      f['/region/views'] = np.array([1 << 30], 'i4')
      """, ["img-embed --untrained bomb -o none.h5", "img-perturb bomb --augment -o none.h5"]),
    Bomb(
      "a vast picture", hdf5,
      """
      schema('images'); f['/region/id'] = np.array(['a'], text)
      squeezed('/image', (1, 1 << 15, 1 << 15, 3), (1, 1 << 15, 1 << 15, 3), 'u1', zlib.compress(bytes(1 << 26), 9))
      """, ["img-embed --untrained bomb -o none.h5", "img-perturb bomb --augment -o none.h5"]),
  ]

  private static let archives: [Bomb] = [
    Bomb(
      "a zip64 member of 2^45 bytes",
      """
      import zipfile, struct
      with zipfile.ZipFile("bomb", "w") as z: z.writestr("m/data.pkl", b"x" * 4096); z.writestr("m/data/0", b"x" * 4096)
      b = bytearray(open("bomb", "rb").read()); at = b.rindex(b"PK\\x01\\x02")
      extra = struct.pack("<HHQQ", 1, 16, 1 << 45, 4096)
      head = bytearray(b[at:at + 46]); head[20:28] = b"\\xff" * 8; head[30:32] = struct.pack("<H", len(extra))
      name = b[at + 46:at + 46 + 8]; rest = b[at + 46 + 8:]
      b = b[:at] + head + name + extra + rest; end = b.rindex(b"PK\\x05\\x06")
      b[end + 12:end + 16] = struct.pack("<I", struct.unpack("<I", b[end + 12:end + 16])[0] + len(extra))
      open("bomb", "wb").write(b)
      """, weights),
    Bomb(
      "members that share their bytes",
      """
      import struct, zlib
      data = bytes(64 << 20); crc = zlib.crc32(data); out = b""; entries = b""; names = [b"m/data.pkl"] + [b"m/data/%d" % i for i in range(200)]
      local = struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, 0, 0, 0, 33, crc, len(data), len(data), 10, 0) + names[0]
      out = local + data
      for n in names: entries += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 20, 20, 0, 0, 0, 33, crc, len(data), len(data), len(n), 0, 0, 0, 0, 0, 0) + n
      open("bomb", "wb").write(out + entries + struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, len(names), len(names), len(entries), len(out), 0))
      """, weights),
    Bomb(
      "a deflated member of zeros",
      """
      import zipfile
      with zipfile.ZipFile("bomb", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
          z.writestr("m/data.pkl", b"x"); z.writestr("m/data/0", bytes(2 << 30))
      """, weights),
    Bomb(
      "tensors that repeat one storage",
      """
      import torch
      s = torch.zeros(1 << 20); torch.save({"t%d" % i: s.as_strided((1 << 20, 1 << 10), (0, 1)) for i in range(8)}, "bomb")
      """, weights),
    Bomb(
      "a safetensors header of 2^40 bytes",
      "import struct; open('bomb', 'wb').write(struct.pack('<Q', 1 << 39) + b'{}' + bytes(100))", weights),
    Bomb(
      "a safetensors shape of 2^60 elements",
      """
      import struct, json
      h = json.dumps({"a": {"dtype": "F32", "shape": [1 << 30, 1 << 30], "data_offsets": [0, 8]}}).encode()
      open("bomb", "wb").write(struct.pack("<Q", len(h)) + h + bytes(8))
      """, weights),
    Bomb(
      "an npy header of 2^60 elements",
      """
      import io, zipfile, numpy as np
      def npy(shape):
          h = ("{'descr': '<f4', 'fortran_order': False, 'shape': %s, }" % (shape,)).encode(); h += b" " * (63 - (len(h) + 10) % 64) + b"\\n"
          return b"\\x93NUMPY\\x01\\x00" + len(h).to_bytes(2, "little") + h + bytes(8)
      with zipfile.ZipFile("bomb", "w") as z:
          for n in ("E_pretrain", "R_pretrain"): z.writestr(n + ".npy", npy((1 << 30, 1 << 30)))
      """, ["kg-embed kg.h5 --import bomb -o none.h5"]),
  ]

  /// Pictures whose headers say that they are vast, and hold nothing.
  private static let pictures: [Bomb] = vast.map { kind, make in
    Bomb(
      "a vast \(kind)", make + "\nopen('bomb', 'wb').write(b)\n",
      ["rm -rf one && mkdir one && cp bomb one/a.\(kind) && img-pack one --size 8 -o none.h5"])
  }

  private static let vast: [(kind: String, make: String)] = [
    (
      "png",
      """
      import struct, zlib
      def chunk(t, d): return struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
      b = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1 << 30, 1 << 30, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"x")) + chunk(b"IEND", b"")
      """
    ),
    (
      "png",
      """
      import struct, zlib
      def chunk(t, d): return struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
      b = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 13000, 13000, 16, 6, 0, 0, 1)) + chunk(b"IDAT", zlib.compress(b"x")) + chunk(b"IEND", b"")
      """
    ),
    (
      "png",
      """
      import struct, zlib
      def chunk(t, d): return struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
      b = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)) + chunk(b"iCCP", b"x\\0\\0" + zlib.compress(bytes(1 << 30), 9)) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")
      """
    ),
    (
      "jpg",
      "b = bytes.fromhex('ffd8ffc2001108fffffffe03012200021101031101') + bytes.fromhex('ffda000c03010002000300003f00') + bytes(64)"
    ),
    (
      "tif",
      """
      import struct
      def tag(t, k, n, v): return struct.pack("<HHII", t, k, n, v)
      e = [tag(256, 4, 1, 1 << 27), tag(257, 4, 1, 1), tag(258, 3, 1, 16), tag(259, 3, 1, 8), tag(262, 3, 1, 1), tag(273, 4, 1, 8), tag(277, 3, 1, 64), tag(278, 4, 1, 1), tag(279, 4, 1, 8)]
      b = b"II*\\0" + struct.pack("<I", 16) + bytes(8) + struct.pack("<H", len(e)) + b"".join(e) + bytes(4)
      """
    ),
    (
      "tif",
      """
      import struct
      def tag(t, k, n, v): return struct.pack("<HHII", t, k, n, v)
      e = [tag(256, 4, 1, 4096), tag(257, 4, 1, 4096), tag(258, 3, 1, 8), tag(259, 3, 1, 8), tag(262, 3, 1, 2), tag(277, 3, 1, 3), tag(322, 4, 1, 1 << 16), tag(323, 4, 1, 1 << 16), tag(324, 4, 1, 8), tag(325, 4, 1, 8)]
      b = b"II*\\0" + struct.pack("<I", 16) + bytes(8) + struct.pack("<H", len(e)) + b"".join(e) + bytes(4)
      """
    ),
    (
      "webp",
      "b = b'RIFF' + (30).to_bytes(4, 'little') + b'WEBPVP8L' + (18).to_bytes(4, 'little') + b'\\x2f' + bytes.fromhex('ffffff0f') + bytes(13)"
    ),
  ]

  @Test func smallFilesTakeLittleMemory() throws {
    try TinyCity.with { shell in
      for bomb in Self.bombs {
        try shell.write(bomb.make + "\n", to: "make.py")
        let made = try shell.run("rm -f bomb && \(Python.path) make.py")
        try #require(made.status == 0, "\(bomb.name): \(made.error)")
        for line in bomb.lines {
          // 700 MB of libraries and of what their threads set aside.
          let result = try shell.run("ulimit -v 1700000; ulimit -t 60; \(line) -q > /dev/null")
          let what = "\(bomb.name): \(line): status \(result.status): \(result.error)"
          #expect(result.status == 65 && result.error.split(separator: "\n").count == 1, "\(what)")
          #expect(!result.error.contains("memory is used up") && !shell.files.contains("none.h5"), "\(what)")
        }
      }
    }
  }
}
