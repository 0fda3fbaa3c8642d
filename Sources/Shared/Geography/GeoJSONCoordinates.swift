internal import Support
internal import Tables

/// The `coordinates` of a GeoJSON geometry, as nested arrays of positions. Which geometry they are of may be
/// said only after them, so they are taken as they come.
struct GeoJSONCoordinates {
  /// Rings whose ends are no further apart, in degrees, are closed: a tenth of a millimetre.
  private static let closing = 1e-9

  /// Arrays around a number: 1 in a Point, 3 in a Polygon, 4 in a MultiPolygon; 0 when there is no position.
  private(set) var depth = 0
  private(set) var points: [SIMD2<Double>] = []
  /// The first thing that is wrong with them, in a file that is JSON.
  private(set) var problem: Failure?
  /// How deep there are arrays without anything.
  private var emptyLevels: Set<Int> = []
  private var ringEnds: [Int] = []
  private var partEnds: [Int] = []

  /// - Throws: `Failure` (EX_DATAERR) where they are no JSON.
  init(_ scanner: JSONScanner) throws {
    try read(scanner, level: 1)
    if emptyLevels.contains(depth) { note(scanner, "has a position that is not two numbers") }
    if depth == 3 { partEnds = [ringEnds.count] }
    if depth == 2 { ringEnds = [points.count] }
  }

  private mutating func note(_ scanner: JSONScanner, _ message: String) {
    if problem == nil { problem = scanner.failure(message) }
  }

  private mutating func read(_ scanner: JSONScanner, level: Int) throws {
    guard level <= 4 else {
      note(scanner, "nests coordinates more than 4 deep, where a MultiPolygon has 4")
      return try scanner.skip()
    }
    let ringsBefore = ringEnds.count
    let pointsBefore = points.count
    var position = SIMD2(Double.nan, .nan)
    var numbers = 0
    var arrays = 0
    try scanner.array {
      switch try scanner.peek() {
      case UInt8(ascii: "[")?:
        arrays += 1
        try read(scanner, level: level + 1)
      case UInt8(ascii: "\"")?, UInt8(ascii: "{")?, UInt8(ascii: "n")?:
        note(scanner, "has a position that is not two numbers")
        try scanner.skip()
      default:
        let value = try scanner.number { if problem == nil { problem = $0 } }
        if numbers < 2 { position[numbers] = value }
        numbers += 1
      }
    }
    if numbers == 0, arrays == 0 { emptyLevels.insert(level) }
    if numbers > 0 {
      guard arrays == 0, numbers >= 2 else { return note(scanner, "has a position that is not two numbers") }
      guard depth == 0 || depth == level else { return note(scanner, "mixes positions and arrays of them") }
      if let problem = WGS84.problem(with: position) { return note(scanner, problem) }
      depth = level
      points.append(position)
    } else if depth > 0, points.count > pointsBefore {
      // `above` is how many arrays lie between this one and its positions.
      let above = depth - level
      if above == 1, depth >= 3 { ringEnds.append(points.count) }
      if above == 2, depth == 4, ringEnds.count > ringsBefore { partEnds.append(ringEnds.count) }
    }
  }

  /// The points of each line, of a LineString or MultiLineString.
  var rows: [ArraySlice<SIMD2<Double>>] {
    ringEnds.indices.map { points[($0 == 0 ? 0 : ringEnds[$0 - 1])..<ringEnds[$0]] }
  }

  /// The polygon, its rings checked: each has four positions or more and ends where it began, up to rounding.
  func shape(_ scanner: JSONScanner) -> (PolygonShape, problem: Failure?) {
    var points = points
    var problem: Failure?
    for (index, ring) in rows.enumerated() {
      guard let first = ring.first, let last = ring.last else { continue }
      let gap = last - first
      if gap != .zero, max(abs(gap.x), abs(gap.y)) <= Self.closing {
        points[ringEnds[index] - 1] = first
      } else if gap != .zero {
        problem =
          problem
          ?? scanner.failure(
            "has a ring that is not closed: it begins at \(first.x), \(first.y) and ends at \(last.x), \(last.y)"
          )
      }
      if ring.count < 4 {
        problem =
          problem ?? scanner.failure("has a ring of \(ring.count) positions, where a polygon needs 4 or more")
      }
    }
    return (PolygonShape(points: points, ringEnds: ringEnds, partEnds: partEnds), problem)
  }
}
