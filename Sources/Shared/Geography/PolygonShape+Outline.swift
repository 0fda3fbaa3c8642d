extension PolygonShape {
  /// Each part as one closed line that leaves its holes open when it is filled: from the outline to a hole, around it
  /// the other way and back on the same line, which encloses nothing.
  package var filledOutlines: [[SIMD2<Double>]] {
    partEnds.indices.map { part in
      let rings = rings(ofPart: part).map { Array(ring($0)) }
      guard let outline = rings.first, let start = outline.first else { return [] }
      let turn = Self.signedArea(outline) > 0
      return rings.dropFirst().reduce(into: outline) { line, hole in
        line += (Self.signedArea(hole) > 0) == turn ? hole.reversed() : hole
        line.append(start)
      }
    }
  }

  /// Twice the area that a closed ring encloses, positive counterclockwise, from its first point so that nothing cancels.
  private static func signedArea(_ ring: [SIMD2<Double>]) -> Double {
    guard let origin = ring.first else { return 0 }
    return zip(ring, ring.dropFirst()).reduce(0) { sum, pair in
      let (a, b) = (pair.0 - origin, pair.1 - origin)
      return sum + a.x * b.y - a.y * b.x
    }
  }
}
