// Winograd's minimal filtering F(4×4, 3×3) (Lavin & Gray, CVPR 2016) in NHWC: a 3×3 convolution of stride 1
// takes 36 products for 16 outputs instead of 144. Interpolation points 0, ±5/8, ±3/2, ∞ lose half as many
// bits as the usual 0, ±1, ±2, ∞. A tile that the map's edge cuts to m outputs along an axis is F(m, 3), with
// m + 2 of the six points.
#pragma once
#include <stddef.h>

#include "product.h"

enum {
  KN_WINOGRAD_TILE = 4,     ///< outputs a side of a whole tile
  KN_WINOGRAD_PLANES = 36,  ///< elements of a transformed tile: 6 i + j for points i and j
};

/// One image or its gradient, [height, width, channels]; channels a multiple of 16.
struct kn_map {
  size_t height, width, channels;
};

/// Whether a tile of so many outputs along an axis, 1 to 4, has a product at point i of the six.
static inline int kn_winograd_uses(size_t outputs, size_t i) { return i <= outputs || i == 5; }

/// V = Bᵀ d B of the inputs under tile (row, column), with padding 1: plane e of V, for the points that the
/// tile uses, at v + e·plane. zeros: `channels` zeros.
void kn_winograd_input(const struct kn_map *map, const float *x, size_t row, size_t column, const float *zeros,
                       float *v, size_t plane);

/// Y = epilogue(Aᵀ M A), the outputs of a tile. residual is addressed like y.
void kn_winograd_output(const struct kn_map *map, float *y, size_t row, size_t column, const float *m,
                        size_t plane, const struct kn_epilogue *epilogue);

/// The adjoint of kn_winograd_output: M = A dY Aᵀ.
void kn_winograd_gradient(const struct kn_map *map, const float *dy, size_t row, size_t column, float *m,
                          size_t plane);

/// U = G g Gᵀ of 3×3 filters [3, 3, inputs, outputs], as panels [36][panels][depth][16] for kn_product:
/// forward depth = inputs and columns = outputs. With `adjoint` the filters are turned round and depth =
/// outputs, columns = inputs: what takes an output's gradient to the input's. Writes panel `panel` only.
void kn_winograd_filter(const float *g, size_t inputs, size_t outputs, int adjoint, size_t panel, float *u);

/// dg = Gᵀ dU G for input channel `input`: du [36][inputs, outputs] with planes `plane` apart, dg as g above.
void kn_winograd_filter_gradient(const float *du, size_t plane, size_t inputs, size_t outputs, size_t input,
                                 float *dg);
