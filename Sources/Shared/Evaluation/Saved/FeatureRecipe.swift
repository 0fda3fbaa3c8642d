package import Prediction
package import Schemas

/// What the features of a model are made of: columns of files' features by name, and of trend surfaces.
package struct FeatureRecipe: Sendable, Equatable {
  package enum Part: Sendable, Equatable {
    /// - Parameter encoder: the image encoder that they are of, where their file said so.
    case features(name: String, dimension: Int, encoder: String? = nil)
    case trend(TrendSurface)
  }

  /// Side by side; none for a model without features.
  package let parts: [Part]

  package init(_ parts: [Part] = []) { self.parts = parts }

  /// Columns of all parts.
  package var dimension: Int {
    parts.reduce(0) { sum, part in
      switch part {
      case .features(_, let dimension, _): sum + dimension
      case .trend(let surface): sum + surface.dimension
      }
    }
  }

  /// The features that files must give: their numbers of columns, and the encoder where that is known.
  package var files: [(name: String, dimension: Int, encoder: String?)] {
    parts.compactMap { part in
      if case .features(let name, let dimension, let encoder) = part {
        (name, dimension, encoder)
      } else {
        nil
      }
    }
  }

  package var usesTrend: Bool { parts.contains { if case .trend = $0 { true } else { false } } }

  /// The features of regions.
  /// - Parameters:
  ///   - coordinates: of `ids`; looked at by a trend only.
  ///   - table: the features called so, of the dimension that the recipe says, with a row for each of `ids`.
  package func table(
    _ ids: [String], _ coordinates: [SIMD2<Double>], _ table: (_ name: String) -> EmbeddingTable
  ) -> EmbeddingTable {
    guard !parts.isEmpty else { return EmbeddingTable(ids: ids, values: [], dimension: 0) }
    return EmbeddingTable(
      joining: parts.map { part in
        switch part {
        case .features(let name, _, _): table(name).selecting(ids)
        case .trend(let surface): surface.features(ids, coordinates)
        }
      })
  }
}
