/// Something that facts come from: a table of triples, or a city's raw files.
package protocol FactSource {
  /// Adds every fact of the source.
  func addFacts(to assembly: GraphAssembly) throws
}

/// Facts together with where their entities are.
package protocol LocatedFactSource: FactSource {
  /// Whether an entity is one of the regions, which may be in no fact yet.
  func isRegion(_ id: String) -> Bool
  /// Calls `body` with an entity's id, and its longitude and latitude in degrees.
  func forEachPosition(_ body: (String, SIMD2<Double>) -> Void)
}
