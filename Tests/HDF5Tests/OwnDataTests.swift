internal import CHDF5
import Foundation
internal import HDF5
internal import Support
internal import TestSupport
import Testing

/// An input is what it holds: neither other files nor what was never written pass for data.
@Suite struct OwnDataTests {
  /// A file with one dataset `/x` of 4 × 2 numbers, made by `body` with its identifier, two property lists and an
  /// extent.
  private func withFile(
    make: (_ file: hid_t, _ creation: hid_t, _ space: hid_t) throws -> Void,
    _ body: (borrowing HDF5File) throws -> Void
  ) throws {
    try withTemporaryPath { path in
      _ = HDF5Library.version
      // A lock would stay with any process that another test starts meanwhile.
      let access = H5Pcreate(kn_H5P_FILE_ACCESS())
      #expect(H5Pset_file_locking(access, false, true) >= 0)
      let file = H5Fcreate(path, kn_H5F_ACC_TRUNC(), kn_H5P_DEFAULT(), access)
      let creation = H5Pcreate(kn_H5P_DATASET_CREATE())
      let space = H5Screate_simple(2, [4, 2], nil)
      try make(file, creation, space)
      #expect(H5Sclose(space) >= 0 && H5Pclose(creation) >= 0 && H5Fclose(file) >= 0)
      #expect(H5Pclose(access) >= 0)
      try body(HDF5File(reading: path, name: "t.h5"))
    }
  }

  private func create(_ file: hid_t, _ creation: hid_t, _ space: hid_t) -> hid_t {
    H5Dcreate2(
      file, "/x", kn_H5T_IEEE_F32LE(), space, kn_H5P_DEFAULT(), creation, kn_H5P_DEFAULT())
  }

  private func expectRefused(_ file: borrowing HDF5File, _ words: String, _ path: String = "/x") {
    do {
      let values = try file.read(path, as: Float.self, shape: [4, 2])
      Issue.record("read \(values)")
    } catch let failure as Failure {
      #expect(failure.kind == .data && failure.description.contains(words), "\(failure)")
    } catch { Issue.record(error) }
  }

  @Test func dataInAnotherFileAreRefused() throws {
    try withTemporaryPath { other in
      try Data(repeating: 65, count: 32).write(to: URL(fileURLWithPath: other))
      try withFile { file, creation, space in
        #expect(H5Pset_external(creation, other, 0, 32) >= 0)
        #expect(H5Dclose(create(file, creation, space)) >= 0)
      } _: {
        expectRefused($0, "in other files")
      }
    }
  }

  @Test func virtualDatasetsAreRefused() throws {
    try withFile { file, creation, space in
      #expect(H5Pset_virtual(creation, space, "elsewhere.h5", "/x", space) >= 0)
      #expect(H5Dclose(create(file, creation, space)) >= 0)
    } _: {
      expectRefused($0, "in other files")
    }
  }

  @Test func linksToOtherFilesAreRefused() throws {
    let file = try HDF5File(reading: Repository.fixture("external-link.h5").path, name: "t.h5")
    expectRefused(file, "link to another file")
    expectRefused(file, "link to another file", "/g/x")
  }

  @Test func filtersThatNeedAPlugInAreRefused() throws {
    try withFile { file, creation, space in
      H5Pset_chunk(creation, 2, [2, 2])
      // LZF, which h5py brings along.
      #expect(H5Pset_filter(creation, 32000, UInt32(H5Z_FLAG_OPTIONAL), 0, nil) >= 0)
      #expect(H5Dclose(create(file, creation, space)) >= 0)
    } _: {
      expectRefused($0, "filter 32000")
    }
  }

  /// Room is made for what a file says that it holds only where something is stored: 44 TB are refused,
  /// and so are 200 MB, which any file may have.
  @Test(arguments: [1 << 40, 5 << 20], [(true, true), (true, false), (false, false)])
  func anExtentWithoutElementsIsRefused(columns: Int, layout: (chunked: Bool, deflated: Bool)) throws {
    try withFile { file, creation, _ in
      if layout.chunked { H5Pset_chunk(creation, 2, [2, 2]) }
      if layout.deflated { H5Pset_deflate(creation, 1) }
      let wide = H5Screate_simple(2, [10, hsize_t(columns)], nil)
      #expect(H5Dclose(create(file, creation, wide)) >= 0 && H5Sclose(wide) >= 0)
    } _: { file in
      let checked = Result { try file.dataset("/x").requireStorage() }
      let failure = #expect(throws: Failure.self) { try checked.get() }
      let words = columns > 1 << 30 ? "may ask for" : "never written"
      #expect(failure?.description.contains(words) == true, "\(checked)")
    }
  }

  /// The rows that are written, of 4 in chunks of 2.
  @Test(arguments: [0, 1, 2], [true, false])
  func whatWasNeverWrittenIsRefused(chunks: Int, chunked: Bool) throws {
    try withFile { file, creation, space in
      if chunked { H5Pset_chunk(creation, 2, [2, 2]) }
      let dataset = create(file, creation, space)
      if chunks > 0 {
        let part = H5Screate_simple(2, [4, 2], nil)
        let memory = H5Screate_simple(1, [hsize_t(4 * chunks)], nil)
        H5Sselect_hyperslab(part, H5S_SELECT_SET, [0, 0], nil, [hsize_t(2 * chunks), 2], nil)
        #expect(
          H5Dwrite(
            dataset, kn_H5T_NATIVE_FLOAT(), memory, part, kn_H5P_DEFAULT(), [Float](repeating: 7, count: 8))
            >= 0)
        H5Sclose(part)
        H5Sclose(memory)
      }
      #expect(H5Dclose(dataset) >= 0)
    } _: { file in
      // A contiguous dataset is stored whole with the first write.
      let whole = chunked ? 2 : 1
      guard chunks < whole else {
        let values = try file.read("/x", as: Float.self, shape: [4, 2])
        #expect(values.prefix(4 * chunks).allSatisfy { $0 == 7 })
        return
      }
      expectRefused(file, "never written")
      let dataset = try file.dataset("/x")
      if chunks > 0 { #expect(try dataset.read(rows: 0..<2, as: Float.self) == [7, 7, 7, 7]) }
      let read = Result { try file.dataset("/x").read(rows: 1..<3, as: Float.self) }
      #expect(throws: Failure.self) { try read.get() }
    }
  }
}
