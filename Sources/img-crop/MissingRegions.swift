internal import Logging
internal import Scenes
internal import Support

/// The regions of which too little is shown.
struct MissingRegions {
  private let ids: [String]
  private let least: Double
  private let isAllowed: Bool
  /// How much of each is shown, by its number.
  private var regions: [Int: Double] = [:]
  /// Views that show nothing.
  private var emptyWindows: Set<Int> = []
  /// How many of them were left out of regions that others show.
  private var emptyViews = 0

  init(_ ids: [String], atLeast least: Double, allowed: Bool) {
    self.ids = ids
    self.least = least
    isAllowed = allowed
  }

  /// - Parameter shares: how much of each region is shown.
  mutating func note(shown shares: [Double]) {
    for (region, share) in shares.enumerated() { note(region, share) }
  }

  /// Notes the regions that windows beyond the scene leave with too little.
  mutating func note(without windows: [CropWindow], of all: [CropWindow]) {
    var sums: [Int: (shown: Double, all: Double)] = [:]
    for window in all { sums[window.region, default: (0, 0)].all += window.share }
    for window in windows { sums[window.region, default: (0, 0)].shown += window.share }
    for (region, sum) in sums { note(region, sum.shown / sum.all) }
    func counted(_ windows: [CropWindow]) -> Int { windows.count { regions[$0.region] == nil } }
    emptyViews = counted(all) - counted(windows)
  }

  /// Notes what the pictures showed.
  /// - Returns: whether some are to be left out.
  mutating func note(_ crops: SceneCrops, _ windows: [CropWindow]) -> Bool {
    let shown = crops.shown
    for (region, share) in shown.regions { note(region, share) }
    emptyWindows = shown.emptyWindows
    emptyViews += emptyWindows.count { regions[windows[$0].region] == nil }
    return !emptyWindows.isEmpty || windows.contains { regions[$0.region] != nil }
  }

  private mutating func note(_ region: Int, _ share: Double) {
    // A sum of shares may lack the last bit of what is asked for.
    if share < least - 1e-9 || share == 0 { regions[region] = share }
  }

  /// The windows without those that are left out.
  /// - Throws: `Failure` (EX_DATAERR) where that is not allowed, or none is left.
  mutating func checked(_ windows: [CropWindow], _ scene: Scene) throws -> [CropWindow] {
    let kept = try checked(Array(windows.indices), of: windows.map(\.region), scene)
    return kept.map { windows[$0] }
  }

  /// The regions without those that are left out.
  /// - Throws: `Failure` (EX_DATAERR) where that is not allowed, or none is left.
  mutating func checked(_ numbers: [Int], _ scene: Scene) throws -> [Int] {
    try checked(numbers, of: numbers, scene)
  }

  private mutating func checked(_ numbers: [Int], of owners: [Int], _ scene: Scene) throws -> [Int] {
    if !regions.isEmpty, !isAllowed {
      let shown = regions.sorted { $0.key < $1.key }.prefix(5).map {
        "'\(ids[$0.key])' \((1000 * $0.value).rounded() / 10) %"
      }
      throw Failure.data(
        scene.name,
        "shows \(lack) of \(regions.count) of \(ids.count) regions: \(shown.joined(separator: ", "))\(regions.count > 5 ? " …" : ""); --allow-missing leaves them out\(least > 0 ? ", --min-valid asks for less" : "")"
      )
    }
    let kept = numbers.filter { regions[owners[$0]] == nil && !emptyWindows.contains($0) }
    guard !kept.isEmpty else { throw Failure.data(scene.name, "shows \(lack) of all regions") }
    emptyWindows = []
    return kept
  }

  private var lack: String { least > 0 ? "less than \((1000 * least).rounded() / 10) %" : "nothing" }

  /// Says what was left out.
  func warn(_ log: Logger) {
    if !regions.isEmpty { log.warning("left out \(regions.count) regions, of which the scene shows \(lack)") }
    if emptyViews > 0 { log.warning("left out \(emptyViews) views without a valid pixel") }
  }
}
