#include "include/winograd.h"

#include "vectors.h"

// Loops over a tile are unrolled where its extents are constants; elsewhere they cannot be.
#pragma clang diagnostic ignored "-Wpass-failed"

#define USES kn_winograd_uses

// Points 0, ±P, ±Q, ∞.
#define P 0.625f
#define Q 1.5f
#define PP (P * P)
#define QQ (Q * Q)

// The m + 2 inputs of m outputs to as many products: rows of Bᵀ are the coefficients of Π (x − other points) over
// Π (point − other points), for the first m + 1 finite points and ∞, so that filters are transformed alike for
// every m.
INLINE void input_transform(const size_t m, const lanes d[6], lanes v[6]) {
  switch (m) {
    case 4: {
      const float np = 1 / (2 * PP * (PP - QQ)), nq = 1 / (2 * QQ * (QQ - PP));
      lanes even = np * d[4] - np * QQ * d[2], odd = np * P * d[3] - np * P * QQ * d[1];
      lanes even2 = nq * d[4] - nq * PP * d[2], odd2 = nq * Q * d[3] - nq * Q * PP * d[1];
      v[0] = d[0] - (1 / PP + 1 / QQ) * d[2] + 1 / (PP * QQ) * d[4];
      v[1] = even + odd;
      v[2] = even - odd;
      v[3] = even2 + odd2;
      v[4] = even2 - odd2;
      v[5] = PP * QQ * d[1] - (PP + QQ) * d[3] + d[5];
      return;
    }
    case 3:
      v[0] = d[0] - 1 / Q * d[1] - 1 / PP * d[2] + 1 / (PP * Q) * d[3];
      v[1] = 1 / (2 * PP * (P - Q)) * (d[3] + (P - Q) * d[2] - P * Q * d[1]);
      v[2] = -1 / (2 * PP * (P + Q)) * (d[3] - (P + Q) * d[2] + P * Q * d[1]);
      v[3] = 1 / (Q * (QQ - PP)) * (d[3] - PP * d[1]);
      v[5] = d[4] - Q * d[3] - PP * d[2] + PP * Q * d[1];
      return;
    case 2:
      v[0] = d[0] - 1 / PP * d[2];
      v[1] = 1 / (2 * PP) * d[2] + 1 / (2 * P) * d[1];
      v[2] = 1 / (2 * PP) * d[2] - 1 / (2 * P) * d[1];
      v[5] = d[3] - PP * d[1];
      return;
    default:
      v[0] = d[0] - 1 / P * d[1];
      v[1] = 1 / P * d[1];
      v[5] = d[2] - P * d[1];
  }
}

// The polynomial of `count` coefficients at all points; at ∞ its leading coefficient. What takes 3 weights, or the
// gradients of m outputs, to products.
INLINE void evaluate(const size_t count, const lanes c[4], lanes v[6]) {
  const lanes none = {0};
  lanes c1 = count > 1 ? c[1] : none, c2 = count > 2 ? c[2] : none, c3 = count > 3 ? c[3] : none;
  lanes even = c[0] + PP * c2, odd = P * c1 + P * PP * c3;
  lanes even2 = c[0] + QQ * c2, odd2 = Q * c1 + Q * QQ * c3;
  v[0] = c[0];
  v[1] = even + odd;
  v[2] = even - odd;
  v[3] = even2 + odd2;
  v[4] = even2 - odd2;
  v[5] = c[count - 1];
}

// Its adjoint, of the products of m outputs: powers of the points. What takes products to m outputs, or to the
// gradients of 3 weights.
INLINE void accumulate(const size_t m, const size_t count, const lanes v[6], lanes c[4]) {
  const lanes none = {0};
  lanes v2 = m > 1 ? v[2] : none, v3 = m > 2 ? v[3] : none, v4 = m > 3 ? v[4] : none;
  lanes sum = v[1] + v2, difference = v[1] - v2, sum2 = v3 + v4, difference2 = v3 - v4;
  c[0] = v[0] + sum + sum2;
  if (count > 1) c[1] = P * difference + Q * difference2;
  if (count > 2) c[2] = PP * sum + QQ * sum2;
  if (count > 3) c[3] = P * PP * difference + Q * QQ * difference2;
  c[count - 1] += v[5];
}

// Outputs that a tile has along an axis.
INLINE size_t outputs_of(size_t extent, size_t tile) { return extent - tile * 4 < 4 ? extent - tile * 4 : 4; }

// The channels of a tile: its outputs a side are constants where this is inlined for whole tiles.
INLINE void input_tile(const size_t rows, const size_t columns, size_t channels, const float *pixel[6][6], float *v,
                       size_t plane) {
  for (size_t c = 0; c < channels; c += LANES) {
    lanes half[6][6];
#pragma unroll
    for (size_t j = 0; j < columns + 2; j++) {
      lanes d[6], t[6];
#pragma unroll
      for (size_t i = 0; i < rows + 2; i++) d[i] = LOAD(pixel[i][j] + c);
      input_transform(rows, d, t);
#pragma unroll
      for (size_t i = 0; i < 6; i++)
        if (USES(rows, i)) half[i][j] = t[i];
    }
#pragma unroll
    for (size_t i = 0; i < 6; i++) {
      if (!USES(rows, i)) continue;
      lanes t[6];
      input_transform(columns, half[i], t);
#pragma unroll
      for (size_t j = 0; j < 6; j++)
        if (USES(columns, j)) STORE(v + (i * 6 + j) * plane + c, t[j]);
    }
  }
}

PER_ISA void kn_winograd_input(const struct kn_map *map, const float *x, size_t row, size_t column,
                               const float *zeros, float *v, size_t plane) {
  size_t rows = outputs_of(map->height, row), columns = outputs_of(map->width, column);
  const float *pixel[6][6];
  for (size_t i = 0; i < rows + 2; i++)
    for (size_t j = 0; j < columns + 2; j++) {
      size_t y = row * 4 + i, z = column * 4 + j;  // one more than the pixel: padding is 1
      int inside = y > 0 && z > 0 && y <= map->height && z <= map->width;
      pixel[i][j] = inside ? x + ((y - 1) * map->width + z - 1) * map->channels : zeros;
    }
  if (rows == 4 && columns == 4)
    input_tile(4, 4, map->channels, pixel, v, plane);
  else
    input_tile(rows, columns, map->channels, pixel, v, plane);
}

INLINE void output_tile(const size_t rows, const size_t columns, const struct kn_map *map, float *y, const float *m,
                        size_t plane, const struct kn_epilogue *epilogue) {
  for (size_t c = 0; c < map->channels; c += LANES) {
    lanes half[4][6];
#pragma unroll
    for (size_t j = 0; j < 6; j++) {
      if (!USES(columns, j)) continue;
      lanes t[6], r[4];
#pragma unroll
      for (size_t i = 0; i < 6; i++)
        if (USES(rows, i)) t[i] = LOAD(m + (i * 6 + j) * plane + c);
      accumulate(rows, rows, t, r);
#pragma unroll
      for (size_t i = 0; i < rows; i++) half[i][j] = r[i];
    }
    lanes bias = epilogue->bias ? LOAD(epilogue->bias + c) : (lanes){0};
#pragma unroll
    for (size_t i = 0; i < rows; i++) {
      lanes r[4];
      accumulate(columns, columns, half[i], r);
      size_t at = i * map->width * map->channels + c;
#pragma unroll
      for (size_t j = 0; j < columns; j++, at += map->channels) {
        lanes value = r[j] + bias;
        if (epilogue->accumulate) value += LOAD(y + at);
        if (epilogue->residual) value += LOAD(epilogue->residual + at);
        if (epilogue->relu) value = RECTIFIED(value);
        STORE(y + at, value);
      }
    }
  }
}

PER_ISA void kn_winograd_output(const struct kn_map *map, float *y, size_t row, size_t column, const float *m,
                                size_t plane, const struct kn_epilogue *epilogue) {
  size_t rows = outputs_of(map->height, row), columns = outputs_of(map->width, column);
  size_t origin = (row * 4 * map->width + column * 4) * map->channels;
  struct kn_epilogue here = *epilogue;
  if (here.residual) here.residual += origin;
  if (rows == 4 && columns == 4)
    output_tile(4, 4, map, y + origin, m, plane, &here);
  else
    output_tile(rows, columns, map, y + origin, m, plane, &here);
}

INLINE void gradient_tile(const size_t rows, const size_t columns, size_t channels, const float *pixel,
                          size_t line, float *m, size_t plane) {
  for (size_t c = 0; c < channels; c += LANES) {
    lanes half[6][4];
#pragma unroll
    for (size_t j = 0; j < columns; j++) {
      lanes d[4], t[6];
#pragma unroll
      for (size_t i = 0; i < rows; i++) d[i] = LOAD(pixel + i * line + j * channels + c);
      evaluate(rows, d, t);
#pragma unroll
      for (size_t i = 0; i < 6; i++) half[i][j] = t[i];
    }
#pragma unroll
    for (size_t i = 0; i < 6; i++) {
      if (!USES(rows, i)) continue;
      lanes t[6];
      evaluate(columns, half[i], t);
#pragma unroll
      for (size_t j = 0; j < 6; j++)
        if (USES(columns, j)) STORE(m + (i * 6 + j) * plane + c, t[j]);
    }
  }
}

PER_ISA void kn_winograd_gradient(const struct kn_map *map, const float *dy, size_t row, size_t column, float *m,
                                  size_t plane) {
  size_t rows = outputs_of(map->height, row), columns = outputs_of(map->width, column);
  size_t line = map->width * map->channels;
  const float *pixel = dy + row * 4 * line + column * 4 * map->channels;
  if (rows == 4 && columns == 4)
    gradient_tile(4, 4, map->channels, pixel, line, m, plane);
  else
    gradient_tile(rows, columns, map->channels, pixel, line, m, plane);
}

PER_ISA void kn_winograd_filter(const float *g, size_t inputs, size_t outputs, int adjoint, size_t panel,
                                float *u) {
  size_t depth = adjoint ? outputs : inputs, columns = adjoint ? inputs : outputs;
  size_t column = panel * KN_PANEL;
  for (size_t k = 0; k < depth; k++) {
    lanes half[6][3];
    for (size_t s = 0; s < 3; s++) {
      lanes d[3], t[6];
      for (size_t r = 0; r < 3; r++) {
        if (adjoint) {
          const float *from = g + (((2 - r) * 3 + 2 - s) * inputs + column) * outputs + k;
          for (size_t w = 0; w < LANES; w++) d[r][w] = from[w * outputs];
        } else {
          d[r] = LOAD(g + ((r * 3 + s) * inputs + k) * outputs + column);
        }
      }
      evaluate(3, d, t);
      for (size_t i = 0; i < 6; i++) half[i][s] = t[i];
    }
    float *to = u + (panel * depth + k) * KN_PANEL;
    for (size_t i = 0; i < 6; i++) {
      lanes t[6];
      evaluate(3, half[i], t);
      for (size_t j = 0; j < 6; j++) STORE(to + (i * 6 + j) * depth * columns, t[j]);
    }
  }
}

PER_ISA void kn_winograd_filter_gradient(const float *du, size_t plane, size_t inputs, size_t outputs,
                                         size_t input, float *dg) {
  for (size_t o = 0; o < outputs; o += LANES) {
    lanes half[3][6];
    for (size_t j = 0; j < 6; j++) {
      lanes t[6], r[3];
      for (size_t i = 0; i < 6; i++) t[i] = LOAD(du + (i * 6 + j) * plane + input * outputs + o);
      accumulate(4, 3, t, r);
      for (size_t i = 0; i < 3; i++) half[i][j] = r[i];
    }
    for (size_t i = 0; i < 3; i++) {
      lanes r[3];
      accumulate(4, 3, half[i], r);
      for (size_t j = 0; j < 3; j++) STORE(dg + ((i * 3 + j) * inputs + input) * outputs + o, r[j]);
    }
  }
}
