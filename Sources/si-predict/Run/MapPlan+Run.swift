internal import Evaluation
internal import Geography
internal import HDF5
internal import Logging
internal import Schemas
internal import Support
internal import Tooling

extension MapPlan {
  /// Writes the polygons with the estimates of their regions.
  func run(_ context: Context) throws {
    let (estimates, name) = try context.readHDF5(path, .predictions) { file in
      (
        try EstimateFile(
          from: file, indicators: indicators, labels: label.map { [$0] }, target: target),
        file.name
      )
    }
    let labels = Set(estimates.estimates.map(\.label)).sorted()
    guard labels.count == 1 else {
      throw Failure.data(
        name, "holds estimates by \(labels.listed()); --features says which to map")
    }
    let text = try context.withVectorInput(polygons, vectors) {
      try GeoJSONText(reading: $0, idProperty: idProperty)
    }
    let map = EstimateMap(estimates.ids, estimates.estimates, truth: estimates.truth)
    let joined = text.ids.filter(map.contains)
    guard !joined.isEmpty else {
      throw Failure.data(
        polygons,
        "has no polygon of a region of \(name): their ids do not join; --region-id says which property it is"
      )
    }
    if joined.count < text.ids.count {
      context.log.notice("\(text.ids.count - joined.count) of \(text.ids.count) polygons have no estimate")
    }
    let absent = Set(estimates.ids).subtracting(joined.compactMap(\.self)).count
    if absent > 0 { context.log.notice("\(absent) of \(estimates.ids.count) regions have no polygon") }
    try context.writeText(output, text.text(adding: map.properties, member: map.member))
  }
}
