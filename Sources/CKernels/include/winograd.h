// Winograd's minimal filtering F(4×4, 3×3) (Lavin & Gray, CVPR 2016) in NHWC: a 3×3 convolution of stride 1
// takes 36 products for 16 outputs instead of 144. Interpolation points 0, ±5/8, ±3/2, ∞ lose half as many
// bits as the usual 0, ±1, ±2, ∞.
#pragma once
#include <stddef.h>

#include "product.h"

enum {
  KN_WINOGRAD_TILE = 4,     ///< outputs a side
  KN_WINOGRAD_PLANES = 36,  ///< elements of a transformed tile
};

/// One image or its gradient, [height, width, channels]; channels a multiple of 8.
struct kn_map {
  size_t height, width, channels;
};

/// V = Bᵀ d B of the 6×6 inputs under tile (row, column), with padding 1: plane e of V at v + e·plane.
/// zeros: `channels` zeros.
void kn_winograd_input(const struct kn_map *map, const float *x, size_t row, size_t column, const float *zeros,
                       float *v, size_t plane);

/// Y = epilogue(Aᵀ M A), the 4×4 outputs of a tile, cut at the map's edges. residual is addressed like y.
void kn_winograd_output(const struct kn_map *map, float *y, size_t row, size_t column, const float *m,
                        size_t plane, const struct kn_epilogue *epilogue);

/// The adjoint of kn_winograd_output: M = A dY Aᵀ.
void kn_winograd_gradient(const struct kn_map *map, const float *dy, size_t row, size_t column,
                          const float *zeros, float *m, size_t plane);

/// U = G g Gᵀ of 3×3 filters [3, 3, inputs, outputs], as panels [36][panels][depth][16] for kn_product:
/// forward depth = inputs and columns = outputs. With `adjoint` the filters are turned round and depth =
/// outputs, columns = inputs: what takes an output's gradient to the input's. Writes panel `panel` only.
void kn_winograd_filter(const float *g, size_t inputs, size_t outputs, int adjoint, size_t panel, float *u);

/// dg = Gᵀ dU G for input channel `input`: du [36][inputs, outputs] with planes `plane` apart, dg as g above.
void kn_winograd_filter_gradient(const float *du, size_t plane, size_t inputs, size_t outputs, size_t input,
                                 float *dg);
