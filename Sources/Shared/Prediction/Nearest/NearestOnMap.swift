internal import HDF5
internal import Support

/// The mean label of the training regions that are nearest on the sphere; a training region is its own
/// nearest.
struct NearestOnMap: FittedPredictor {
  /// Longitude and latitude in degrees of the training regions.
  private let places: [SIMD2<Double>]
  private let votes: NearestVotes

  init(_ places: [SIMD2<Double>], _ votes: NearestVotes) {
    self.places = places
    self.votes = votes
  }

  func predictions(_ inputs: PredictorInputs) -> [Double] {
    let index = SphereIndex(places, members: Array(places.indices))
    return inputs.coordinates.map { votes.mean(of: index.nearest(to: $0, k: votes.neighbours)) }
  }

  func write(to file: borrowing HDF5File, at group: String) throws {
    try votes.write(to: file, at: group)
    try file.write(
      places.flatMap { [$0.x, $0.y] }, to: "\(group)/lonlat", shape: [places.count, 2],
      HDF5Layout("longitude and latitude of each training region, WGS 84", units: "degrees", dimensions: []))
  }

  init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    votes = try NearestVotes(from: file, at: group)
    let flat = try file.read("\(group)/lonlat", as: Double.self, shape: [votes.labels.count, 2])
    places = votes.labels.indices.map { SIMD2(flat[2 * $0], flat[2 * $0 + 1]) }
  }
}
