import ArgumentParser
internal import GDAL
internal import Geography
internal import Images
internal import Logging
internal import Scenes
internal import Schemas
internal import Support
internal import Tables
internal import Tooling

@main struct ImgCrop: Tool {
  static let configuration = CommandConfiguration(
    commandName: "img-crop",
    abstract: "Cut a picture of each region out of a scene.",
    discussion: """
      Reads rasters of any kind that GDAL opens (GeoTIFF, COG, JPEG 2000, VRT, MBTiles, folders of z/x/y tiles; packed \
      ones, too, as .gz, .zip or /vsizip/archive/file) in any coordinate reference system, and polygons of regions, and \
      writes a knowcl/images file: a picture of each region, north up, with the place that it shows.

      A picture is a square on a map: --square metres around the point of the polygon that is farthest from its \
      border, --bounds the square around the polygon, --cover as many squares as cover it (views of the region, which \
      img-embed weighs by how much of it they show), --pixels the scene's own pixels. Its pixels are those of \
      'gdalwarp -et 0 -ovr NONE' to the byte, whatever the memory, the threads and the scene's pyramids.

      Several --raster are a mosaic: where two show the same place, the later counts, unless it holds nothing there. \
      Files between commas are bands of one scene, as Landsat and Sentinel-2 come: red.tif,green.tif,blue.tif.

      Samples of 8 and 16 bits stay as they are unless --limits, --percentiles, --reflectance or --mean and --sd scale \
      them. cl-train and img-embed take samples of 8 bits in bands called red, green and blue.

      A mask is kept where pixels may lack: beyond the scene's edge, by its nodata value, alpha or mask, or by a quality \
      band (--mask). Of each region --min-valid must be shown; --allow-missing leaves out those that are not, and \
      counts them.

      --zonal writes statistics of the pixels inside each polygon instead (knowcl/embeddings), for si-predict: of night \
      lights, temperatures, population, or the 64 bands of a foundation embedding. A pixel that the border cuts counts \
      by the exact share of it that is inside (as exactextract does). Values are what the samples mean, by the raster's \
      scale and offset.

      EXAMPLES
        img-crop --raster scene.tif --regions tracts.geojson --square 1000 -o images.h5
        img-crop --raster T18TWL_B04.jp2,T18TWL_B03.jp2,T18TWL_B02.jp2 --bands red=B04,green=B03,blue=B02 \
          --reflectance --mask T18TWL_SCL.jp2 --regions tracts.geojson --cover 1280 -o images.h5
        img-crop --raster west.tif --raster east.tif --percentiles 2,98 --regions tracts.geojson -o images.h5
        img-crop --raster lights.tif --regions tracts.geojson --zonal mean,sd,quantiles -o lights.h5

      EXIT STATUS
        0 success; 64 usage; 65 wrong data; 66 missing input; 73, 74 output cannot be written.
      """,
    version: versionText("img-crop") + ", GDAL " + GDALLibrary.version)

  @OptionGroup(title: "Scene") var scene: SceneOptions

  @Option(
    help: ArgumentHelp(
      "Polygons of regions: GeoJSON, GeoPackage, shapefile (.zip, too), FlatGeobuf …", valueName: "file"),
    completion: .file())
  var regions: String?

  @Option(help: ArgumentHelp("Property that names a region.", valueName: "name"))
  var regionId: String?

  @Option(
    help: ArgumentHelp("Only these regions; a list as --regions of img-pack takes.", valueName: "file"),
    completion: .file())
  var regionList: String?

  @Option(
    help: ArgumentHelp(
      "Statistics of each band inside the polygons instead of pictures: mean, sd, sum, min, max, median, quantiles, q90 …",
      valueName: "list"))
  var zonal: String?

  @Flag(help: "With --zonal: write AnnData's layout, for anndata.read_h5ad.")
  var anndata = false

  @OptionGroup var vectors: VectorOptions
  @OptionGroup(title: "Pictures") var window: WindowOptions
  @OptionGroup(title: "Samples") var scaling: ScalingOptions

  @Option(
    help: ArgumentHelp("How much of each region must be shown by valid pixels, of 1.", valueName: "share"))
  var minValid = 0.9

  @Flag(help: "Leave out regions that are shown by less, instead of failing.")
  var allowMissing = false

  @OptionGroup(title: "How tables are read") var tables: TableReadingOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard regions != nil || window.at != nil else { throw ValidationError("--regions is needed, or --at") }
    guard (0...1).contains(minValid) else { throw ValidationError("--min-valid must be between 0 and 1") }
    if let zonal {
      try checkingUsage { _ = try ZonalStatistic.parsing(zonal) }
      guard regions != nil, window.isStandard, scaling.isStandard else {
        throw ValidationError(
          "--zonal is about the polygons of --regions; the options of pictures go without it")
      }
    }
    guard !anndata || zonal != nil else { throw ValidationError("--anndata goes with --zonal") }
    guard regions != nil || (regionList == nil && regionId == nil) || window.at != nil else {
      throw ValidationError("--region-list and --region-id need --regions")
    }
  }

  func tableRules() throws -> TableRules { try tables.rules() }

  func run(_ context: Context) throws {
    GDALLibrary.start()
    try context.checkHDF5Output(output.output)
    let places = try RegionPlaces(self, context)
    let scene = try scene.scene(
      near: places.area(around: window), allBands: zonal != nil, log: context.log)
    let quality = try self.scene.quality()
    if let zonal {
      try writeStatistics(ZonalStatistic.parsing(zonal), of: scene, quality, places, context)
    } else {
      try crop(scene, quality, places, context)
    }
  }
}
