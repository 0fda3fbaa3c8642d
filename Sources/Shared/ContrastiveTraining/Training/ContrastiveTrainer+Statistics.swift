package import Schemas

extension ContrastiveTrainer {
  /// Brings the encoder's normalisations up to date with its weights, as `configuration.statistics` says.
  ///
  /// Depends on weights and pictures alone, and does not change how training goes on. The pictures are as the
  /// next epoch would see them.
  package func updateStatistics(_ images: borrowing ImageFile) throws {
    guard configuration.statistics == .exact else { return }
    try model.encoder.measureStatistics(of: pairs.pairs.map(\.image), images, draw)
  }
}
