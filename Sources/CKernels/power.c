// Powers, through logarithms of twice a double's precision: what is a number of a double's digits, such as 10^22,
// comes out as that number.
#include <math.h>
#include <string.h>

#include "include/elementary.h"

// An unevaluated sum of two doubles (Dekker, Numerische Mathematik 18, 1971).
struct pair {
  double high, low;
};

static inline struct pair normal(double high, double low) {
  double sum = high + low;
  return (struct pair){sum, low - (sum - high)};
}

static inline struct pair sum(double a, double b) {
  double s = a + b, t = s - a;
  return (struct pair){s, (a - (s - t)) + (b - t)};
}

static inline struct pair product(double a, double b) {
  double split = 134217729 * a, upper = split - (split - a), lower = a - upper;
  double other = 134217729 * b, b_upper = other - (other - b), b_lower = b - b_upper, p = a * b;
  return (struct pair){p, ((upper * b_upper - p) + upper * b_lower + lower * b_upper) + lower * b_lower};
}

static inline struct pair plus(struct pair a, struct pair b) {
  struct pair s = sum(a.high, b.high), t = sum(a.low, b.low);
  s = normal(s.high, s.low + t.high);
  return normal(s.high, s.low + t.low);
}

static inline struct pair times(struct pair a, struct pair b) {
  struct pair p = product(a.high, b.high);
  return normal(p.high, p.low + (a.high * b.low + a.low * b.high));
}

static inline struct pair over(struct pair a, struct pair b) {
  double q = a.high / b.high;
  struct pair p = times((struct pair){q, 0}, b);
  struct pair rest = plus(a, (struct pair){-p.high, -p.low});
  return normal(q, (rest.high + rest.low) / b.high);
}

// The natural logarithm: 2 artanh((m − 1) / (m + 1)) of m between √½ and √2, and the exponent's share.
static struct pair logarithm(double x) {
  static const struct pair odd[] = {{0x1.0000000000000p+0, 0},
                                    {0x1.5555555555555p-2, 0x1.5555555555555p-56},
                                    {0x1.999999999999ap-3, -0x1.999999999999ap-57},
                                    {0x1.2492492492492p-3, 0x1.2492492492492p-57},
                                    {0x1.c71c71c71c71cp-4, 0x1.c71c71c71c71cp-58},
                                    {0x1.745d1745d1746p-4, -0x1.745d1745d1746p-59},
                                    {0x1.3b13b13b13b14p-4, -0x1.3b13b13b13b14p-58},
                                    {0x1.1111111111111p-4, 0x1.1111111111111p-60}};
  const struct pair ln2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
  int exponent;
  double m = frexp(x, &exponent);
  if (m < 0.70710678118654752440) m *= 2, exponent--;
  struct pair s = over((struct pair){m - 1, 0}, sum(m, 1)), z = times(s, s);
  double tail = 0;
  for (int k = 23; k >= 8; k--) tail = tail * z.high + 1.0 / (2 * k + 1);
  struct pair series = {tail, 0};
  for (int k = 7; k >= 0; k--) series = plus(times(series, z), odd[k]);
  series = times(series, s);
  series.high *= 2, series.low *= 2;
  return plus(times((struct pair){exponent, 0}, ln2), series);
}

// e^x of |x| below 746.
static double exponential(struct pair x) {
  static const struct pair factorial[] = {{1, 0},
                                          {1, 0},
                                          {0.5, 0},
                                          {0x1.5555555555555p-3, 0x1.5555555555555p-57},
                                          {0x1.5555555555555p-5, 0x1.5555555555555p-59},
                                          {0x1.1111111111111p-7, 0x1.1111111111111p-63},
                                          {0x1.6c16c16c16c17p-10, -0x1.f49f49f49f49fp-65},
                                          {0x1.a01a01a01a01ap-13, 0x1.a01a01a01a01ap-73}};
  double n = rint(x.high * 1.44269504088896338700);
  // ln 2 in three parts, of which products with n are exact but for the last.
  struct pair r = sum(x.high, -n * 0x1.62e42p-1);
  r = plus(r, (struct pair){-n * 0x1.fdf473de6p-22, 0});
  r = plus(r, (struct pair){x.low, -n * 0x1.5e4f1d9cc01f9p-59});
  double tail = 0, term = 1.0 / 121645100408832000;  // 1 / 19!
  for (int k = 19; k >= 8; k--) {
    tail = tail * r.high + term;
    term *= k;
  }
  struct pair series = {tail, 0};
  for (int k = 7; k >= 0; k--) series = plus(times(series, r), factorial[k]);
  return ldexp(series.high + series.low, (int)n);
}

double kn_pow(double x, double y) {
  if (y == 0 || x == 1) return 1;
  if (x != x || y != y || x < 0) return NAN;
  if (x == 0 || x == HUGE_VAL) return (x == 0) == (y > 0) ? 0 : HUGE_VAL;
  if (y == HUGE_VAL || y == -HUGE_VAL) return (x > 1) == (y > 0) ? HUGE_VAL : 0;
  struct pair l = logarithm(x);
  if (y * l.high > 710) return HUGE_VAL;
  if (y * l.high < -746) return 0;
  return exponential(times((struct pair){y, 0}, l));
}
