internal import GDAL
internal import Support
internal import Synchronization

/// The rasters that one thread has open; the least recently used are closed where there are many.
final class OpenRasters {
  private static let most = 64
  private struct Key: Hashable {
    let location: String
    let bands: [Int]
  }
  private var views: [Key: (dataset: RasterDataset, used: Int)] = [:]
  private var uses = 0

  /// Some bands of a raster; see `RasterDataset.view`.
  func view(of file: RasterFile, bands: [Int]) throws -> RasterDataset {
    uses += 1
    let key = Key(location: file.location, bands: bands)
    if let open = views[key]?.dataset {
      views[key]?.used = uses
      return open
    }
    if views.count >= Self.most, let oldest = views.min(by: { $0.value.used < $1.value.used })?.key {
      views[oldest] = nil
    }
    let dataset = try RasterDataset(opening: file.location, name: file.name).view(file, bands: bands)
    views[key] = (dataset, uses)
    return dataset
  }
}

/// Sets of open rasters, of which each thread has one at a time.
final class RasterPool: Sendable {
  private let free = Lock<[Unchecked<OpenRasters>]>([])

  func with<R>(_ body: (OpenRasters) throws -> R) rethrows -> R {
    let open = free.withLock { $0.popLast() } ?? Unchecked(OpenRasters())
    defer { free.withLock { $0.append(open) } }
    return try body(open.value)
  }
}
