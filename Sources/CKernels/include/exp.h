// exp and log of floats that compilers can vectorise; for use inside other kernels.
#pragma once
#include <stdint.h>
#include <string.h>

/// e^x within 2 ulp; x is clamped to where the result is a normal number. Coefficients from Cephes.
static inline float kn_expf(float x) {
  x = x < -87.3f ? -87.3f : x;
  x = x > 88.7f ? 88.7f : x;
  // Adding 1.5 · 2^23 rounds to an integer.
  float n = (x * 1.44269504f + 12582912.0f) - 12582912.0f;
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  // In two factors, because 2^128 is no float.
  int32_t whole = (int32_t)n, half = whole / 2;
  int32_t first = (half + 127) << 23, second = (whole - half + 127) << 23;
  float a, b;
  memcpy(&a, &first, 4);
  memcpy(&b, &second, 4);
  return p * a * b;
}

/// log(1 + z) for z in [0, 1], absolute error below 1e-7. Coefficients from Cephes.
static inline float kn_log1pf_unit(float z) {
  float u = 1.0f + z;
  // Halving beyond √2 keeps the polynomial's argument small.
  float large = u > 1.41421356f ? 1.0f : 0.0f;
  float x = large > 0.0f ? 0.5f * u - 1.0f : z;
  float p = 7.0376836292e-2f;
  p = p * x - 1.1514610310e-1f;
  p = p * x + 1.1676998740e-1f;
  p = p * x - 1.2420140846e-1f;
  p = p * x + 1.4249322787e-1f;
  p = p * x - 1.6668057665e-1f;
  p = p * x + 2.0000714765e-1f;
  p = p * x - 2.4999993993e-1f;
  p = p * x + 3.3333331174e-1f;
  float x2 = x * x;
  return x + (p * x * x2 - 0.5f * x2) + large * 0.693147181f;
}
