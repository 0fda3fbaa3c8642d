internal import HDF5
internal import Support

/// Where on the earth pictures were cut, out of what, and how their samples came about: what version 1.2 of
/// `knowcl/images` has besides.
package struct PictureOrigin: Sendable, Equatable {
  /// Longitude and latitude of every picture's corners: upper left, upper right, lower right, lower left.
  package var corners: [[SIMD2<Double>]]
  /// West, south, east and north edge of every picture in the coordinate reference system `crs`.
  package var edges: [[Double]]
  /// The coordinate reference system of `edges`: `EPSG:32618` or WKT.
  package var crs: String
  /// How much of its region each picture shows, of 1, where regions are covered by several.
  package var shares: [Float]?
  /// What stands for the lowest and the highest sample of each band, where samples were scaled.
  package var limits: [SIMD2<Double>]?
  /// By which rule.
  package var scaling: String?
  /// The day of the scene: `YYYY-MM-DD`.
  package var date: String?

  package init(
    corners: [[SIMD2<Double>]], edges: [[Double]], crs: String, shares: [Float]? = nil,
    limits: [SIMD2<Double>]? = nil, scaling: String? = nil, date: String? = nil
  ) {
    self.corners = corners
    self.edges = edges
    self.crs = crs
    self.shares = shares
    self.limits = limits
    self.scaling = scaling
    self.date = date
  }

  func write(to file: borrowing HDF5File, shape: ImageShape) throws {
    let pictures = shape.views.areNumbered ? "pictures" : "regions"
    try file.write(
      corners.flatMap { $0.flatMap { [$0.x, $0.y] } }, to: "/window/lonlat", shape: [shape.pictures, 4, 2],
      HDF5Layout(
        "longitude and latitude of a picture's corners, WGS 84: upper left, upper right, lower right, lower left",
        units: "degrees", dimensions: [pictures, "corners", "lonlat"]))
    try file.write(
      edges.flatMap { $0 }, to: "/window/edges", shape: [shape.pictures, 4],
      HDF5Layout(
        "west, south, east and north edge of a picture in the coordinate reference system /window/@crs",
        dimensions: [pictures, "edges"]))
    try file.setAttribute("crs", crs, on: "/window")
    if let shares {
      try file.write(
        shares, to: "/region/view_share", shape: [shape.pictures],
        HDF5Layout("share of its region that a picture shows", units: "1", dimensions: [pictures]))
    }
    if let limits {
      let ends = [("/band/low", "lowest", limits.map(\.x)), ("/band/high", "highest", limits.map(\.y))]
      for (path, which, values) in ends {
        try file.write(
          values, to: path, shape: [values.count],
          HDF5Layout("what the \(which) sample of a band stands for", dimensions: ["bands"]))
      }
    }
    if let scaling { try file.setAttribute("scaling", scaling) }
    if let date { try file.setAttribute("date", date) }
  }

  /// Reads what a file of version 1.2 says; nil where it says nothing of that kind.
  init?(from file: borrowing HDF5File, pictures: Int, bands: Int) throws {
    // Neither is there where pictures were not cut out of a scene.
    guard file.contains("/window") else { return nil }
    let lonlat = try file.read("/window/lonlat", as: Double.self, shape: [pictures, 4, 2])
    let edges = try file.read("/window/edges", as: Double.self, shape: [pictures, 4])
    corners = (0..<pictures).map { picture in
      (0..<4).map { SIMD2(lonlat[8 * picture + 2 * $0], lonlat[8 * picture + 2 * $0 + 1]) }
    }
    self.edges = (0..<pictures).map { Array(edges[(4 * $0)..<(4 * $0 + 4)]) }
    crs = try file.stringAttribute("crs", on: "/window")
    shares = try Self.shares(from: file, pictures: pictures)
    if file.contains("/band/low"), file.contains("/band/high") {
      let low = try file.read("/band/low", as: Double.self, shape: [bands])
      let high = try file.read("/band/high", as: Double.self, shape: [bands])
      limits = zip(low, high).map { SIMD2($0, $1) }
    }
    scaling = file.hasAttribute("scaling") ? try file.stringAttribute("scaling") : nil
    date = file.hasAttribute("date") ? try file.stringAttribute("date") : nil
    try requireRules(file.name)
  }

  private static func shares(from file: borrowing HDF5File, pictures: Int) throws -> [Float]? {
    let path = "/region/view_share"
    guard file.contains(path) else { return nil }
    let shares = try file.read(path, as: Float.self, shape: [pictures])
    if let bad = shares.firstIndex(where: { !($0 > 0 && $0 <= 1.0001) }) {
      throw Failure.data(
        "\(file.name): \(path)",
        "element \(bad) is \(shares[bad]), where each picture shows a share of its region, up to 1")
    }
    return shares
  }
}
