import Foundation
internal import HDF5
internal import Schemas
internal import TestSupport
import Testing

/// `img-crop` as a user runs it.
@Suite struct SceneToolTests {
  private static let scenes = Repository.root.path + "/Tests/Fixtures/scenes"
  private static let utm = "img-crop --raster \(scenes)/utm.tif --regions \(scenes)/regions.geojson"

  private static func with<R>(_ shell: Shell, _ name: String, _ body: (borrowing HDF5File) throws -> R) throws
    -> R
  {
    try body(HDF5File(reading: "\(shell.directory)/\(name)", name: name))
  }

  /// Pictures against those of `gdalwarp`, for every window as the file says it.
  @Test(
    .enabled(
      if: Shell.has("gdalwarp") && Python.has("rasterio"), "gdalwarp makes the pictures, rasterio reads them"),
    arguments: [
      ("utm.tif", "--square 333 --size 50", "bilinear"),
      ("utm.tif", "--cover 250 --crs EPSG:4326 --size 40", "bilinear"),
      ("geographic.tif", "--bounds --size 60", "cubic"),
      ("geographic.tif", "--square 400 --crs scene --size 33", "average"),
      ("utm.tif --raster SCENES/utm.tif", "--square 200 --size 20", "near"),
    ])
  func picturesAreThoseOfGdalwarp(scene: String, options: String, method: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let scene = scene.replacingOccurrences(of: "SCENES", with: Self.scenes)
    let result = try shell.run(
      """
      img-crop --raster \(Self.scenes)/\(scene) --regions \(Self.scenes)/regions.geojson \(options) \
        --resampling \(method) --min-valid 0 --allow-missing -q -o images.h5 &&
      \(Python.path) - <<'END'
      import os, subprocess, h5py, rasterio
      file = h5py.File("images.h5")
      images, edges, crs = file["image"][()], file["window/edges"][()], file["window"].attrs["crs"]
      sources = "\(scene)".replace("--raster", "").split()
      sources[0] = "\(Self.scenes)/" + sources[0]
      for image, window in zip(images, edges):
          subprocess.run(
              ["gdalwarp", "-q", "-overwrite", "-et", "0", "-ovr", "NONE", "-t_srs", crs, "-r", "\(method)", "-te"]
              + [repr(float(edge)) for edge in window] + ["-ts", str(image.shape[1]), str(image.shape[0])]
              + sources + ["warped.tif"],
              check=True, env=dict(os.environ, OSR_DEFAULT_AXIS_MAPPING_STRATEGY="TRADITIONAL_GIS_ORDER"))
          with rasterio.open("warped.tif") as warped:
              assert (warped.read()[: image.shape[2]].transpose(1, 2, 0) == image).all()
      print(len(images) > 3)
      END
      """)
    #expect(result.status == 0 && result.output == "True\n", "\(result.error)")
  }

  @Test func threadsChangeNothingAndSizesAreSaid() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      for threads in 1 3; do
        \(Self.utm) --square 300 --size 24 --min-valid 0.6 -q -j $threads -o images-$threads.h5 &&
        \(Self.utm) --zonal mean,q90 --min-valid 0.6 -q -j $threads -o zonal-$threads.h5 || exit 1
      done
      cmp images-1.h5 images-3.h5 && cmp zonal-1.h5 zonal-3.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    try Self.with(shell, "images-1.h5") { file in
      let version = try file.stringAttribute("schema_version")
      #expect(version == "1.2")
      let images = try ImageFile(from: file)
      #expect(images.ids == ["blob", "edge", "hole", "parts", "tiny"])
      #expect(images.shape.height == 24 && images.origin?.crs == "EPSG:32618")
      let window = try #require(images.origin?.edges.first)
      #expect(abs(window[2] - window[0] - 300) < 1e-6)
    }
    try Self.with(shell, "zonal-1.h5") { file in
      let table = try EmbeddingTable(from: file)
      #expect(table.dimension == 6)
      let names = try file.readStrings("/feature/name")
      #expect(names.prefix(2) == ["red_mean", "red_q90"])
    }
  }

  @Test func whatTheSceneDoesNotShowIsAnErrorOrCounted() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let refused = try shell.run("\(Self.utm) --square 300 --size 8 -o images.h5")
    #expect(
      refused.status == 65 && refused.error.contains("shows less than 90.0 % of 1 of 5 regions: 'edge'"))
    #expect(shell.files.isEmpty)
    let counted = try shell.run("\(Self.utm) --square 300 --size 8 --allow-missing -o images.h5")
    #expect(counted.status == 0 && counted.error.contains("left out 1 regions"), "\(counted.error)")
    let elsewhere = try shell.run(
      "\(Self.utm) --raster \(Self.scenes)/utm.tif --at <(printf 'region,lon,lat\\nx,10,10\\n') --square 9 -o none.h5"
    )
    #expect(elsewhere.status == 65, "\(elsewhere.error)")
  }

  @Test(arguments: [
    ("--raster no-such.tif", 66, "no-such.tif: cannot be opened"),
    ("--raster SCENES/regions.geojson", 65, "is no raster"),
    ("--raster SCENES/scaled.tif", 65, "holds Int16"),
    ("--raster SCENES/utm.tif --bands nir", 65, "has no band 'nir'"),
    ("--raster SCENES/utm.tif --crs EPSG:nix", 64, "is no coordinate reference system"),
    ("--raster SCENES/utm.tif --square 9 --bounds", 64, "exclude each other"),
    ("--raster SCENES/utm.tif --mask SCENES/utm.tif", 64, "--mask-rule says"),
    ("--raster SCENES/utm.tif --extent -1,0,1,1", 64, "says where it lies"),
    ("--raster SCENES/utm.tif --raster SCENES/geographic.tif", 65, "has 2 bands of UInt16"),
    ("--zonal mode --raster SCENES/utm.tif", 64, "is none of mean"),
  ])
  func whatIsWrongIsSaidOnOneLine(options: String, status: Int, message: String) throws {
    let shell = try Shell()
    defer { shell.remove() }
    let options = options.replacingOccurrences(of: "SCENES", with: Self.scenes)
    let result = try shell.run("img-crop \(options) --regions \(Self.scenes)/regions.geojson -o out.h5")
    #expect(
      Int(result.status) == status && result.error.contains(message), "\(result.status) \(result.error)")
    #expect(result.error.hasPrefix("img-crop: ") && shell.files.isEmpty)
  }

  /// Views that cover a region weigh by what they show of it.
  @Test func viewsWeighByWhatTheyShow() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      \(Self.utm) --cover 130 --size 16 --min-valid 0.5 -q -o cover.h5 &&
      img-embed --untrained cover.h5 -q -o weighed.h5 && img-embed --features colour cover.h5 -q -o colour.h5
      """)
    try #require(result.status == 0, "\(result.error)")
    let (shares, counts, images) = try Self.with(shell, "cover.h5") { file in
      let images = try ImageFile(from: file)
      return (
        try #require(images.origin?.shares), images.shape.views.counts, try images.read(0..<images.ids.count)
      )
    }
    #expect(counts.contains { $0 > 3 })
    let colour = try Self.with(shell, "colour.h5") { try EmbeddingTable(from: $0) }
    // The mean of red, of each view by what it shows.
    var view = 0
    for (region, count) in counts.enumerated() {
      var (sum, weight) = (0.0, 0.0)
      for _ in 0..<count {
        let red = stride(from: view * 768, to: (view + 1) * 768, by: 3).reduce(0) { $0 + Int(images[$1]) }
        sum += Double(shares[view]) * Double(red) / 256 / 255
        weight += Double(shares[view])
        view += 1
      }
      #expect(abs(Double(colour.row(region).first ?? 0) - sum / weight) < 1e-6)
    }
  }

  @Test func picturesWithMasksTrainAndArePerturbed() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      city-sim -o city --regions 25 --image-size 16 --street-views 0 --scene 20 --seed 7 -q > city.tsv &&
      kg-build --regions city/regions.geojson -q -o kg.h5 && kg-embed kg.h5 --dimension 16 --epochs 1 -q -o kge.h5 > k &&
      img-crop --raster city/scene_cloudy.tif --bands red,green,blue --limits 0,3000 --mask city/scene_cloudy.tif \
        --mask-band 5 --mask-rule scl --regions city/regions.geojson --square 500 --size 32 --min-valid 0 \
        --allow-missing -q -o images.h5 &&
      img-perturb images.h5 --augment -q -o augmented.h5 &&
      cl-train augmented.h5 --graph kg.h5 --embedding kge.h5 --epochs 1 --batch 8 --allow-missing -q -o model.h5 &&
      img-embed model.h5 images.h5 -q -o embeddings.h5
      """)
    #expect(result.status == 0, "\(result.error)")
    try Self.with(shell, "images.h5") { file in
      let hasMask = file.contains("/mask")
      #expect(hasMask)
      let date = try file.stringAttribute("date")
      #expect(date == "2021-07-24")
    }
  }

  @Test func bandsOf16BitsAreRefusedByNetworksWithAWayOut() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let result = try shell.run(
      """
      img-crop --raster \(Self.scenes)/geographic.tif --regions \(Self.scenes)/regions.geojson --square 100 --size 32 \
        --min-valid 0.5 --allow-missing -q -o images.h5 && img-embed --untrained images.h5 -o e.h5
      """)
    #expect(result.status == 65 && result.error.contains("16-bit pictures of 2 bands"), "\(result.error)")
    #expect(result.error.contains("img-crop --bands red="))
  }

  @Test func foldersOfTilesSayWhatTheyLack() throws {
    let shell = try Shell()
    defer { shell.remove() }
    // Tiles of zoom 15 around -74.99, 40.73: columns 9557 and 9558, one missing.
    let result = try shell.run(
      """
      city-sim -o city --regions 9 --image-size 256 --street-views 0 -q > /dev/null
      mkdir -p tiles/15/9557 tiles/15/9558
      set -- city/satellite/*.png
      for place in 9557/12317 9557/12318 9558/12317; do cp "$1" tiles/15/$place.png; shift; done
      printf 'region,lon,lat\\na,-74.9973,40.7347\\nb,-74.9910,40.7289\\n' > points.csv
      img-crop --raster tiles --at points.csv --square 300 --size 16 --min-valid 0 -o images.h5
      """)
    #expect(result.error.contains("tiles of zoom level 15"), "\(result.error)")
    #expect(
      result.error.contains("are not there") && result.error.contains("15/9558/12318"), "\(result.error)")
  }
}
