#include "include/compgcn.h"

#include "vectors.h"

// Rows are met in random order; ask for those of the edges ahead.
enum { ahead = 6 };
INLINE void prefetch_row(const float *row, size_t width) {
  for (size_t j = 0; j < width; j += 16) __builtin_prefetch(row + j);
}

// sum = Σ norm · x[neighbour] over the edges of one group.
INLINE void sum_group(
    const kn_edges *edges, int32_t begin, int32_t end, int32_t limit, size_t width, const float *x,
    size_t stride, float *restrict sum) {
  memset(sum, 0, width * sizeof(float));
  for (int32_t e = begin; e < end; e++) {
    if (e + ahead < limit) prefetch_row(x + (size_t)edges->neighbour[e + ahead] * stride, width);
    const float norm = edges->norm[e];
    const float *restrict row = x + (size_t)edges->neighbour[e] * stride;
    for (size_t j = 0; j < width; j++) sum[j] += norm * row[j];
  }
}

// out += s ∘ r
INLINE void compose(kn_composition kind, size_t width, const float *restrict s, const float *restrict r,
                    float *restrict out) {
  const size_t h = width / 2;
  if (kind == kn_multiply) {
    for (size_t j = 0; j < width; j++) out[j] += s[j] * r[j];
  } else if (kind == kn_rotate) {
    for (size_t j = 0; j < h; j++) {
      out[j] += s[j] * r[j] - s[h + j] * r[h + j];
      out[h + j] += s[j] * r[h + j] + s[h + j] * r[j];
    }
  } else {
    const float zero = out[0] + s[0] * r[0], last = out[h] + s[h] * r[h];
    for (size_t j = 0; j < h; j++) {
      out[j] += s[j] * r[j] + s[h + j] * r[h + j];
      out[h + j] += s[j] * r[h + j] - s[h + j] * r[j];
    }
    out[0] = zero;
    out[h] = last;
  }
}

// With t the gradient of x ∘ r: dx += its gradient for x, dr += its gradient for r.
INLINE void compose_backward(kn_composition kind, size_t width, const float *restrict t,
                             const float *restrict x, const float *restrict r, float *restrict dx,
                             float *restrict dr) {
  const size_t h = width / 2;
  if (kind == kn_multiply) {
    for (size_t j = 0; j < width; j++) {
      dx[j] += t[j] * r[j];
      dr[j] += t[j] * x[j];
    }
  } else if (kind == kn_rotate) {
    for (size_t j = 0; j < h; j++) {
      dx[j] += t[j] * r[j] + t[h + j] * r[h + j];
      dx[h + j] += t[h + j] * r[j] - t[j] * r[h + j];
      dr[j] += t[j] * x[j] + t[h + j] * x[h + j];
      dr[h + j] += t[h + j] * x[j] - t[j] * x[h + j];
    }
  } else {
    const float x0 = dx[0] + t[0] * r[0], xh = dx[h] + t[h] * r[h];
    const float r0 = dr[0] + t[0] * x[0], rh = dr[h] + t[h] * x[h];
    for (size_t j = 0; j < h; j++) {
      dx[j] += t[j] * r[j] + t[h + j] * r[h + j];
      dx[h + j] += t[j] * r[h + j] - t[h + j] * r[j];
      dr[j] += t[j] * x[j] - t[h + j] * x[h + j];
      dr[h + j] += t[j] * x[h + j] + t[h + j] * x[j];
    }
    dx[0] = x0, dx[h] = xh;
    dr[0] = r0, dr[h] = rh;
  }
}

INLINE void aggregate(kn_composition kind, size_t first, size_t last, size_t width, const kn_edges *edges,
                      const float *x, const float *relations, float *sum, float *out, size_t stride) {
  const int32_t limit = edges->edge_begin[edges->group_begin[last]];
  for (size_t v = first; v < last; v++) {
    float *row = out + v * stride;
    memset(row, 0, width * sizeof(float));
    for (int32_t g = edges->group_begin[v]; g < edges->group_begin[v + 1]; g++) {
      sum_group(edges, edges->edge_begin[g], edges->edge_begin[g + 1], limit, width, x, width, sum);
      compose(kind, width, sum, relations + (size_t)edges->relation[g] * width, row);
    }
  }
}

INLINE void aggregate_backward(kn_composition kind, size_t first, size_t last, size_t width,
                               const kn_edges *edges, const float *g, size_t stride, const float *x,
                               const float *relations, float *sum, float *x_gradient,
                               float *relation_gradient) {
  const int32_t limit = edges->edge_begin[edges->group_begin[last]];
  for (size_t u = first; u < last; u++)
    for (int32_t i = edges->group_begin[u]; i < edges->group_begin[u + 1]; i++) {
      const size_t relation = (size_t)edges->relation[i] * width;
      sum_group(edges, edges->edge_begin[i], edges->edge_begin[i + 1], limit, width, g, stride, sum);
      compose_backward(kind, width, sum, x + u * width, relations + relation, x_gradient + u * width,
                       relation_gradient + relation);
    }
}

// A constant width keeps sums in registers; 64 is the default of the paper.
#define EACH_KIND(call)                                     \
  do {                                                      \
    if (composition == kn_multiply) call(kn_multiply);      \
    else if (composition == kn_rotate) call(kn_rotate);     \
    else call(kn_correlate);                                \
  } while (0)

PER_ISA void kn_aggregate(kn_composition composition, size_t first, size_t last, size_t width,
                          const kn_edges *edges, const float *x, const float *relations, float *sum,
                          float *out, size_t stride) {
  if (first >= last) return;
  if (width == 64) {
    float local[64];
#define CALL(kind) aggregate(kind, first, last, 64, edges, x, relations, local, out, stride)
    EACH_KIND(CALL);
#undef CALL
  } else {
#define CALL(kind) aggregate(kind, first, last, width, edges, x, relations, sum, out, stride)
    EACH_KIND(CALL);
#undef CALL
  }
}

PER_ISA void kn_aggregate_backward(kn_composition composition, size_t first, size_t last, size_t width,
                                   const kn_edges *edges, const float *g, size_t stride, const float *x,
                                   const float *relations, float *sum, float *x_gradient,
                                   float *relation_gradient) {
  if (first >= last) return;
  if (width == 64) {
    float local[64];
#define CALL(kind) \
  aggregate_backward(kind, first, last, 64, edges, g, stride, x, relations, local, x_gradient, relation_gradient)
    EACH_KIND(CALL);
#undef CALL
  } else {
#define CALL(kind) \
  aggregate_backward(kind, first, last, width, edges, g, stride, x, relations, sum, x_gradient, relation_gradient)
    EACH_KIND(CALL);
#undef CALL
  }
}

PER_ISA void kn_aggregate_difference(int relation_only, size_t first, size_t last, size_t width,
                                     const kn_edges *edges, const float *x, const float *relations, float *out,
                                     size_t stride) {
  for (size_t v = first; v < last; v++) {
    float *restrict row = out + v * stride;
    memset(row, 0, width * sizeof(float));
    for (int32_t g = edges->group_begin[v]; g < edges->group_begin[v + 1]; g++) {
      const float *restrict relation = relations + (size_t)edges->relation[g] * width;
      for (int32_t e = edges->edge_begin[g]; e < edges->edge_begin[g + 1]; e++) {
        const float norm = edges->norm[e], weight = relation_only ? 1 : norm;
        const float *restrict source = x + (size_t)edges->neighbour[e] * width;
        for (size_t j = 0; j < width; j++) row[j] += weight * source[j] - norm * relation[j];
      }
    }
  }
}

PER_ISA void kn_aggregate_difference_backward(int relation_only, size_t first, size_t last, size_t width,
                                              const kn_edges *edges, const float *g, size_t stride,
                                              float *x_gradient, float *relation_gradient) {
  for (size_t u = first; u < last; u++) {
    float *restrict dx = x_gradient + u * width;
    for (int32_t i = edges->group_begin[u]; i < edges->group_begin[u + 1]; i++) {
      float *restrict dr = relation_gradient + (size_t)edges->relation[i] * width;
      for (int32_t e = edges->edge_begin[i]; e < edges->edge_begin[i + 1]; e++) {
        const float norm = edges->norm[e], weight = relation_only ? 1 : norm;
        const float *restrict target = g + (size_t)edges->neighbour[e] * stride;
        for (size_t j = 0; j < width; j++) {
          dx[j] += weight * target[j];
          dr[j] -= norm * target[j];
        }
      }
    }
  }
}
