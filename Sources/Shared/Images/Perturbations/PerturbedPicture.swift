/// A picture on its way through a sequence of perturbations, and where clouds were laid over it.
package struct PerturbedPicture: Sendable {
  package var picture: RGBPicture
  /// Nil under a clear sky.
  package private(set) var clouds: CloudMask?

  package init(_ picture: RGBPicture) { self.picture = picture }

  /// Replaces the picture by one with clouds over it.
  mutating func lay(_ clouded: CloudedPicture) {
    picture = clouded.picture
    clouds = clouded.mask
  }

  /// Left and right exchanged, of picture and mask alike.
  package mutating func mirror() {
    picture = picture.mirrored()
    clouds?.mirror()
  }

  /// Top and bottom exchanged, of picture and mask alike.
  package mutating func flip() {
    picture = picture.flipped()
    clouds?.flip()
  }

  /// A part stretched to the whole, of picture and mask alike.
  mutating func crop(to window: PictureWindow) {
    let (height, width) = (picture.height, picture.width)
    picture = picture.cropped(to: window).resized(height: height, width: width)
    clouds?.crop(to: window)
  }
}
