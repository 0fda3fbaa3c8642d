// The error function and the gamma function, for statistics.
#include <math.h>

#include "include/elementary.h"

double kn_erfc(double x) {
  if (x != x) return x;
  if (x < 0) return 2 - kn_erfc(-x);
  if (x > 27.3) return 0;
  // e^(−x²), with what x² loses to rounding.
  double split = 134217729 * x, upper = split - (split - x), lower = x - upper, square = x * x;
  double rest = ((upper * upper - square) + 2 * upper * lower) + lower * lower;
  double decay = kn_exp(-square) * (1 - rest);
  if (x < 1.25) {
    // erf x = 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1 · 3 · … · (2n+1)) (Abramowitz and Stegun 7.1.6)
    double term = x, sum = x;
    for (int n = 1; n < 60; n++) {
      term *= 2 * square / (2 * n + 1);
      sum += term;
    }
    return 1 - 1.12837916709551257390 * decay * sum;
  }
  // The continued fraction x + (1/2)/(x + 1/(x + (3/2)/(x + …))) (7.1.14)
  double fraction = x;
  for (int n = 200; n > 0; n--) fraction = x + 0.5 * n / fraction;
  return 0.56418958354775628695 * decay / fraction;
}

double kn_lgamma(double x) {
  if (!(x > 0)) return x == 0 ? HUGE_VAL : NAN;
  double factor = 1;
  for (; x < 10; x++) factor *= x;
  // Stirling's series (6.1.41)
  const double over[] = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156};
  double inverse = 1 / x, square = inverse * inverse, series = 0;
  for (int k = 6; k >= 0; k--) series = series * square + over[k];
  return (x - 0.5) * kn_log(x) - x + 0.91893853320467274178 + series * inverse - kn_log(factor);
}
