// Sums of composed messages over the edges of a relational graph (CompGCN, Vashishth et al. 2020).
//
// Compositions of a node and a relation are linear in the node, so the edges of one node and one
// relation are summed first and composed once. `width` floats a row; complex rows hold width/2 real
// parts, then width/2 imaginary parts.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Edges by node and relation: node v owns groups group_begin[v] ..< group_begin[v + 1]; group g has
/// one relation and edges edge_begin[g] ..< edge_begin[g + 1].
typedef struct {
  const int32_t *group_begin, *relation, *edge_begin, *neighbour;
  const float *norm;
} kn_edges;

typedef enum {
  kn_multiply,   ///< x r
  kn_rotate,     ///< complex x r
  kn_correlate,  ///< complex conj(x) r; slot 0 holds two real numbers (frequencies 0 and width/2)
} kn_composition;

/// out[v] = Σ over edges (u, r) of v: norm · (x[u] ∘ r), for nodes first ..< last.
/// `sum` is scratch of width floats; `stride` is the distance of rows of `out`.
void kn_aggregate(
    kn_composition composition, size_t first, size_t last, size_t width, const kn_edges *edges, const float *x,
    const float *relations, float *sum, float *out, size_t stride);

/// The adjoint, over edges grouped by their source u: with g[v] the gradient of out[v] (rows `stride`
/// apart), adds to x_gradient[u] for nodes first ..< last, and to relation_gradient.
void kn_aggregate_backward(
    kn_composition composition, size_t first, size_t last, size_t width, const kn_edges *edges, const float *g,
    size_t stride, const float *x, const float *relations, float *sum, float *x_gradient,
    float *relation_gradient);

/// As kn_aggregate for x − r: Σ norm · (x[u] − r), or Σ (x[u] − norm · r) where `relation_only`.
void kn_aggregate_difference(
    int relation_only, size_t first, size_t last, size_t width, const kn_edges *edges, const float *x,
    const float *relations, float *out, size_t stride);

/// Its adjoint.
void kn_aggregate_difference_backward(
    int relation_only, size_t first, size_t last, size_t width, const kn_edges *edges, const float *g,
    size_t stride, float *x_gradient, float *relation_gradient);
