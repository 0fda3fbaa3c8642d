internal import Relations

extension RawCity {
  /// Positive flows, as `Z1>Z2=3.0`, by the regions' order.
  var flowTexts: [String] {
    let ids = regionIDs
    return ids.indices.flatMap { a in
      ids.indices.compactMap { b in
        let count = flows?.count(from: a, to: b) ?? 0
        return count > 0 ? "\(ids[a])>\(ids[b])=\(count)" : nil
      }
    }
  }
}
