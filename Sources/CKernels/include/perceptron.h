// The gradient of a one-output multilayer perceptron.
#pragma once
#include <stddef.h>

/// From the gradient `g` (rows) of the outputs and the hidden values `h` (rows × width, after dropout and
/// ReLU): adds to the gradients of the output weights and the hidden biases, and replaces h by the gradient
/// of the hidden layer's input, which is `scale` (dropout's factor) times what reaches a positive element.
void kn_perceptron_backward(
    size_t rows, size_t width, float scale, const float *g, const float *weights, float *h,
    float *weight_gradient, float *bias_gradient);
