package import GDAL
internal import Support

/// The bands that were chosen from one or several rasters, each of which may be cut into mosaics.
package struct Scene: Sendable {
  /// A band as it is taken.
  package struct Band: Sendable {
    package let name: String
    package let source: RasterBand
    /// Which mosaic it is in, and at which place there.
    let mosaic: Int
    let place: Int
  }

  package let bands: [Band]
  let mosaics: [RasterMosaic]
  /// How messages call it.
  package let name: String

  /// - Parameters:
  ///   - parts: what each `--raster` names: the files whose bands belong together. The parts lie side by side, and
  ///     where two overlap the later counts.
  ///   - choice: nil takes red, green and blue where the rasters say which they are, else all bands.
  ///   - takesAll: takes all bands where there is no choice.
  /// - Throws: `Failure` (EX_DATAERR) where the parts differ in their bands.
  package init(_ parts: [[RasterFile]], bands choice: BandChoice?, takesAll: Bool = false) throws {
    let first = parts[0]
    name = first.map(\.name).joined(separator: ",")
    for part in parts.dropFirst() where part.count != first.count {
      throw Failure.usage("every --raster must name as many files as the first, which has \(first.count)")
    }
    let all = first.flatMap(\.bands)
    let (numbers, names) =
      try choice?.resolved(in: all, of: name) ?? BandChoice.standard(for: all, takesAll: takesAll)
    // Bands by number over all files → file and number within.
    let homes = first.indices.flatMap { file in first[file].bands.indices.map { (file: file, band: $0 + 1) } }
    var used: [Int] = []
    for number in numbers where !used.contains(homes[number].file) { used.append(homes[number].file) }
    mosaics = try used.map { file in
      try RasterMosaic(
        parts.map { $0[file] }, bands: numbers.map { homes[$0] }.filter { $0.file == file }.map(\.band))
    }
    bands = zip(numbers, names).map { number, name in
      let home = homes[number]
      let before = numbers.prefix { $0 != number }.count { homes[$0].file == home.file }
      return Band(
        name: name, source: all[number], mosaic: used.firstIndex(of: home.file) ?? 0, place: before)
    }
    if let other = mosaics.first(where: { $0.type != mosaics[0].type }) {
      throw Failure.data(
        other.files[0].name,
        "holds \(other.type), where \(mosaics[0].files[0].name) holds \(mosaics[0].type); choose with --bands"
      )
    }
  }

  /// Type of every sample, as GDAL calls it.
  package var type: String { mosaics[0].type }
  /// The coordinate reference system of the first raster.
  package var crs: SpatialReference { mosaics[0].files[0].crs }
  /// The first raster.
  package var first: RasterFile { mosaics[0].files[0] }
  /// All rasters.
  package var files: [RasterFile] { mosaics.flatMap(\.files) }

  /// The day of the scene, where all rasters that name one name the same.
  package var date: String? {
    let dates = Set(files.compactMap(\.date))
    return dates.count == 1 ? dates.first : nil
  }
}
