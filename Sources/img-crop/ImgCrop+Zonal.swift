internal import Geography
internal import HDF5
internal import Logging
internal import Scenes
internal import Schemas
internal import Support
internal import Tooling

extension ImgCrop {
  /// Writes statistics of the pixels inside each polygon.
  func writeStatistics(
    _ wanted: [ZonalStatistic], of scene: Scene, _ quality: QualityMask?, _ places: RegionPlaces,
    _ context: Context
  ) throws {
    guard let polygons = places.polygons else { throw Failure.usage("--zonal needs --regions") }
    try context.recordRasters(
      scene.files + (quality?.files ?? []), named: self.scene.raster + self.scene.mask)
    let statistics = try ZonalStatistics(scene, quality: quality, wanted)
    let progress = context.progress("regions", total: polygons.ids.count)
    let rows = try statistics.rows(of: polygons) { progress.advance(by: $0) }
    progress.finish()
    var missing = MissingRegions(polygons.ids, atLeast: minValid, allowed: allowMissing)
    missing.note(shown: rows.map(\.shown))
    let kept = try missing.checked(polygons.ids.indices.map { $0 }, scene)
    let names = statistics.names
    let table = EmbeddingTable(
      ids: kept.map { polygons.ids[$0] }, values: kept.flatMap { rows[$0].values.map(Float.init) },
      dimension: names.count)
    if let bad = table.values.firstIndex(where: { !$0.isFinite }) {
      throw Failure.data(
        scene.name,
        "gives \(names[bad % names.count]) of region '\(table.ids[bad / names.count])' beyond float32")
    }
    try context.writeHDF5(output.output, .embeddings, version: SchemaVersion(1, anndata ? 0 : 1)) { file in
      try table.write(
        to: file, description: "statistics of the pixels inside each region, cut ones by their share inside",
        names: names, anndata: anndata)
      if let date = self.scene.date ?? scene.date, !anndata { try file.setAttribute("date", date) }
    }
    context.log.info(
      "\(names.count) statistics of \(table.ids.count) regions, from \(scene.bands.count) bands")
    missing.warn(context.log)
  }
}
