internal import CKernels

/// Elementary functions whose bits are the same on every processor, see elementary.h. A system's library takes other
/// code where a processor can fuse multiplications with additions, so none of its functions is called for what files
/// hold; square roots and rounding are exact everywhere.
package enum Elementary {
  package static func exp(_ x: Double) -> Double { kn_exp(x) }
  /// e^x − 1
  package static func expm1(_ x: Double) -> Double { kn_expm1(x) }
  package static func log(_ x: Double) -> Double { kn_log(x) }
  /// ln(1 + x)
  package static func log1p(_ x: Double) -> Double { kn_log1p(x) }
  /// x^y of x ≥ 0
  package static func pow(_ x: Double, _ y: Double) -> Double { kn_pow(x, y) }

  package static func sin(_ x: Double) -> Double { kn_sin(x) }
  package static func cos(_ x: Double) -> Double { kn_cos(x) }
  package static func tan(_ x: Double) -> Double { kn_tan(x) }
  package static func atan2(_ y: Double, _ x: Double) -> Double { kn_atan2(y, x) }
  package static func tanh(_ x: Double) -> Double { kn_tanh(x) }
  package static func asinh(_ x: Double) -> Double { kn_asinh(x) }

  /// 1 − erf(x)
  package static func erfc(_ x: Double) -> Double { kn_erfc(x) }
  /// ln Γ(x) of x > 0
  package static func logGamma(_ x: Double) -> Double { kn_lgamma(x) }
}

/// In single precision: rounded once from a double.
extension Elementary {
  package static func log(_ x: Float) -> Float { Float(kn_log(Double(x))) }
  package static func sin(_ x: Float) -> Float { Float(kn_sin(Double(x))) }
  package static func cos(_ x: Float) -> Float { Float(kn_cos(Double(x))) }
  package static func tanh(_ x: Float) -> Float { Float(kn_tanh(Double(x))) }
}
