#include "include/clouds.h"

#include "dispatch.h"
#include "lane_functions.h"

static inline float unit(float x) { return x > 0 ? (x < 1 ? x : 1) : 0; }

PER_ISA void kn_noise_row(size_t n, float weight, const float *restrict slope, const float *restrict base,
                          const int32_t *restrict cell, const float *restrict position,
                          const float *restrict fade, float *restrict sums) {
  for (size_t i = 0; i < n; i++) {
    int32_t c = cell[i];
    float left = slope[c] * position[i] + base[c];
    float right = slope[c + 1] * (position[i] - 1) + base[c + 1];
    sums[i] += weight * ((1 - fade[i]) * left + fade[i] * right);
  }
}

INLINE void kn_noise_product_body(const int software, size_t n, float scale, float low, float factor,
                                  const float *restrict x, float *restrict product) {
  for (size_t i = 0; i < n; i += LANES) {
    const size_t count = n - i < LANES ? n - i : LANES;
    lanes form;
    load_some(&form, x + i, count);
    form *= scale;
    lanes_tanh(software, &form);
    for (size_t l = 0; l < count; l++) product[i + l] *= unit((form[l] - low) * factor);
  }
}

DISPATCH(void, kn_noise_product,
         (size_t n, float scale, float low, float factor, const float *restrict x, float *restrict product), n, scale,
         low, factor, x, product)

PER_ISA void kn_unit_affine(size_t n, float scale, float shift, const float *restrict x, float *restrict y) {
  for (size_t i = 0; i < n; i++) y[i] = unit(scale * x[i] + shift);
}

PER_ISA void kn_shaded_planes(size_t height, size_t width, const uint8_t *restrict rgb,
                              const float *restrict shadow, const float *restrict strength,
                              float *restrict planes) {
  const size_t reach = KN_BLUR_REACH, row = width + 2 * reach, plane = row * (height + 2 * reach);
  if (height == 0 || width == 0) return;
  for (size_t c = 0; c < 3; c++, planes += plane) {
    for (size_t y = 0; y < height; y++) {
      float *out = planes + (y + reach) * row + reach;
      const uint8_t *in = rgb + 3 * y * width + c;
      for (size_t x = 0; x < width; x++) out[x] = in[3 * x];
      if (shadow)
        for (size_t x = 0; x < width; x++) out[x] *= 1 - unit(strength[c] * shadow[y * width + x]);
      for (size_t x = 0; x < reach; x++) {
        out[-1 - (ptrdiff_t)x] = out[0];
        out[width + x] = out[width - 1];
      }
    }
    for (size_t y = 0; y < reach; y++) {
      memcpy(planes + y * row, planes + reach * row, row * sizeof *planes);
      memcpy(planes + (height + reach + y) * row, planes + (height + reach - 1) * row, row * sizeof *planes);
    }
  }
}

INLINE void kn_varying_blur_body(const int software, size_t height, size_t width, float scale,
                                 const float *restrict thickness, const float *restrict planes,
                                 float *restrict weights, float *restrict out) {
  const size_t row = width + 2 * KN_BLUR_REACH, plane = row * (height + 2 * KN_BLUR_REACH);
  float *w0 = weights, *w1 = w0 + width, *w2 = w1 + width, *w3 = w2 + width, *w4 = w3 + width, *w5 = w4 + width;
  for (size_t y = 0; y < height; y++) {
    for (size_t x = 0; x < width; x++) {
      float deviation = scale * thickness[y * width + x];
      // exp(−d²/2σ²) is the d²-th power of the value at d = 1; the small number keeps σ = 0 apart from 0/0.
      w1[x] = -1 / (2 * deviation * deviation + 1e-8f);
    }
    for (size_t x = 0; x < width; x += LANES) {
      const size_t count = width - x < LANES ? width - x : LANES;
      lanes e;
      load_some(&e, w1 + x, count);
      lanes_exp(software, &e);
      store_some(w1 + x, &e, count);
    }
    for (size_t x = 0; x < width; x++) {
      float e = w1[x], e2 = e * e, e4 = e2 * e2, e8 = e4 * e4, e16 = e8 * e8;
      float total = 1 / (1 + 2 * (e + e4 + e8 * e + e16 + e16 * e8 * e));
      w0[x] = total, w1[x] = e * total, w2[x] = e4 * total, w3[x] = e8 * e * total, w4[x] = e16 * total;
      w5[x] = e16 * e8 * e * total;
    }
    for (size_t c = 0; c < 3; c++) {
      float *to = out + (c * height + y) * width;
      memset(to, 0, width * sizeof *to);
      for (size_t d = 0; d <= 2 * KN_BLUR_REACH; d++) {
        const float *in = planes + c * plane + (y + d) * row + KN_BLUR_REACH;
        const float *w = weights + width * (d < KN_BLUR_REACH ? KN_BLUR_REACH - d : d - KN_BLUR_REACH);
        for (size_t x = 0; x < width; x++) {
          const float *p = in + x;
          float sum = w0[x] * p[0] + w1[x] * (p[-1] + p[1]) + w2[x] * (p[-2] + p[2]) + w3[x] * (p[-3] + p[3]) +
                      w4[x] * (p[-4] + p[4]) + w5[x] * (p[-5] + p[5]);
          to[x] += w[x] * sum;
        }
      }
    }
  }
}

DISPATCH(void, kn_varying_blur,
         (size_t height, size_t width, float scale, const float *restrict thickness, const float *restrict planes,
          float *restrict weights, float *restrict out),
         height, width, scale, thickness, planes, weights, out)

PER_ISA void kn_cloud_over(size_t n, float colour, const float *restrict cloud, const float *restrict in,
                           uint8_t *restrict rgb) {
  for (size_t i = 0; i < n; i++) {
    float c = cloud[i];
    float value = in[i] * (1 - c) + 255 * c * (c + colour * (1 - c));
    rgb[3 * i] = (uint8_t)((value > 0 ? (value < 255 ? value : 255) : 0) + 0.5f);
  }
}

PER_ISA void kn_unit_bytes(size_t n, const float *restrict x, uint8_t *restrict y) {
  for (size_t i = 0; i < n; i++) y[i] = (uint8_t)(x[i] * 255 + 0.5f);
}
