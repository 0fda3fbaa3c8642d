// Pooling of one image in NHWC.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// 3×3 maximum, stride 2, padding 1, of relu(scale·x + shift).
/// x [height, width, channels]; y and winner [(height+1)/2, (width+1)/2, channels].
/// winner is the tap (0…8) of the first maximum in row order; NULL where no gradient will be asked for.
void kn_maxpool(size_t height, size_t width, size_t channels, const float *x, const float *scale,
                const float *shift, float *y, uint8_t *winner);

/// dx = the gradient of each output at its winner; dx [height, width, channels] is overwritten.
void kn_maxpool_backward(size_t height, size_t width, size_t channels, const float *gradient,
                         const uint8_t *winner, float *dx);

/// y [channels] = the mean over rows of x [rows, channels].
void kn_avgpool(size_t rows, size_t channels, const float *x, float *y);
