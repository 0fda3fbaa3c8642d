internal import GDAL
internal import HDF5
internal import Images
internal import Logging
internal import Scenes
internal import Schemas
internal import Support
internal import Tooling

extension ImgCrop {
  /// Cuts all pictures and writes them; a second time without those that turn out to show too little.
  func crop(_ scene: Scene, _ quality: QualityMask?, _ places: RegionPlaces, _ context: Context) throws {
    let extent = PictureExtent(height: window.side, width: window.side)
    let plan = try places.plan(window, scene)
    let rule = try scaling.rule()
    let limits = try rule.limits(scene) { try ScenePercentiles.of(scene, $0, $1) }
    let cropper = try SceneCropper(
      scene, quality: quality, limits: limits, sample: scaling.sample?.sample, crs: plan.crs, extent: extent,
      resampling: window.method)
    let origin = PictureOrigin(
      corners: [], edges: [], crs: "", limits: limits, scaling: rule.name, date: self.scene.date ?? scene.date
    )
    try context.recordRasters(
      scene.files + (quality?.files ?? []), named: self.scene.raster + self.scene.mask)
    var missing = MissingRegions(places.ids, atLeast: minValid, allowed: allowMissing)
    var windows = plan.windows.filter { cropper.reaches($0) }
    missing.note(without: windows, of: plan.windows)
    windows = try missing.checked(windows, scene)
    for isLast in [false, true] {
      let crops = try SceneCrops(
        cropper, ids: places.ids, plan: CropPlan(crs: plan.crs, windows: windows),
        areViews: window.cover != nil,
        bands: scene.bands.map(\.name), extent: extent, origin: origin)
      let packer = try PicturePacker(crops, name: scene.name)
      let progress = context.progress("cut", total: packer.shape.regions)
      do {
        try context.writeHDF5(output.output, .images, version: packer.shape.version) { file in
          _ = try packer.write(to: file) { progress.advance(by: $0) }
          if !isLast, missing.note(crops, windows) { throw TooLittleShown() }
        }
        progress.finish()
        return note(crops, packer.shape, plan, origin.date, missing, context)
      } catch is TooLittleShown {
        progress.finish()
        windows = try missing.checked(windows, scene)
      }
    }
  }

  /// That some pictures show too little to be written.
  private struct TooLittleShown: Error {}

  private func note(
    _ crops: SceneCrops, _ shape: ImageShape, _ plan: CropPlan, _ date: String?, _ missing: MissingRegions,
    _ context: Context
  ) {
    context.log.info(
      "cut \(shape.pictures) pictures of \(shape.regions) regions, \(shape.width) x \(shape.height) pixels on \(plan.crs.name)\(date.map { ", of \($0)" } ?? "")"
    )
    missing.warn(context.log)
  }
}
