// Elementary functions in double precision, of additions, multiplications, divisions and square roots alone: the same
// bits on every processor, where a system's library has one code for those that fuse multiplications with additions
// and another for those that cannot.
#pragma once

// Within 1 ulp.
double kn_exp(double x);
double kn_log(double x);
double kn_sin(double x);
double kn_cos(double x);
double kn_atan(double x);

// Within 2.5 ulp.
double kn_expm1(double x);
double kn_log1p(double x);
double kn_tan(double x);
double kn_tanh(double x);
double kn_asinh(double x);
/// The angle of (x, y).
double kn_atan2(double y, double x);

/// x^y of x ≥ 0, within 0.51 ulp: 10^n of a double comes out as that.
double kn_pow(double x, double y);

/// 1 − erf(x), within 1e-14 of itself.
double kn_erfc(double x);
/// log Γ(x) of positive x, within 1e-14 of max(1, itself).
double kn_lgamma(double x);
