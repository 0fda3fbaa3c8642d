// Fused multiply-adds of sixteen floats, by the processor's instruction or in software: the same bits.
#pragma once
#include "vectors.h"

#define EVERY(x) ((x) - (lanes){0})

/// c = a · b + c, rounded once. The product of two floats is exact as a double. Its sum with c is rounded to odd
/// (Boldo and Melquiond, IEEE Trans. Computers 57, 2008): where it is not exact, the last bit becomes 1, so that
/// rounding a second time, to a float, goes where rounding once would.
INLINE void software_fma(const lanes *a, const lanes *b, lanes *c) {
  const wide p = __builtin_convertvector(*a, wide) * __builtin_convertvector(*b, wide);
  const wide q = __builtin_convertvector(*c, wide), s = p + q, t = s - p;
  const wide error = (p - (s - t)) + (q - t);  // exactly (Knuth's TwoSum); NaN where s is infinite
  const wide_choice bits = (wide_choice)s;
  const wide_choice toward = (((wide_choice)error ^ bits) >> 63) | 1;  // to the next double on the error's side
  const wide_choice inexact = (error > 0) | (error < 0), even = (bits & 1) - 1;
  *c = __builtin_convertvector((wide)(bits + (toward & inexact & even)), lanes);
}

/// c = a · b + c
INLINE void fuse(const int software, const lanes *a, const lanes *b, lanes *c) {
  if (software) software_fma(a, b, c);
  else *c = __builtin_elementwise_fma(*a, *b, *c);
}

/// c = a · b + c for the same a in all lanes
INLINE void fuse_scalar(const int software, float a, const lanes *b, lanes *c) {
  const lanes every = EVERY(a);
  fuse(software, &every, b, c);
}

/// p = p · x + k, a step of Horner's scheme
INLINE void horner(const int software, lanes *p, const lanes *x, float k) {
  lanes sum = EVERY(k);
  fuse(software, p, x, &sum);
  *p = sum;
}
