/// The relations of a block's facts. The same few names come again and again, so they are told apart here, and
/// only a name that was not met lately is left to be looked up.
package struct RelationCodes {
  private static let slots = 256

  /// The name of every code. A name has several codes where more names take turns than there are slots.
  package let tokens = NameTokens()
  /// The code of each fact.
  package private(set) var codes: [UInt32] = []
  /// The first fact of each code.
  package private(set) var facts: [UInt32] = []
  /// Code + 1 of the last name with such a hash; 0 where there was none.
  private var recent = [UInt32](repeating: 0, count: slots)

  package init() {}

  package mutating func removeAll() {
    tokens.removeAll()
    codes.removeAll(keepingCapacity: true)
    facts.removeAll(keepingCapacity: true)
    for slot in recent.indices { recent[slot] = 0 }
  }

  /// Adds the relation of the next fact, which stands at `offset` in the text.
  @inline(__always)
  package mutating func append(
    _ name: UnsafeRawBufferPointer, at offset: Int, _ hash: UInt32, in text: UnsafeRawPointer
  ) {
    let slot = Int(hash) & (Self.slots - 1)
    if recent[slot] != 0 {
      let code = recent[slot] - 1
      let token = tokens.token(Int(code))
      if token.hash == hash, Int(token.length) == name.count, name.areEqual(to: text + Int(token.offset)) {
        codes.append(code)
        return
      }
    }
    let code = UInt32(tokens.count)
    tokens.append(
      NameToken(offset: UInt32(offset), length: UInt32(name.count), hash: hash, slot: 2 * code))
    facts.append(UInt32(codes.count))
    codes.append(code)
    recent[slot] = code + 1
  }
}
