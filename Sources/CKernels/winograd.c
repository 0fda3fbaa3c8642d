#include "include/winograd.h"

#include "include/per_isa.h"

#pragma clang fp contract(fast)

typedef float lanes __attribute__((vector_size(32), aligned(4)));
typedef int mask __attribute__((vector_size(32), aligned(4)));
enum { WIDTH = 8 };

#define INLINE static inline __attribute__((always_inline))

// Points 0, ±P, ±Q, ∞.
#define P 0.625f
#define Q 1.5f
#define PP (P * P)
#define QQ (Q * Q)

// 6 inputs → 6 products: rows of Bᵀ are the coefficients of Π (x − other points).
INLINE void input_transform(const lanes d[6], lanes v[6]) {
  lanes even = d[4] - QQ * d[2], odd = P * (d[3] - QQ * d[1]);
  lanes even2 = d[4] - PP * d[2], odd2 = Q * (d[3] - PP * d[1]);
  v[0] = PP * QQ * d[0] - (PP + QQ) * d[2] + d[4];
  v[1] = even + odd;
  v[2] = even - odd;
  v[3] = even2 + odd2;
  v[4] = even2 - odd2;
  v[5] = PP * QQ * d[1] - (PP + QQ) * d[3] + d[5];
}

// 6 products → 4 outputs: powers of the points.
INLINE void output_transform(const lanes m[6], lanes y[4]) {
  lanes sum = m[1] + m[2], difference = m[1] - m[2], sum2 = m[3] + m[4], difference2 = m[3] - m[4];
  y[0] = m[0] + sum + sum2;
  y[1] = P * difference + Q * difference2;
  y[2] = PP * sum + QQ * sum2;
  y[3] = P * PP * difference + Q * QQ * difference2 + m[5];
}

// Its adjoint, 4 → 6.
INLINE void gradient_transform(const lanes y[4], lanes m[6]) {
  lanes even = y[0] + PP * y[2], odd = P * (y[1] + PP * y[3]);
  lanes even2 = y[0] + QQ * y[2], odd2 = Q * (y[1] + QQ * y[3]);
  m[0] = y[0];
  m[1] = even + odd;
  m[2] = even - odd;
  m[3] = even2 + odd2;
  m[4] = even2 - odd2;
  m[5] = y[3];
}

// Π (point − other points): the denominators of G.
#define N0 (1 / (PP * QQ))
#define NP (1 / (2 * PP * (PP - QQ)))
#define NQ (1 / (2 * QQ * (QQ - PP)))

// 3 weights → 6.
INLINE void filter_transform(const lanes g[3], lanes u[6]) {
  lanes even = NP * (g[0] + PP * g[2]), odd = NP * P * g[1];
  lanes even2 = NQ * (g[0] + QQ * g[2]), odd2 = NQ * Q * g[1];
  u[0] = N0 * g[0];
  u[1] = even + odd;
  u[2] = even - odd;
  u[3] = even2 + odd2;
  u[4] = even2 - odd2;
  u[5] = g[2];
}

// Its adjoint, 6 → 3.
INLINE void filter_adjoint(const lanes u[6], lanes g[3]) {
  lanes sum = NP * (u[1] + u[2]), sum2 = NQ * (u[3] + u[4]);
  g[0] = N0 * u[0] + sum + sum2;
  g[1] = NP * P * (u[1] - u[2]) + NQ * Q * (u[3] - u[4]);
  g[2] = PP * sum + QQ * sum2 + u[5];
}

#define LOAD(p) (*(const lanes *)(p))
#define STORE(p, v) (*(lanes *)(p) = (v))

PER_ISA void kn_winograd_input(const struct kn_map *map, const float *x, size_t row, size_t column,
                               const float *zeros, float *v, size_t plane) {
  const float *pixel[6][6];
  for (size_t i = 0; i < 6; i++)
    for (size_t j = 0; j < 6; j++) {
      size_t y = row * 4 + i, z = column * 4 + j;  // one more than the pixel: padding is 1
      int inside = y > 0 && z > 0 && y <= map->height && z <= map->width;
      pixel[i][j] = inside ? x + ((y - 1) * map->width + z - 1) * map->channels : zeros;
    }
  for (size_t c = 0; c < map->channels; c += WIDTH) {
    lanes half[6][6];
    for (size_t j = 0; j < 6; j++) {
      lanes d[6], t[6];
      for (size_t i = 0; i < 6; i++) d[i] = LOAD(pixel[i][j] + c);
      input_transform(d, t);
      for (size_t i = 0; i < 6; i++) half[i][j] = t[i];
    }
    for (size_t i = 0; i < 6; i++) {
      lanes t[6];
      input_transform(half[i], t);
      for (size_t j = 0; j < 6; j++) STORE(v + (i * 6 + j) * plane + c, t[j]);
    }
  }
}

PER_ISA void kn_winograd_output(const struct kn_map *map, float *y, size_t row, size_t column, const float *m,
                                size_t plane, const struct kn_epilogue *epilogue) {
  size_t rows = map->height - row * 4 < 4 ? map->height - row * 4 : 4;
  size_t columns = map->width - column * 4 < 4 ? map->width - column * 4 : 4;
  size_t origin = (row * 4 * map->width + column * 4) * map->channels;
  for (size_t c = 0; c < map->channels; c += WIDTH) {
    lanes half[4][6];
    for (size_t j = 0; j < 6; j++) {
      lanes t[6], r[4];
      for (size_t i = 0; i < 6; i++) t[i] = LOAD(m + (i * 6 + j) * plane + c);
      output_transform(t, r);
      for (size_t i = 0; i < 4; i++) half[i][j] = r[i];
    }
    lanes bias = epilogue->bias ? LOAD(epilogue->bias + c) : (lanes){0};
    for (size_t i = 0; i < rows; i++) {
      lanes r[4];
      output_transform(half[i], r);
      size_t at = origin + i * map->width * map->channels + c;
      for (size_t j = 0; j < columns; j++, at += map->channels) {
        lanes value = r[j] + bias;
        if (epilogue->accumulate) value += LOAD(y + at);
        if (epilogue->residual) value += LOAD(epilogue->residual + at);
        if (epilogue->relu) value = (lanes)(~(value < 0) & (mask)value);  // keeps a NaN
        STORE(y + at, value);
      }
    }
  }
}

PER_ISA void kn_winograd_gradient(const struct kn_map *map, const float *dy, size_t row, size_t column,
                                  const float *zeros, float *m, size_t plane) {
  const float *pixel[4][4];
  for (size_t i = 0; i < 4; i++)
    for (size_t j = 0; j < 4; j++) {
      size_t y = row * 4 + i, z = column * 4 + j;
      pixel[i][j] = y < map->height && z < map->width ? dy + (y * map->width + z) * map->channels : zeros;
    }
  for (size_t c = 0; c < map->channels; c += WIDTH) {
    lanes half[6][4];
    for (size_t j = 0; j < 4; j++) {
      lanes d[4], t[6];
      for (size_t i = 0; i < 4; i++) d[i] = LOAD(pixel[i][j] + c);
      gradient_transform(d, t);
      for (size_t i = 0; i < 6; i++) half[i][j] = t[i];
    }
    for (size_t i = 0; i < 6; i++) {
      lanes t[6];
      gradient_transform(half[i], t);
      for (size_t j = 0; j < 6; j++) STORE(m + (i * 6 + j) * plane + c, t[j]);
    }
  }
}

PER_ISA void kn_winograd_filter(const float *g, size_t inputs, size_t outputs, int adjoint, size_t panel,
                                float *u) {
  size_t depth = adjoint ? outputs : inputs, columns = adjoint ? inputs : outputs;
  for (size_t k = 0; k < depth; k++) {
    for (size_t l = 0; l < KN_PANEL; l += WIDTH) {
      size_t column = panel * KN_PANEL + l;
      lanes half[6][3];
      for (size_t s = 0; s < 3; s++) {
        lanes d[3], t[6];
        for (size_t r = 0; r < 3; r++) {
          if (adjoint) {
            const float *from = g + (((2 - r) * 3 + 2 - s) * inputs + column) * outputs + k;
            for (size_t w = 0; w < WIDTH; w++) d[r][w] = from[w * outputs];
          } else {
            d[r] = LOAD(g + ((r * 3 + s) * inputs + k) * outputs + column);
          }
        }
        filter_transform(d, t);
        for (size_t i = 0; i < 6; i++) half[i][s] = t[i];
      }
      float *to = u + (panel * depth + k) * KN_PANEL + l;
      for (size_t i = 0; i < 6; i++) {
        lanes t[6];
        filter_transform(half[i], t);
        for (size_t j = 0; j < 6; j++) STORE(to + (i * 6 + j) * depth * columns, t[j]);
      }
    }
  }
}

PER_ISA void kn_winograd_filter_gradient(const float *du, size_t plane, size_t inputs, size_t outputs,
                                         size_t input, float *dg) {
  for (size_t o = 0; o < outputs; o += WIDTH) {
    lanes half[3][6];
    for (size_t j = 0; j < 6; j++) {
      lanes t[6], r[3];
      for (size_t i = 0; i < 6; i++) t[i] = LOAD(du + (i * 6 + j) * plane + input * outputs + o);
      filter_adjoint(t, r);
      for (size_t i = 0; i < 3; i++) half[i][j] = r[i];
    }
    for (size_t i = 0; i < 3; i++) {
      lanes r[3];
      filter_adjoint(half[i], r);
      for (size_t j = 0; j < 3; j++) STORE(dg + ((i * 3 + j) * inputs + input) * outputs + o, r[j]);
    }
  }
}
