internal import CHDF5

/// Element types that our files hold; little-endian on disk.
package enum HDF5Kind: String, Sendable {
  case float32, float64, uint8, uint16, int32, int64, string
  /// Of other programs: half precision, small and unsigned integers. Never written.
  case number = "another kind of number"
  /// Truth values as NumPy has them, an enumeration of a byte. Never written.
  case flags = "truth values"

  var fileType: hid_t {
    switch self {
    case .float32: kn_H5T_IEEE_F32LE()
    case .float64, .number: kn_H5T_IEEE_F64LE()
    case .uint8, .flags: kn_H5T_STD_U8LE()
    case .uint16: kn_H5T_STD_U16LE()
    case .int32: kn_H5T_STD_I32LE()
    case .int64: kn_H5T_STD_I64LE()
    case .string: kn_H5T_C_S1()
    }
  }

  var memoryType: hid_t {
    switch self {
    case .float32: kn_H5T_NATIVE_FLOAT()
    case .float64, .number: kn_H5T_NATIVE_DOUBLE()
    case .uint8, .flags: kn_H5T_NATIVE_UINT8()
    case .uint16: kn_H5T_NATIVE_UINT16()
    case .int32: kn_H5T_NATIVE_INT32()
    case .int64: kn_H5T_NATIVE_INT64()
    case .string: kn_H5T_C_S1()
    }
  }

  var size: Int {
    switch self {
    case .uint8, .flags: 1
    case .uint16: 2
    case .float32, .int32: 4
    case .float64, .int64, .string, .number: 8
    }
  }

  /// The kind of a stored type, or nil where our files never hold it.
  init?(storedType: hid_t) {
    let size = H5Tget_size(storedType)
    switch H5Tget_class(storedType) {
    case H5T_FLOAT:
      self = size == 4 ? .float32 : size == 8 ? .float64 : .number
    case H5T_INTEGER:
      switch (size, H5Tget_sign(storedType)) {
      case (1, H5T_SGN_NONE): self = .uint8
      case (2, H5T_SGN_NONE): self = .uint16
      case (4, H5T_SGN_2): self = .int32
      case (8, H5T_SGN_2): self = .int64
      default: self = .number
      }
    case H5T_STRING: self = .string
    case H5T_ENUM where size == 1: self = .flags
    default: return nil
    }
  }
}

/// A Swift type that is the element of a dataset or attribute.
package protocol HDF5Scalar: BitwiseCopyable, Sendable {
  static var hdf5Kind: HDF5Kind { get }
  static var zero: Self { get }
  /// Whether it is a number of that kind.
  func isAllowed(_ allowed: AllowedNumbers) -> Bool
}

/// Which numbers a dataset may hold.
package enum AllowedNumbers: Sendable {
  case finite
  /// Or NaN, where something is unknown.
  case finiteOrNaN
  /// Infinities as well.
  case any
}

extension HDF5Scalar where Self: FixedWidthInteger {
  package func isAllowed(_ allowed: AllowedNumbers) -> Bool { true }
}

extension HDF5Scalar where Self: BinaryFloatingPoint {
  package func isAllowed(_ allowed: AllowedNumbers) -> Bool {
    switch allowed {
    case .finite: isFinite
    case .finiteOrNaN: !isInfinite
    case .any: true
    }
  }
}

extension Float: HDF5Scalar {
  package static var hdf5Kind: HDF5Kind { .float32 }
}
extension Double: HDF5Scalar {
  package static var hdf5Kind: HDF5Kind { .float64 }
}
extension UInt8: HDF5Scalar { package static var hdf5Kind: HDF5Kind { .uint8 } }
extension UInt16: HDF5Scalar { package static var hdf5Kind: HDF5Kind { .uint16 } }
extension Int32: HDF5Scalar { package static var hdf5Kind: HDF5Kind { .int32 } }
extension Int64: HDF5Scalar { package static var hdf5Kind: HDF5Kind { .int64 } }
