internal import Foundation
internal import Support

/// A city that was written before, which may be replaced by another where a directory holds nothing else.
enum WrittenCity {
  private static let files: Set<String> = [
    "regions.geojson", "areas.geojson", "pois.csv", "flows.csv", "checkins.csv", "triples.tsv",
    "indicators.csv",
    "coordinates.csv", "split.csv", "truth.csv", "street_views.json", "scene.tif", "scene_cloudy.tif",
    City.marker,
  ]

  /// Whether a directory holds a city of ours, and nothing that is of anyone else.
  static func isAll(of path: String) -> Bool {
    guard let data = FilePath.bytes(of: "\(path)/\(City.marker)", count: 1 << 16),
      let object = try? JSONSerialization.jsonObject(with: Data(data)) as? [String: Any],
      object["schema"] as? String == "knowcl/city", let names = FilePath.names(in: path)
    else { return false }
    return names.allSatisfy { name in
      let inner = "\(path)/\(name)"
      switch name {
      case "satellite": return isFull(inner) { $0.wholeMatch(of: /[A-Za-z0-9_-]*R[0-9]+\.png/) != nil }
      case "street_view":
        return isFull(inner) {
          $0.wholeMatch(of: /[A-Za-z0-9_-]*R[0-9]+_-?[0-9.]+_-?[0-9.]+_[0-9]+\.jpg/) != nil
        }
      default: return files.contains(name) && isPlainFile(inner)
      }
    }
  }

  /// Whether a directory has but plain files of such names.
  private static func isFull(_ path: String, of isOurs: (String) -> Bool) -> Bool {
    guard let info = FilePath.status(path, followingLinks: false), info.st_mode & S_IFMT == S_IFDIR,
      let names = FilePath.names(in: path)
    else { return false }
    return names.allSatisfy { isOurs($0) && isPlainFile("\(path)/\($0)") }
  }

  private static func isPlainFile(_ path: String) -> Bool {
    FilePath.status(path, followingLinks: false).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
  }
}
