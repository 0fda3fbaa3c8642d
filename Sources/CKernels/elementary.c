// The exponential and the logarithm, and what follows from them. Reductions and polynomials are those of fdlibm
// (Sun Microsystems, 1993).
#include "include/elementary.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static const double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;

static inline uint64_t bits_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline double power_of_two(int n) {
  uint64_t bits = (uint64_t)(n + 1023) << 52;
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// x · 2^n, rounded once.
static double scaled(double x, int n) {
  if (n > 1023) return x * power_of_two(1023) * power_of_two(n - 1023);
  if (n < -1021) return x * power_of_two(n + 1000) * power_of_two(-1000);
  return x * power_of_two(n);
}

// r c / (2 − c), which is e^r − 1 − r of r = high − low.
static inline double exponential_tail(double r) {
  double t = r * r;
  double p = -1.65339022054652515390e-06 + t * 4.13813679705723846039e-08;
  p = 6.61375632143793436117e-05 + t * p;
  p = -2.77777777770155933842e-03 + t * p;
  double c = r - t * (1.66666666666666019037e-01 + t * p);
  return (r * c) / (2 - c);
}

double kn_exp(double x) {
  if (x != x) return x;
  if (x > 709.782712893383973096) return HUGE_VAL;
  if (x < -745.13321910194110842) return 0;
  double n = rint(x * 1.44269504088896338700);
  double high = x - n * ln2_high, low = n * ln2_low, r = high - low;
  return scaled(1 - ((low - exponential_tail(r)) - high), (int)n);
}

double kn_expm1(double x) {
  if (x != x) return x;
  if (x > 709.782712893383973096) return HUGE_VAL;
  if (x < -40) return -1;
  double n = rint(x * 1.44269504088896338700);
  double high = x - n * ln2_high, low = n * ln2_low, r = high - low;
  double q = (exponential_tail(r) - low) + high;
  int whole = (int)n;
  if (whole == 0) return q;
  if (whole > 60) return scaled(1 + q, whole);
  double power = power_of_two(whole);
  return power * q + (power - 1);
}

double kn_log(double x) {
  if (x != x || x == HUGE_VAL) return x;
  if (x <= 0) return x < 0 ? NAN : -HUGE_VAL;
  int exponent = 0;
  if (x < 0x1p-1022) x *= 0x1p54, exponent = -54;
  // To within √½ and √2.
  uint64_t bits = bits_of(x) + ((uint64_t)(0x3ff00000 - 0x3fe6a09e) << 32);
  exponent += (int)(bits >> 52) - 1023;
  bits = (bits & 0x000fffffffffffff) + ((uint64_t)0x3fe6a09e << 32);
  double m;
  memcpy(&m, &bits, sizeof m);
  double f = m - 1, s = f / (2 + f), z = s * s, w = z * z, k = exponent;
  double even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  double odd = 1.818357216161805012e-01 + w * 1.479819860511658591e-01;
  odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * odd));
  double half = 0.5 * f * f;
  return k * ln2_high - ((half - (s * (half + (odd + even)) + k * ln2_low)) - f);
}

double kn_log1p(double x) {
  if (x < -1) return NAN;
  if (x > 0x1p53) return kn_log(x);
  double u = 1 + x;
  if (u == 1) return x;
  if (u == 0) return -HUGE_VAL;
  return kn_log(u) + (x - (u - 1)) / u;
}

double kn_tanh(double x) {
  double a = fabs(x), t;
  if (a > 22) t = 1;
  else if (a > 0.5) t = 1 - 2 / (kn_expm1(2 * a) + 2);
  else t = kn_expm1(-2 * a), t = -t / (t + 2);
  return copysign(t, x);
}

double kn_asinh(double x) {
  double a = fabs(x);
  if (a > 0x1p28) return copysign(kn_log(a) + 0.693147180559945309417, x);
  return copysign(kn_log1p(a + a * a / (1 + sqrt(1 + a * a))), x);
}
