package import HDF5
internal import Schemas
internal import Support

extension KrigingModel {
  package func write(to file: borrowing HDF5File, at group: String) throws {
    try sample.write(to: file, at: group)
    func write(_ values: [Double], _ name: String, _ description: String, units: String? = nil) throws {
      try file.write(
        values, to: "\(group)/\(name)", shape: [values.count],
        HDF5Layout(description, units: units, dimensions: []))
    }
    try write([noise], "noise", "variance of the noise")
    try write([parameters.field], "field", "variance of the Matérn field over that of the noise")
    try write([parameters.range], "range", "range of the Matérn field", units: "km")
    if let features = parameters.features {
      try write(
        [features], "linear",
        "prior variance of the linear function of standardised features of mean square 1, over that of the noise"
      )
      try write(
        Array(coefficients.dropFirst()), "weight", "weight of each standardised feature")
    }
    try write([coefficients[0]], "intercept", "intercept")
    try write(
      residuals, "residual",
      neighbours == 0
        ? "label less its linear function, times the inverse covariance of field and noise over the noise's variance"
        : "label less its linear function")
    try write(
      leaveOneOut.predictions, "leave_one_out", "prediction of each training region without its label")
    try write(
      leaveOneOut.variances, "leave_one_out_variance", "variance of the label about that, noise included")
    try file.write(
      [Int64(neighbours)], to: "\(group)/neighbours", shape: [1],
      HDF5Layout("nearest regions that are conditioned on; 0 for all", dimensions: []))
    try file.write(
      [Double(smoothness.rawValue) ?? 0], to: "\(group)/smoothness", shape: [1],
      HDF5Layout("smoothness of the Matérn field: 0.5, 1.5 or 2.5", dimensions: []))
  }

  package init(from file: borrowing HDF5File, at group: String, dimension: Int) throws {
    sample = try KrigingSample(from: file, at: group, dimension: dimension)
    let count = sample.count
    noise = try file.read("\(group)/noise", shape: [1])[0]
    parameters = KrigingParameters(
      field: try file.read("\(group)/field", shape: [1])[0],
      range: try file.read("\(group)/range", shape: [1])[0],
      features: dimension > 0 ? try file.read("\(group)/linear", shape: [1])[0] : nil)
    let intercept = try file.read("\(group)/intercept", as: Double.self, shape: [1])
    coefficients =
      dimension > 0 ? intercept + (try file.read("\(group)/weight", shape: [dimension])) : intercept
    residuals = try file.read("\(group)/residual", shape: [count])
    leaveOneOut = LeaveOneOut(
      predictions: try file.read("\(group)/leave_one_out", shape: [count]),
      variances: try file.read("\(group)/leave_one_out_variance", shape: [count]))
    let neighbours = try file.read("\(group)/neighbours", as: Int64.self, shape: [1])[0]
    let order = try file.read("\(group)/smoothness", as: Double.self, shape: [1])[0]
    guard let smoothness = Smoothness(rawValue: "\(order)"),
      (0...Int64(Self.mostNeighbours)).contains(neighbours),
      noise >= 0, parameters.field > 0, parameters.range > 0, parameters.features ?? 1 > 0
    else { throw Failure.data("\(file.name): \(group)", "has no parameters of a kriging model") }
    self.smoothness = smoothness
    self.neighbours = Int(neighbours)
  }

  /// Regions that one may be conditioned on, whose covariance is a matrix for each thread.
  static let mostNeighbours = 1000
}
