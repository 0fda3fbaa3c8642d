/// What a page is looked at on.
package struct Screen: Sendable {
  package var width: Int
  package var height: Int
  /// Pixels of the device a pixel of the page.
  package var density = 1
  package var touch = false
  package var dark = false
  /// `screen` or `print`.
  package var medium = "screen"

  package static let desktop = Screen(width: 1280, height: 800)
  package static let phone = Screen(width: 360, height: 740, density: 2, touch: true)
  package static let dark = Screen(width: 1280, height: 800, dark: true)
  package static let print = Screen(width: 794, height: 1123, medium: "print")
}
