/// Which of the days on which a pixel is valid a composite takes it from.
package enum CompositeRule: String, CaseIterable, Sendable {
  /// The first, in the order of the files.
  case first
  /// The one on which most of the picture is valid; of such the first.
  case clearest
  /// All: in each channel the median, the mean of the two in the middle where they are even in number.
  case median
}
