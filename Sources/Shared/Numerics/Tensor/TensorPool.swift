internal import Foundation
internal import Support

/// Room for a network's activations, planned as they come and go: what a tensor leaves free the next ones
/// share, whatever their shapes, so that memory is little more than the most that lives at one time.
package final class TensorPool {
  /// Floats that follow one another and are free.
  private struct Extent {
    var start: Int
    var count: Int
    var end: Int { start + count }
  }

  /// Whole pages, so that tensors do not share cache lines.
  private static let unit = 1024
  private let memory = ReservedMemory()
  /// Floats in use or free; behind them is only address space.
  private var top = 0
  /// In order, no two adjacent.
  private var free: [Extent] = []

  package init() {}

  /// A tensor of the given shape with any content, valid until it is given back.
  package func take(_ shape: [Int]) -> Tensor {
    let count = Self.room(shape.reduce(1, *))
    let start: Int
    if let first = free.firstIndex(where: { $0.count >= count }) {
      start = free[first].start
      free[first].start += count
      free[first].count -= count
      if free[first].count == 0 { free.remove(at: first) }
    } else {
      start = free.last?.end == top ? free.removeLast().start : top
      top = start + count
      memory.grow(to: top)
    }
    return Tensor(shape, at: memory.floats + start, owner: memory)
  }

  /// Gives a tensor back that nobody reads any more.
  package func give(_ tensor: Tensor) {
    var extent = Extent(start: tensor.pointer - memory.floats, count: Self.room(tensor.count))
    var position = free.firstIndex { $0.start > extent.start } ?? free.count
    if position < free.count, extent.end == free[position].start {
      extent.count += free.remove(at: position).count
    }
    if position > 0, free[position - 1].end == extent.start {
      position -= 1
      extent = Extent(start: free[position].start, count: free[position].count + extent.count)
      free.remove(at: position)
    }
    free.insert(extent, at: position)
  }

  private static func room(_ count: Int) -> Int { max(1, (count + unit - 1) / unit) * unit }
}

/// Address space that becomes memory as it is asked for, without ever moving.
private final class ReservedMemory {
  let floats: UnsafeMutablePointer<Float>
  private let reserved: Int
  private var usable = 0
  private static let step = 1 << 21

  /// As much as the system lets a process reserve, up to 1 TiB.
  init() {
    var size = 1 << 40
    while size > Self.step {
      let memory = mmap(nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | Int32(MAP_NORESERVE), -1, 0)
      if let memory, memory != MAP_FAILED {
        floats = memory.bindMemory(to: Float.self, capacity: size / MemoryLayout<Float>.stride)
        reserved = size
        return
      }
      size /= 2
    }
    PageMemory.refused(size)
  }

  func grow(to count: Int) {
    let size = (count * MemoryLayout<Float>.stride + Self.step - 1) & ~(Self.step - 1)
    guard size > usable else { return }
    let start = UnsafeMutableRawPointer(floats) + usable
    guard size <= reserved, mprotect(start, size - usable, PROT_READ | PROT_WRITE) == 0 else {
      PageMemory.refused(size)
    }
    PageMemory.adviseLargePages(start, size - usable)
    usable = size
  }

  deinit { munmap(floats, reserved) }
}
