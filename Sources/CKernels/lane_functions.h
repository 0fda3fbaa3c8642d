// Elementary functions of sixteen floats, without branches; each replaces what it is given. Polynomials of the Cephes
// library (Moshier).
#pragma once
#include "fused.h"

/// 2ⁿ of whole n within the exponents of normal numbers.
#define POWER_OF_TWO(n) ((lanes)(((n) + 127) << 23))
#define MAGNITUDE(x) ((lanes)((choice)(x) & 0x7fffffff))

/// e^r for |r| ≤ ln(2) / 2, of r = x − n ln(2)
INLINE void lanes_exp_reduced(const int software, lanes *x, const lanes *n) {
  // ln(2) in two parts
  lanes r = *x;
  fuse_scalar(software, -0.693359375f, n, &r);
  fuse_scalar(software, 2.12194440e-4f, n, &r);
  lanes p = EVERY(1.9875691500e-4f);
  horner(software, &p, &r, 1.3981999507e-3f);
  horner(software, &p, &r, 8.3334519073e-3f);
  horner(software, &p, &r, 4.1665795894e-2f);
  horner(software, &p, &r, 1.6666665459e-1f);
  horner(software, &p, &r, 5.0000001201e-1f);
  p *= r;
  *x = r;
  fuse(software, &p, &r, x);
  *x += 1;
}

/// e^x within 2 ulp; x is clamped to where the result is a normal number.
INLINE void lanes_exp(const int software, lanes *x) {
  *x = CHOOSE(*x < -87.3f, EVERY(-87.3f), *x);
  *x = CHOOSE(*x > 88.7f, EVERY(88.7f), *x);
  // Adding 1.5 · 2^23 rounds to an integer.
  lanes n = EVERY(12582912.0f);
  fuse_scalar(software, 1.44269504f, x, &n);
  n -= 12582912.0f;
  lanes_exp_reduced(software, x, &n);
  // In two factors, because 2^128 is no float.
  const choice whole = __builtin_convertvector(n, choice), half = whole >> 1;
  *x = *x * POWER_OF_TWO(half) * POWER_OF_TWO(whole - half);
}

/// log(1 + z) for z in [0, 1], absolute error below 1e-7.
INLINE void lanes_log1p_unit(const int software, lanes *z) {
  const lanes u = 1.0f + *z;
  // Halving beyond √2 keeps the polynomial's argument small.
  const choice large = u > 1.41421356f;
  const lanes x = CHOOSE(large, 0.5f * u - 1.0f, *z), x2 = x * x;
  lanes p = EVERY(7.0376836292e-2f);
  horner(software, &p, &x, -1.1514610310e-1f);
  horner(software, &p, &x, 1.1676998740e-1f);
  horner(software, &p, &x, -1.2420140846e-1f);
  horner(software, &p, &x, 1.4249322787e-1f);
  horner(software, &p, &x, -1.6668057665e-1f);
  horner(software, &p, &x, 2.0000714765e-1f);
  horner(software, &p, &x, -2.4999993993e-1f);
  horner(software, &p, &x, 3.3333331174e-1f);
  p *= x;
  lanes tail = -0.5f * x2;
  fuse(software, &p, &x2, &tail);
  *z = x + tail + CHOOSE(large, EVERY(0.693147181f), (lanes){0});
}

/// tanh(x) within about 2 ulp: an odd polynomial near 0 and 1 − 2/(e^2|x| + 1) elsewhere.
INLINE void lanes_tanh(const int software, lanes *x) {
  const lanes a = MAGNITUDE(*x), q = *x * *x;
  lanes p = EVERY(-5.70498872745e-3f), small = *x;
  horner(software, &p, &q, 2.06390887954e-2f);
  horner(software, &p, &q, -5.37397155531e-2f);
  horner(software, &p, &q, 1.33314422036e-1f);
  horner(software, &p, &q, -3.33332819422e-1f);
  p *= q;
  fuse(software, &p, x, &small);
  lanes t = 2 * CHOOSE(a < 10, a, EVERY(10));
  const choice whole = __builtin_convertvector(t * 1.44269504088896341f + 0.5f, choice);
  const lanes n = __builtin_convertvector(whole, lanes);
  lanes_exp_reduced(software, &t, &n);
  const lanes large = 1 - 2 / (t * POWER_OF_TWO(whole) + 1);
  const lanes with_sign = (lanes)((choice)large | ((choice)*x & ~0x7fffffff));
  // Not `a >= .625f ? large : small`: a NaN must stay one.
  *x = CHOOSE((a < 0.625f) | (a != a), small, with_sign);
}
