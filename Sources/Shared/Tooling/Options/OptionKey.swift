/// An option by its long name, for options that a registry describes.
///
/// swift-argument-parser finds a type's options by reflection and gives their values back through `Decodable`, so
/// options that are no properties are children of a custom mirror and are decoded by name.
package struct OptionKey: CodingKey {
  package let stringValue: String
  package var intValue: Int? { nil }

  package init(_ name: String) { stringValue = name }
  package init(stringValue: String) { self.init(stringValue) }
  package init?(intValue: Int) { nil }
}
