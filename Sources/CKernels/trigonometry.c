// Sines, cosines and angles. Polynomials are those of fdlibm (Sun Microsystems, 1993).
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "include/elementary.h"

// What is left of an angle beyond multiples of π/2: value + tail, at most π/4 or hardly more.
struct reduced {
  double value, tail;
  unsigned quadrant;
};

// A zero word, and 2/π.
static const uint64_t two_over_pi[] = {
    0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
    0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41,
    0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab,
    0xf0cfbc209af4361d};

// Payne and Hanek (1983): of m · 2^e · 2/π only the bits that are not multiples of 4 matter.
static struct reduced reduced_exactly(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  const int exponent = (int)(bits >> 52) - 1075;
  const uint64_t m = (bits & 0x000fffffffffffff) | 0x0010000000000000;
  // 192 bits of 2/π, from the first that counts.
  const int skipped = exponent - 2 + 64, word = skipped / 64, shift = skipped % 64;
  uint64_t q[3];
  for (int i = 0; i < 3; i++)
    q[i] = two_over_pi[word + i] << shift | (shift ? two_over_pi[word + i + 1] >> (64 - shift) : 0);
  // Their product with m, but for what is above: two bits of quadrants, 190 of a fraction.
  unsigned __int128 low = (unsigned __int128)m * q[2], middle = (unsigned __int128)m * q[1] + (uint64_t)(low >> 64);
  uint64_t p[3] = {m * q[0] + (uint64_t)(middle >> 64), (uint64_t)middle, (uint64_t)low};
  unsigned quadrant = (unsigned)(p[0] >> 62);
  const int beyond = (int)(p[0] >> 61) & 1;  // more than half a quadrant: count from the next one
  p[0] = p[0] << 2 | p[1] >> 62, p[1] = p[1] << 2 | p[2] >> 62, p[2] <<= 2;
  if (beyond) quadrant++, p[0] = ~p[0], p[1] = ~p[1], p[2] = ~p[2];
  double high = 0, rest = 0;
  const double parts[] = {(double)(p[0] >> 32) * 0x1p-32, (double)(p[0] & 0xffffffff) * 0x1p-64,
                          (double)(p[1] >> 32) * 0x1p-96, (double)(p[1] & 0xffffffff) * 0x1p-128,
                          (double)(p[2] >> 32) * 0x1p-160};
  for (int i = 0; i < 5; i++) {
    double sum = high + parts[i];
    rest += parts[i] - (sum - high);
    high = sum;
  }
  // Times π/2, in two parts: the upper half of the factor's bits is multiplied exactly.
  const double turn = 1.57079632679489655800, turn_low = 6.12323399573676603587e-17;
  double split = high * 134217729, upper = split - (split - high), lower = high - upper;
  double turn_split = turn * 134217729, turn_upper = turn_split - (turn_split - turn), turn_lower = turn - turn_upper;
  double product = high * turn;
  double error = ((upper * turn_upper - product) + upper * turn_lower + lower * turn_upper) + lower * turn_lower;
  error += high * turn_low + rest * turn;
  double value = product + error, tail = error - (value - product);
  if (beyond) value = -value, tail = -tail;
  return (struct reduced){value, tail, quadrant};
}

// Cody and Waite: π/2 in parts whose products with n are exact.
static struct reduced reduced_angle(double x) {
  if (fabs(x) > 1e6) {
    if (x > 0) return reduced_exactly(x);
    struct reduced r = reduced_exactly(-x);
    return (struct reduced){-r.value, -r.tail, -r.quadrant};
  }
  double n = rint(x * 6.36619772367581382433e-01);
  double t = x - n * 1.57079632673412561417e+00;
  double w = n * 6.07710050630396597660e-11, r = t - w;
  double low = n * 2.02226624879595063154e-21 - ((t - r) - w);
  double value = r - low;
  if (fabs(value) < 1e-9) {
    t = r, w = n * 2.02226624871116645580e-21, r = t - w;
    // What the second part left behind, and the third.
    low = n * 8.47842766036889956997e-32 - ((t - r) - w) - (((x - n * 1.57079632673412561417e+00) - t)
          - n * 6.07710050630396597660e-11);
    value = r - low;
  }
  return (struct reduced){value, (r - value) - low, (unsigned)(int)n};
}

static double sine(double x, double tail) {
  double z = x * x, v = z * x;
  double r = -2.50507602534068634195e-08 + z * 1.58969099521155010221e-10;
  r = 8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04 + z * (2.75573137070700676789e-06 + z * r));
  return x - ((z * (0.5 * tail - v * r) - tail) - v * -1.66666666666666324348e-01);
}

static double cosine(double x, double tail) {
  double z = x * x, w = z * z;
  double r = 2.08757232129817482790e-09 + z * -1.13596475577881948265e-11;
  double low = 4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * 2.48015872894767294178e-05);
  r = z * low + w * w * (-2.75573143513906633035e-07 + z * r);
  double half = 0.5 * z;
  w = 1 - half;
  return w + (((1 - w) - half) + (z * r - x * tail));
}

static double turned(struct reduced r, unsigned quarter) {
  unsigned quadrant = (r.quadrant + quarter) & 3;
  double value = quadrant & 1 ? cosine(r.value, r.tail) : sine(r.value, r.tail);
  return quadrant & 2 ? -value : value;
}

double kn_sin(double x) {
  if (fabs(x) < 0x1p-27) return x;
  return x - x == 0 ? turned(reduced_angle(x), 0) : NAN;
}

double kn_cos(double x) { return x - x == 0 ? turned(reduced_angle(x), 1) : NAN; }

double kn_tan(double x) {
  if (fabs(x) < 0x1p-27) return x;
  if (x - x != 0) return NAN;
  struct reduced r = reduced_angle(x);
  double s = sine(r.value, r.tail), c = cosine(r.value, r.tail);
  return r.quadrant & 1 ? -c / s : s / c;
}

double kn_atan(double x) {
  static const double high[] = {0, 4.63647609000806093515e-01, 7.85398163397448278999e-01,
                                9.82793723247329054082e-01, 1.57079632679489655800e+00};
  static const double low[] = {0, 2.26987774529616870924e-17, 3.06161699786838301793e-17,
                               1.39033110312309984516e-17, 6.12323399573676603587e-17};
  if (x != x) return x;
  double a = fabs(x);
  int from = 0;
  if (a >= 0x1p66) return copysign(high[4], x);
  if (a < 0x1p-27) return x;
  if (a < 0.4375) from = 0;
  else if (a < 0.6875) from = 1, a = (2 * a - 1) / (2 + a);
  else if (a < 1.1875) from = 2, a = (a - 1) / (a + 1);
  else if (a < 2.4375) from = 3, a = (a - 1.5) / (1 + 1.5 * a);
  else from = 4, a = -1 / a;
  double z = a * a, w = z * z;
  double even = 4.97687799461593236017e-02 + w * 1.62858201153657823623e-02;
  even = 1.42857142725034663711e-01 + w * (9.09088713343650656196e-02 + w * (6.66107313738753120669e-02 + w * even));
  even = z * (3.33333333333329318027e-01 + w * even);
  double odd = -5.83357013379057348645e-02 + w * -3.65315727442169155270e-02;
  odd = -1.11111104054623557880e-01 + w * (-7.69187620504482999495e-02 + w * odd);
  odd = w * (-1.99999999998764832476e-01 + w * odd);
  double angle = high[from] - ((a * (even + odd) - low[from]) - a);
  return copysign(angle, x);
}

double kn_atan2(double y, double x) {
  const double pi = 3.1415926535897931160, pi_low = 1.2246467991473531772e-16;
  if (x != x || y != y) return NAN;
  if (y != 0 && (x == 0 || (isinf(y) && !isinf(x)))) return copysign(pi / 2, y);
  double angle;
  if (y == 0) angle = 0;
  else if (isinf(x)) angle = isinf(y) ? pi / 4 : 0;
  else angle = kn_atan(fabs(y / x));
  if (signbit(x)) angle = pi - (angle - pi_low);
  return copysign(angle, y);
}
