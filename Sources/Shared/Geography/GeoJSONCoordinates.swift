internal import Tables

/// The `coordinates` of a GeoJSON geometry, as nested arrays of positions. Which geometry they are of may be
/// said only after them, so they are taken as they come.
struct GeoJSONCoordinates {
  /// Arrays around a number: 1 in a Point, 3 in a Polygon, 4 in a MultiPolygon; 0 when there is no position.
  private(set) var depth = 0
  private(set) var points: [SIMD2<Double>] = []
  private var ringEnds: [Int] = []
  private var partEnds: [Int] = []

  init(_ scanner: JSONScanner) throws {
    try read(scanner, level: 1)
    if depth == 3 { partEnds = [ringEnds.count] }
  }

  private mutating func read(_ scanner: JSONScanner, level: Int) throws {
    guard level <= 4 else {
      throw scanner.failure("nests coordinates more than 4 deep, where a MultiPolygon has 4")
    }
    let ringsBefore = ringEnds.count
    let pointsBefore = points.count
    var position = SIMD2(Double.nan, .nan)
    var numbers = 0
    var arrays = 0
    try scanner.array {
      let first = try scanner.peek()
      if first == UInt8(ascii: "[") {
        arrays += 1
        try read(scanner, level: level + 1)
      } else {
        let value = try scanner.number()
        if numbers < 2 { position[numbers] = value }
        numbers += 1
      }
    }
    if numbers > 0 {
      guard arrays == 0, numbers >= 2 else { throw scanner.failure("has a position that is not two numbers") }
      guard depth == 0 || depth == level else { throw scanner.failure("mixes positions and arrays of them") }
      if let problem = WGS84.problem(with: position) { throw scanner.failure(problem) }
      depth = level
      points.append(position)
    } else if depth > 0, points.count > pointsBefore {
      // `above` is how many arrays lie between this one and its positions.
      let above = depth - level
      if above == 1, depth >= 3 { ringEnds.append(points.count) }
      if above == 2, depth == 4, ringEnds.count > ringsBefore { partEnds.append(ringEnds.count) }
    }
  }

  /// The polygon, its rings checked: each has four positions or more and ends where it began.
  func shape(_ scanner: JSONScanner) throws -> PolygonShape {
    let shape = PolygonShape(points: points, ringEnds: ringEnds, partEnds: partEnds)
    for index in ringEnds.indices {
      let ring = shape.ring(index)
      guard let first = ring.first, let last = ring.last, first == last else {
        let (first, last) = (ring.first ?? .zero, ring.last ?? .zero)
        throw scanner.failure(
          "has a ring that is not closed: it begins at \(first.x), \(first.y) and ends at \(last.x), \(last.y)"
        )
      }
      guard ring.count >= 4 else {
        throw scanner.failure("has a ring of \(ring.count) positions, where a polygon needs 4 or more")
      }
    }
    return shape
  }
}
