package import Schemas

/// The vectors of several extractors, such as encoders of several seeds, one behind another.
package struct JoinedFeatures: ImageFeatures {
  private let members: [any ImageFeatures]

  /// - Parameter members: at least one.
  package init(_ members: [any ImageFeatures]) { self.members = members }

  package var dimension: Int { members.reduce(0) { $0 + $1.dimension } }

  package var description: String {
    members.count == 1
      ? members[0].description : "of \(members.count) encoders, one behind another: \(members[0].description)"
  }

  /// All of them; nil where one comes from no encoder.
  package var encoderName: String? {
    let names = members.compactMap(\.encoderName)
    return names.count == members.count ? names.joined(separator: "+") : nil
  }

  package func features(_ pixels: [UInt8], of shape: ImageShape, shares: [Float]?) throws -> [Float] {
    let vectors = try members.map { try $0.features(pixels, of: shape, shares: shares) }
    return (0..<shape.regions).flatMap { region in
      zip(members, vectors).flatMap { member, values in
        values[(region * member.dimension)..<((region + 1) * member.dimension)]
      }
    }
  }
}
