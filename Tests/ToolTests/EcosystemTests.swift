import Foundation
internal import TestSupport
import Testing

/// Our files in the hands of the libraries that users have: xarray, AnnData, h5py.
@Suite(
  .enabled(
    if: Python.has("xarray", "h5netcdf", "anndata"), "needs xarray, h5netcdf and anndata: set KNOWCL_PYTHON"))
struct EcosystemTests {
  @Test func xarrayShowsRegionsAsACoordinate() throws {
    try Self.check(
      """
      import xarray, warnings
      warnings.simplefilter("ignore")
      regions = ["R%03d" % n for n in range(1, 26)]
      for name in ["images", "embeddings", "predictions"]:
          data = xarray.open_dataset(name + ".h5", engine="h5netcdf")
          assert data.indexes["regions"].tolist() == regions, name
          assert all("regions" in v.dims for n, v in data.data_vars.items() if n != "seed"), name
      vector = xarray.open_dataset("embeddings.h5", engine="h5netcdf").embedding.sel(regions="R007")
      rows = xarray.open_dataset("embeddings.h5", engine="h5netcdf", group="region").id.values.tolist()
      assert rows == regions
      import h5py
      assert (h5py.File("embeddings.h5")["embedding"][rows.index("R007")] == vector.values).all()
      tree = xarray.open_datatree("predictions.h5", engine="h5netcdf")
      assert tree["y_pred/image+ridge"].ds.pop.sel(regions="R025").sizes == {"runs": 1}
      """)
  }

  @Test func xarrayShowsEntitiesAsACoordinate() throws {
    try Self.check(
      """
      import xarray, warnings
      warnings.simplefilter("ignore")
      table = xarray.open_dataset("kge.h5", engine="h5netcdf", group="entity")
      assert list(table.coords) == ["id"], table
      assert table.set_index(entities="id").embedding.sel(entities="R007").shape == (16,)
      relations = xarray.open_dataset("kge.h5", engine="h5netcdf", group="relation")
      assert "NearBy_rev" in relations.name.values and list(relations.coords) == ["name"]
      graph = xarray.open_dataset("kg.h5", engine="h5netcdf", group="entity")
      assert (graph.type.where(graph.id == "R007", drop=True) == b"region").all()
      """)
  }

  @Test func annDataReadsItsOwnLayout() throws {
    try Self.check(
      """
      import anndata, h5py
      table = anndata.read_h5ad("embeddings.h5ad")
      assert table.obs_names.tolist() == ["R%03d" % n for n in range(1, 26)]
      assert (table.X == h5py.File("embeddings.h5")["embedding"][:]).all()
      """)
  }

  /// What earlier versions and writers of a few lines make: ids in /region/id alone.
  @Test func toolsReadFilesWithoutTheCoordinate() throws {
    try Self.check(
      """
      import h5py
      for name in ["embeddings", "images"]:
          with h5py.File(name + ".h5") as new, h5py.File("old-" + name + ".h5", "w") as old:
              for key in ("schema", "schema_version"): old.attrs[key] = new.attrs[key]
              for path in ("region/id", "embedding" if name == "embeddings" else "image"): old[path] = new[path][:]
      """,
      """
      img-embed --untrained images.h5 -q -o new.h5 && img-embed --untrained old-images.h5 -q -o old.h5 &&
      si-predict image=new.h5 \(TinyCity.predict) -q > new.tsv && si-predict image=old.h5 \(TinyCity.predict) -q > old.tsv &&
      cmp new.tsv old.tsv && si-predict image=old-embeddings.h5 \(TinyCity.predict) -q | cmp - metrics.tsv
      """)
  }

  /// Runs the script, then the line of shell, where every stage has left its file.
  private static func check(_ script: String, _ line: String = "true") throws {
    try TinyCity.with { shell in
      try shell.write(script, to: "check.py")
      let result = try shell.run(
        """
        img-embed model.h5 images.h5 --anndata -q -o embeddings.h5ad &&
        \(Python.path) check.py && \(line)
        """)
      #expect(result.status == 0, "\(result.error)")
    }
  }
}
