import ArgumentParser
internal import Support

/// `i/n`: the i-th of n parts of a list, counted from 1.
struct Shard: ExpressibleByArgument {
  let number: Int
  let count: Int

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], count > 0, (1...count) ~= number
    else { return nil }
    (self.number, self.count) = (number, count)
  }

  /// The part of so many elements; parts follow one another, and their lengths differ by at most 1.
  /// - Throws: `Failure` (EX_USAGE) where there are fewer elements than parts.
  func part(of elements: Int) throws -> Range<Int> {
    guard count <= elements else {
      throw Failure.usage("--shard \(number)/\(count): there are \(elements) regions only")
    }
    func bound(_ part: Int) -> Int {
      let (share, rest) = elements.quotientAndRemainder(dividingBy: count)
      return part * share + min(part, rest)
    }
    return bound(number - 1)..<bound(number)
  }
}
