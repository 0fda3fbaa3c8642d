#include "include/tucker.h"
#include "include/exp.h"
#include "include/per_isa.h"

#include <math.h>

// Float sums run over at most this many terms before they go into a double.
enum { BLOCK = 4096 };

PER_ISA void kn_core_forward(
    size_t d, const float *restrict x, const float *restrict a, const float *restrict m, float *restrict y) {
  for (size_t k = 0; k < d; k++) y[k] = 0;
  for (size_t j = 0; j < d; j++) {
    const float s = x[j], *aj = a + j * d, *mj = m + j * d;
    for (size_t k = 0; k < d; k++) y[k] += s * (aj[k] * mj[k]);
  }
}

PER_ISA void kn_core_backward(
    size_t d, const float *restrict x, const float *restrict a, const float *restrict m,
    const float *restrict g, float *restrict dx, float *restrict da) {
#pragma clang fp reassociate(on)
  for (size_t j = 0; j < d; j++) {
    const float s = x[j], *aj = a + j * d, *mj = m + j * d;
    float *daj = da + j * d, sum = 0;
    for (size_t k = 0; k < d; k++) {
      float masked = mj[k] * g[k];
      sum += aj[k] * masked;
      daj[k] += s * masked;
    }
    dx[j] = sum;
  }
}

PER_ISA double kn_softmax_loss(
    size_t n, float *restrict s, const int32_t *restrict targets, size_t count, float weight) {
#pragma clang fp reassociate(on)
  float lanes[16];
  for (int l = 0; l < 16; l++) lanes[l] = s[0];
  size_t i = 0;
  for (; i + 16 <= n; i += 16)
    for (int l = 0; l < 16; l++) lanes[l] = s[i + l] > lanes[l] ? s[i + l] : lanes[l];
  for (; i < n; i++) lanes[0] = s[i] > lanes[0] ? s[i] : lanes[0];
  float top = lanes[0];
  for (int l = 1; l < 16; l++) top = lanes[l] > top ? lanes[l] : top;

  double true_scores = 0;
  for (size_t t = 0; t < count; t++) true_scores += s[targets[t]] - top;
  double total = 0;
  for (size_t start = 0; start < n; start += BLOCK) {
    const size_t end = start + BLOCK < n ? start + BLOCK : n;
    float sum = 0;
    for (size_t j = start; j < end; j++) {
      float e = kn_expf(s[j] - top);
      s[j] = e;
      sum += e;
    }
    total += sum;
  }
  const float scale = (float)(weight * (double)count / total);
  for (size_t j = 0; j < n; j++) s[j] *= scale;
  for (size_t t = 0; t < count; t++) s[targets[t]] -= weight;
  return (double)count * log(total) - true_scores;
}

PER_ISA double kn_bce_loss(
    size_t n, float *restrict s, const int32_t *restrict targets, size_t count, float base, float step,
    float weight) {
#pragma clang fp reassociate(on)
  double total = 0;
  for (size_t t = 0; t < count; t++) total -= (double)step * s[targets[t]];
  for (size_t start = 0; start < n; start += BLOCK) {
    const size_t end = start + BLOCK < n ? start + BLOCK : n;
    float sum = 0;
    for (size_t j = start; j < end; j++) {
      float x = s[j], z = kn_expf(-fabsf(x));
      // −y log σ(x) − (1 − y) log(1 − σ(x)) = max(x, 0) − y x + log(1 + e^−|x|)
      sum += (x > 0 ? x : 0) - base * x + kn_log1pf_unit(z);
      s[j] = weight * ((x > 0 ? 1.0f : z) / (1.0f + z) - base);
    }
    total += sum;
  }
  for (size_t t = 0; t < count; t++) s[targets[t]] -= weight * step;
  return total;
}

PER_ISA void kn_count_above(
    size_t n, const float *restrict s, float threshold, int64_t *above, int64_t *equal) {
  int64_t a = 0, e = 0;
  for (size_t start = 0; start < n; start += BLOCK) {
    const size_t end = start + BLOCK < n ? start + BLOCK : n;
    int32_t more = 0, same = 0;
    for (size_t i = start; i < end; i++) {
      more += s[i] > threshold;
      same += s[i] == threshold;
    }
    a += more;
    e += same;
  }
  *above = a;
  *equal = e;
}
