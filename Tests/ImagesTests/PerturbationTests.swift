internal import Images
internal import Support
internal import TestSupport
import Testing

/// What holds of every registered perturbation.
@Suite struct PerturbationTests {
  static let names = PerturbationRegistry.all.map { $0.name }

  private func registered(_ name: String) throws -> any Perturbation.Type {
    try #require(PerturbationRegistry.all.first { $0.name == name })
  }

  private func picture(_ seed: Int = 0) -> RGBPicture {
    var picture = RGBPicture(height: 24, width: 20)
    for index in picture.pixels.indices {
      picture.pixels[index] = UInt8(truncatingIfNeeded: 37 * seed + 11 * index + index * index / 64)
    }
    return picture
  }

  /// The perturbation as it is, and with any one of its options at any one of its examples.
  private func variants(_ type: any Perturbation.Type) throws -> [any Perturbation] {
    var result: [any Perturbation] = [type.init()]
    for option in type.options {
      for example in option.examples {
        if let variant = try? type.init(settings: [option.name: [example]]) { result.append(variant) }
      }
    }
    return result
  }

  @Test func optionsHaveNamesOfTheirOwn() {
    let names = PerturbationRegistry.all.flatMap { type in [type.name] + type.options.map { $0.name } }
    #expect(Set(names).count == names.count)
    for name in names { #expect(name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil, "\(name)") }
  }

  @Test(arguments: names) func happensToItsShareOfPicturesAndDependsOnSeedAndItemOnly(name: String) throws {
    let type = try registered(name)
    let always = PerturbationSequence([(type.init(), 1)])
    let half = PerturbationSequence([(type.init(), 0.5)])
    var happened = 0
    for item in 0..<64 {
      let (before, key) = (picture(item), "region \(item)")
      let after = always.perturbed(before, seed: 3, item: key)
      #expect(after != before && after.height == before.height && after.width == before.width)
      #expect(after == always.perturbed(before, seed: 3, item: key))
      let drawn = half.perturbed(before, seed: 3, item: key)
      #expect(drawn == before || drawn == after)
      if drawn == after { happened += 1 }
    }
    // Five standard deviations of a binomial count.
    #expect(abs(happened - 32) <= 20)
    #expect(PerturbationSequence([(type.init(), 0)]).changesNothing)
  }

  @Test(arguments: names) func drawsLeaveThoseOfOthersAlone(name: String) throws {
    let type = try registered(name)
    let (alone, all) = (
      PerturbationSequence([(type.init(), 0.5)]),
      PerturbationSequence(PerturbationRegistry.all.map { ($0.init(), $0.name == name ? 0.5 : 1) })
    )
    let without = PerturbationSequence(PerturbationRegistry.all.map { ($0.init(), $0.name == name ? 0 : 1) })
    for item in 0..<16 {
      let key = "region \(item)"
      let changed = alone.perturbed(picture(item), seed: 5, item: key) != picture(item)
      let among =
        all.perturbed(picture(item), seed: 5, item: key)
        != without.perturbed(picture(item), seed: 5, item: key)
      #expect(changed == among)
    }
  }

  @Test(arguments: names) func whatDiffersIsDescribedDifferently(name: String) throws {
    let type = try registered(name)
    let probabilities = [1e-17, 0.1, 0.2, 0.1.nextUp, 1].map { PerturbationSequence([(type.init(), $0)]) }
    #expect(Set(probabilities.map(\.description)).count == probabilities.count)
    for text in probabilities.map(\.description) { #expect(text.hasPrefix(name + " ")) }
    for option in type.options {
      #expect(Set(option.examples).count >= 2, "--\(option.name) has no two examples")
      // Some options are accepted beside another one only.
      var pictures: Set<[UInt8]> = []
      for base in [[:]] + type.options.flatMap({ other in other.examples.map { [other.name: [$0]] } }) {
        guard base[option.name] == nil else { continue }
        let told = option.examples.compactMap { example in
          try? type.init(settings: base.merging([option.name: [example]]) { $1 })
        }
        guard told.count == option.examples.count else { continue }
        let sequences = told.map { PerturbationSequence([($0, 1)]) }
        #expect(Set(sequences.map(\.description)).count == told.count, "--\(option.name) beside \(base)")
        #expect(sequences[0] != sequences[1])
        for sequence in sequences {
          pictures.insert(sequence.perturbed(picture(), seed: 1, item: "r").pixels)
        }
      }
      #expect(pictures.count >= 2, "--\(option.name) changes nothing")
    }
  }

  @Test(arguments: names) func whatIsSaidTheSameIsTheSame(name: String) throws {
    let type = try registered(name)
    for one in try variants(type) {
      for other in try variants(type) where one.details == other.details {
        let pictures = [one, other].map {
          PerturbationSequence([($0, 1)]).perturbed(picture(), seed: 1, item: "r")
        }
        #expect(pictures[0] == pictures[1])
      }
    }
  }

  @Test(arguments: names) func whatAnOptionCannotTakeIsAUsageErrorThatNamesIt(name: String) throws {
    let type = try registered(name)
    for option in type.options {
      for wrong in ["", " ", "nonsense", "nan", "-inf", "1e999", "1:2:3", "2:1"] {
        let failure = #expect(throws: Failure.self) { try type.init(settings: [option.name: [wrong]]) }
        #expect(failure?.kind == .usage && failure?.message.contains("--\(option.name) ") == true)
      }
    }
  }

  @Test func orderIsPartOfTheMeaning() {
    let steps: [(any Perturbation, Double)] = [(GaussianNoise(), 1), (GaussianBlur(), 1)]
    let (one, other) = (PerturbationSequence(steps), PerturbationSequence(steps.reversed()))
    #expect(one != other && one.description == "noise 1.0 (modulo), blur 1.0 (radius 1.0)")
    #expect(
      one.perturbed(picture(), seed: 1, item: "r") != other.perturbed(picture(), seed: 1, item: "r"))
  }

  /// Models hold these words: with others, none that was trained before could be resumed.
  @Test func descriptionsKeepTheirWords() throws {
    func sequence(_ preset: PerturbationPreset) -> PerturbationSequence {
      PerturbationSequence(
        PerturbationRegistry.all.map { ($0.init(), preset.probabilities[$0.name] ?? 0) })
    }
    let augmentation =
      "mirror 0.5, flip 0.5, brightness 0.2 (0.5:1.0), noise 0.1 (modulo), blur 0.1 (radius 1.0)"
    let sky =
      "min-level=0.0:0.05 max-level=0.95:1.0 decay=1.0 clear=0.0 locality=1.0 offset=2.0 channel-shift=0.05 "
      + "blur=2.0 gain=1.0 extent=1.0 shadow-level=0.3:0.6 shadow-tint=0.0"
    #expect(sequence(.augment).description == augmentation)
    #expect(sequence(.cloudy).description == "clouds 1.0 (\(sky) shadows=independent)")
    #expect(sequence(.combined).description == "clouds 0.5 (\(sky) shadows=independent), \(augmentation)")
    let clouds = try Clouds(settings: ["cloud-shadows": ["own"], "sun-azimuth": ["20"]])
    #expect(clouds.details == "\(sky) shadows=own sun=20.0:90.0%")
    #expect(PerturbationSequence().description == "none" && PerturbationSequence().changesNothing)
  }

  @Test(arguments: CloudParameter.allCases) func everyParameterOfCloudsIsDescribed(parameter: CloudParameter)
    throws
  {
    let bounds = parameter.bounds
    let texts = try [bounds.lowerBound, bounds.upperBound].map {
      try Clouds(settings: ["cloud-parameter": ["\(parameter.rawValue)=\($0)"]]).details
    }
    #expect(texts[0] != texts[1] && texts[1].contains("\(parameter.rawValue)=\(bounds.upperBound)"))
  }

  @Test func masksFollowTheirPicture() throws {
    var (plain, turned) = (PerturbedPicture(picture()), PerturbedPicture(picture()))
    PerturbationSequence([(Clouds(), 1)]).apply(to: &plain, seed: 1, item: "r")
    PerturbationSequence([(Clouds(), 1), (HorizontalFlip(), 1), (VerticalFlip(), 1)])
      .apply(to: &turned, seed: 1, item: "r")
    let (before, after) = (try #require(plain.clouds), try #require(turned.clouds))
    #expect(after.thickness == before.thickness.reversed() && after.shadow == before.shadow.reversed())
    #expect(after != before)
    var clear = PerturbedPicture(picture())
    PerturbationSequence([(HorizontalFlip(), 1)]).apply(to: &clear, seed: 1, item: "r")
    #expect(clear.clouds == nil)
  }
}
