internal import Scenes
internal import Support

/// The regions of which too little is shown.
struct MissingRegions {
  private let ids: [String]
  private let least: Double
  private let isAllowed: Bool
  /// How much of each is shown, by its number.
  private(set) var regions: [Int: Double] = [:]
  private var emptyWindows: Set<Int> = []
  /// Views that show nothing, of regions that others show.
  private(set) var emptyViews = 0

  init(_ ids: [String], atLeast least: Double, allowed: Bool) {
    self.ids = ids
    self.least = least
    isAllowed = allowed
  }

  /// Notes the regions that windows beyond the scene leave with too little.
  mutating func note(without windows: [CropWindow], of all: [CropWindow]) {
    var sums: [Int: (shown: Double, all: Double)] = [:]
    for window in all { sums[window.region, default: (0, 0)].all += window.share }
    for window in windows { sums[window.region, default: (0, 0)].shown += window.share }
    for (region, sum) in sums where sum.shown <= 0 || sum.shown / sum.all < least {
      regions[region] = sum.shown / sum.all
    }
    emptyViews =
      all.count - windows.count - all.count { regions[$0.region] != nil }
      + windows.count { regions[$0.region] != nil }
  }

  /// Notes what the pictures showed.
  /// - Returns: whether some are to be left out.
  mutating func note(_ crops: SceneCrops, _ windows: [CropWindow]) -> Bool {
    let shown = crops.shown
    for (region, share) in shown.regions where share < least || share == 0 { regions[region] = share }
    emptyWindows = shown.emptyWindows
    emptyViews += emptyWindows.count { regions[windows[$0].region] == nil }
    return !regions.isEmpty && windows.contains { regions[$0.region] != nil } || !emptyWindows.isEmpty
  }

  /// The windows without those that are left out.
  /// - Throws: `Failure` (EX_DATAERR) where that is not allowed, or none is left.
  mutating func checked(_ windows: [CropWindow], _ scene: Scene) throws -> [CropWindow] {
    if !regions.isEmpty, !isAllowed {
      let shown = regions.sorted { $0.key < $1.key }.prefix(5).map {
        "'\(ids[$0.key])' \((1000 * $0.value).rounded() / 10) %"
      }
      let more = regions.count > 5 ? " …" : ""
      throw Failure.data(
        scene.name,
        "shows less than \(100 * least) % of \(regions.count) of \(ids.count) regions: \(shown.joined(separator: ", "))\(more); --allow-missing leaves them out, --min-valid asks for less"
      )
    }
    let kept = windows.indices.filter { regions[windows[$0].region] == nil && !emptyWindows.contains($0) }
    guard !kept.isEmpty else { throw Failure.data(scene.name, "shows none of the regions") }
    emptyWindows = []
    return kept.map { windows[$0] }
  }
}
