/// What stands for each sample of a photograph: a table of 256 for red, green and blue.
package struct SampleTables: Sendable, Equatable {
  package let channels: [[UInt8]]

  /// - Precondition: three tables of 256.
  package init(_ channels: [[UInt8]]) {
    precondition(channels.map(\.count) == [256, 256, 256], "three tables of 256")
    self.channels = channels
  }

  /// Replaces every sample of pictures.
  /// - Parameter samples: [picture, y, x, RGB]
  package func apply(to samples: UnsafeMutableBufferPointer<UInt8>) {
    for (channel, table) in channels.enumerated() {
      for index in stride(from: channel, to: samples.count, by: 3) {
        samples[index] = table[Int(samples[index])]
      }
    }
  }

  /// These tables, and then others.
  func followed(by others: SampleTables) -> SampleTables {
    SampleTables(zip(channels, others.channels).map { table, next in table.map { next[Int($0)] } })
  }
}
