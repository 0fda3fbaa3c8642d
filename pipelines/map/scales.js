// From values to positions along a palette. Colours follow the scale on which the model was fitted, so that a skewed
// indicator does not leave all regions but a few in one colour; the legend's ticks are on the indicator's own scale.
const clampShare = value => Math.min(1 - 1e-6, Math.max(1e-6, value));
const transforms = {
  identity: { to: value => value, from: value => value },
  log1p: { to: value => Math.log1p(Math.max(value, -1 + 1e-9)), from: Math.expm1 },
  sqrt: { to: value => Math.sqrt(Math.max(value, 0)), from: value => value * value },
  logit: {
    to: value => Math.log(clampShare(value) / (1 - clampShare(value))), from: value => 1 / (1 + Math.exp(-value)),
  },
};

function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/// A scale over what the values span; of many values the outermost hundredth at either end shares the end's colour,
/// which the legend says by ≤ and ≥.
function scaleOver(values, transform) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const margin = sorted.length < 50 ? 0 : 0.01;
  let [low, high] = [quantile(sorted, margin), quantile(sorted, 1 - margin)];
  // A few values that differ may all lie in the margins.
  if (low === high) [low, high] = [sorted[0], sorted[sorted.length - 1]];
  return makeScale(low, high, transform, { below: sorted[0] < low, above: sorted[sorted.length - 1] > high });
}

/// A scale of differences: as far to either side of 0.
function scaleAroundZero(values) {
  const sorted = values.filter(Number.isFinite).map(Math.abs).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const most = sorted[sorted.length - 1];
  const reach = sorted.length < 50 ? most : quantile(sorted, 0.98) || most;
  return makeScale(-(reach || 1), reach || 1, transforms.identity, { below: most > reach, above: most > reach });
}

function makeScale(low, high, transform, beyond) {
  const [from, to] = [transform.to(low), transform.to(high)];
  const position = value => {
    if (value === Infinity) return 1;
    if (value === -Infinity) return 0;
    return to > from ? Math.min(1, Math.max(0, (transform.to(value) - from) / (to - from))) : 0.5;
  };
  const ends = [(beyond.below ? "≤ " : "") + formatNumber(low), (beyond.above ? "≥ " : "") + formatNumber(high)];
  return { low, high, ends, position, ticks: ticksBetween(low, high, ends, position) };
}

/// Round numbers whose labels stand apart on the scale, from the labels of the ends too.
function ticksBetween(low, high, ends, position) {
  if (!(high > low)) return [];
  const candidates = new Set();
  const step = 10 ** Math.floor(Math.log10((high - low) / 2));
  for (const factor of [5, 2, 1]) {
    const width = factor * step;
    for (let i = Math.ceil(low / width); i * width < high && candidates.size < 60; i++) candidates.add(i * width);
  }
  // A scale that is not linear has room for smaller powers at its low end.
  for (let power = Math.ceil(Math.log10(high)); power > -9 && low >= 0; power--) {
    for (const factor of [1, 5, 2]) candidates.add(factor * 10 ** power);
  }
  // Labels as shares of the bar's length.
  const width = text => 0.023 * text.length + 0.02;
  const taken = [[0, width(ends[0])], [1 - width(ends[1]), 1]];
  const chosen = [];
  for (const value of candidates) {
    const at = position(value);
    const text = formatNumber(value);
    const [left, right] = [at - width(text) / 2, at + width(text) / 2];
    if (value <= low || value >= high || taken.some(([from, to]) => left < to && right > from)) continue;
    taken.push([left, right]);
    chosen.push({ at, text });
  }
  return chosen;
}
