package import HDF5
internal import Support

/// A setting of a training run as it stands among the root attributes of a file.
package struct RunSetting: Sendable {
  package enum Value: Equatable, Sendable, CustomStringConvertible {
    case text(String)
    case integer(Int)
    case number(Double)

    package var description: String {
      switch self {
      case .text(let text): text
      case .integer(let number): String(number)
      case .number(let number): String(number)
      }
    }
  }

  package let name: String
  package let value: Value

  package init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }

  package func write(to file: borrowing HDF5File) throws {
    switch value {
    case .text(let text): try file.setAttribute(name, text)
    case .integer(let number): try file.setAttribute(name, number)
    case .number(let number): try file.setAttribute(name, number)
    }
  }

  /// What a file says of it, as the same kind of value.
  package func value(in file: borrowing HDF5File) throws -> Value {
    switch value {
    case .text: .text(try file.stringAttribute(name))
    case .integer: .integer(Int(try file.numberAttribute(name, as: Int64.self)))
    case .number: .number(try file.numberAttribute(name, as: Double.self))
    }
  }
}

/// What a run that goes on from a file must share with the run that wrote it.
extension HDF5File {
  /// - Parameter missing: what a file that lacks a setting is known to have had; nil makes the lack an error.
  /// - Throws: `Failure` (EX_DATAERR) naming the first setting that differs.
  package borrowing func requireSettings(
    _ settings: [RunSetting], missing: (RunSetting) throws -> RunSetting.Value? = { _ in nil }
  ) throws {
    for setting in settings {
      let known = hasAttribute(setting.name) ? nil : try missing(setting)
      let old = try known ?? setting.value(in: self)
      guard old == setting.value else {
        throw Failure.data(name, "was trained with \(setting.name) \(old), not \(setting.value)")
      }
    }
  }

  /// Files are told by their content and their schema, whatever they are called and in whatever order they come.
  /// - Parameters:
  ///   - now: all that this run has read.
  ///   - seed: this run's.
  /// - Throws: `Failure` (EX_DATAERR) naming the input or seed that differs.
  package borrowing func requireRun(inputs now: [InputRecord], seed: UInt64) throws {
    var missing = try InputRecord.read(from: self)
    for input in now {
      let digest = try input.digest.value()
      if let match = try missing.firstIndex(where: { try $0.digest.value() == digest }) {
        missing.remove(at: match)
      } else if let old = missing.first(where: { $0.schema == input.schema }) {
        throw Failure.data(
          input.name, "is not the file that \(name) was trained on ('\(old.name)'): its SHA-256 differs")
      } else {
        throw Failure.data(input.name, "is no file that \(name) was trained on")
      }
    }
    if let old = missing.first {
      throw Failure.data(name, "was trained on '\(old.name)' as well, which is not given")
    }
    let oldSeed = UInt64(bitPattern: try numberAttribute("seed", as: Int64.self))
    guard oldSeed == seed else {
      throw Failure.data(name, "was trained with --seed \(oldSeed), not \(seed)")
    }
  }

  /// A root attribute that counts something.
  /// - Throws: `Failure` (EX_DATAERR) where it is negative.
  package borrowing func counter(_ attribute: String) throws -> Int {
    let value = try integerAttribute(attribute)
    guard value >= 0 else {
      throw Failure.data("\(name): /@\(attribute)", "is \(value), where a count is needed")
    }
    return value
  }
}
