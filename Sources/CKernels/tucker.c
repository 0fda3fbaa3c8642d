#include "include/tucker.h"

#include "include/elementary.h"
#include "dispatch.h"
#include "lane_functions.h"

// Float sums run over at most this many terms before they go into a double: a multiple of LANES.
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
  for (size_t j = 0; j < d; j++) {
    const float s = x[j], *aj = a + j * d, *mj = m + j * d;
    float *daj = da + j * d;
    lanes sum = {0};
    float rest = 0;
    size_t k = 0;
    for (; k + LANES <= d; k += LANES) {
      lanes masked = LOAD(mj + k) * LOAD(g + k);
      sum += LOAD(aj + k) * masked;
      STORE(daj + k, LOAD(daj + k) + s * masked);
    }
    for (; k < d; k++) {
      float masked = mj[k] * g[k];
      rest += aj[k] * masked;
      daj[k] += s * masked;
    }
    dx[j] = lanes_sum(&sum) + rest;
  }
}

INLINE float largest(size_t n, const float *s) {
  lanes most = s[0] - (lanes){0};
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    lanes v = LOAD(s + i);
    most = CHOOSE(v > most, v, most);
  }
  float top = most[0];
  for (size_t l = 1; l < LANES; l++) top = most[l] > top ? most[l] : top;
  for (; i < n; i++) top = s[i] > top ? s[i] : top;
  return top;
}

INLINE double kn_softmax_loss_body(
    const int software, size_t n, float *restrict s, const int32_t *restrict targets, size_t count, float weight) {
  const float top = largest(n, s);
  double true_scores = 0;
  for (size_t t = 0; t < count; t++) true_scores += s[targets[t]] - top;
  double total = 0;
  for (size_t start = 0; start < n; start += BLOCK) {
    const size_t end = start + BLOCK < n ? start + BLOCK : n;
    lanes sum = {0};
    size_t j = start;
#pragma clang loop unroll_count(4)
    for (; j + LANES <= end; j += LANES) {
      lanes e = LOAD(s + j) - top;
      lanes_exp(software, &e);
      STORE(s + j, e);
      sum += e;
    }
    if (j < end) {
      lanes e;
      load_some(&e, s + j, end - j);
      e -= top;
      lanes_exp(software, &e);
      keep_some(&e, end - j);
      store_some(s + j, &e, end - j);
      sum += e;
    }
    total += lanes_sum(&sum);
  }
  const float scale = (float)(weight * (double)count / total);
  for (size_t j = 0; j < n; j++) s[j] *= scale;
  for (size_t t = 0; t < count; t++) s[targets[t]] -= weight;
  return (double)count * kn_log(total) - true_scores;
}

DISPATCH(double, kn_softmax_loss,
         (size_t n, float *restrict s, const int32_t *restrict targets, size_t count, float weight), n, s, targets,
         count, weight)

// Adds −y log σ(x) − (1 − y) log(1 − σ(x)) = max(x, 0) − y x + log(1 + e^−|x|) of y = base for the first `count`
// lanes, and replaces x by its gradient.
INLINE void cross_entropy(const int software, lanes *x, size_t count, float base, float weight, lanes *sum) {
  lanes z = -MAGNITUDE(*x);
  lanes_exp(software, &z);
  lanes term = z;
  lanes_log1p_unit(software, &term);
  term = RECTIFIED(*x) - base * *x + term;
  keep_some(&term, count);
  *sum += term;
  *x = weight * (CHOOSE(*x > 0, EVERY(1), z) / (1.0f + z) - base);
}

INLINE double kn_bce_loss_body(
    const int software, size_t n, float *restrict s, const int32_t *restrict targets, size_t count, float base,
    float step, float weight) {
  double total = 0;
  for (size_t t = 0; t < count; t++) total -= (double)step * s[targets[t]];
  for (size_t start = 0; start < n; start += BLOCK) {
    const size_t end = start + BLOCK < n ? start + BLOCK : n;
    lanes sum = {0};
    size_t j = start;
#pragma clang loop unroll_count(4)
    for (; j + LANES <= end; j += LANES) {
      lanes x = LOAD(s + j);
      cross_entropy(software, &x, LANES, base, weight, &sum);
      STORE(s + j, x);
    }
    if (j < end) {
      lanes x;
      load_some(&x, s + j, end - j);
      cross_entropy(software, &x, end - j, base, weight, &sum);
      store_some(s + j, &x, end - j);
    }
    total += lanes_sum(&sum);
  }
  for (size_t t = 0; t < count; t++) s[targets[t]] -= weight * step;
  return total;
}

DISPATCH(double, kn_bce_loss,
         (size_t n, float *restrict s, const int32_t *restrict targets, size_t count, float base, float step,
          float weight),
         n, s, targets, count, base, step, weight)

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
