internal import CGEOS
internal import Support

/// Finds the boxes that meet a box: GEOS's STRtree. Once made it is only read, by any number of threads.
package final class BoxTree: @unchecked Sendable {
  private let handle: GEOSContextHandle_t
  private let tree: OpaquePointer?
  /// What the tree holds besides their boxes; they have to outlive it.
  private var geometries: [OpaquePointer] = []

  /// - Throws: `Failure` where GEOS has no memory.
  package init(_ boxes: [Box]) throws {
    guard let handle = GEOS_init_r() else { throw Failure(.system, nil, "GEOS cannot be started") }
    self.handle = handle
    tree = GEOSSTRtree_create_r(handle, 10)
    guard let tree else { throw Failure(.system, nil, "GEOS cannot make an index") }
    for (index, box) in boxes.enumerated() where !box.isEmpty {
      let diagonal = try Self.diagonal(box, handle)
      geometries.append(diagonal)
      // Items are numbers from 1, as pointers that nobody follows.
      GEOSSTRtree_insert_r(handle, tree, diagonal, UnsafeMutableRawPointer(bitPattern: index + 1))
    }
    // The first question builds the tree.
    if let first = geometries.first { GEOSSTRtree_query_r(handle, tree, first, { _, _ in }, nil) }
  }

  deinit {
    if let tree { GEOSSTRtree_destroy_r(handle, tree) }
    for geometry in geometries { GEOSGeom_destroy_r(handle, geometry) }
    GEOS_finish_r(handle)
  }

  /// Puts the numbers of the boxes that meet `box` into `found`, in no order.
  package func query(_ box: Box, _ geos: GEOSContext, into found: inout [Int32]) throws {
    found.removeAll(keepingCapacity: true)
    guard !geometries.isEmpty, !box.isEmpty else { return }
    let diagonal = try Self.diagonal(box, geos.handle)
    defer { geos.destroy(diagonal) }
    withUnsafeMutablePointer(to: &found) { found in
      GEOSSTRtree_query_r(
        geos.handle, tree, diagonal,
        { item, found in
          found?.assumingMemoryBound(to: [Int32].self).pointee.append(Int32(Int(bitPattern: item) - 1))
        }, found)
    }
  }

  /// A line whose bounding box is `box`.
  private static func diagonal(_ box: Box, _ handle: GEOSContextHandle_t) throws -> OpaquePointer {
    let corners = [box.low.x, box.low.y, box.high.x, box.high.y]
    guard let sequence = GEOSCoordSeq_copyFromBuffer_r(handle, corners, 2, 0, 0),
      let line = GEOSGeom_createLineString_r(handle, sequence)
    else { throw Failure(.system, nil, "GEOS has no memory") }
    return line
  }
}
