// What can be shown of an indicator, and in which colours.
const layers = [
  {
    id: "estimate", title: "Estimate", palette: "viridis", missing: "no estimate", value: one => one.estimate,
    explain: () => "What the model says of each region.",
  },
  {
    id: "width", title: "Interval width", palette: "cividis", missing: "no interval", value: one => one.width,
    explain: level => `From the lower to the upper bound of the ${level}interval.`,
  },
  {
    id: "applicability", title: "Applicability", palette: "cividis", missing: "not known", value: one => one.index,
    explain: () => "How unlike a place is to what the model learnt from.",
  },
  {
    id: "truth", title: "Known value", palette: "viridis", missing: "not known", value: one => one.truth,
    explain: () => "What is known, in the colours of the estimate.",
  },
  {
    id: "error", title: "Error", palette: "difference", missing: "not known", value: one => one.error,
    explain: () => "Estimate less known value, where there is one.",
  },
];

/// Layers of an indicator by id, each with its scale; those that nothing is known for have none.
function layersOf(estimates, indicator) {
  const values = estimates.regions.map(region => region.values.get(indicator.name));
  const transform = transforms[indicator.transform] ?? transforms.identity;
  const all = key => values.map(one => one[key]).filter(value => value != null);
  const numbers = scaleOver([...all("estimate"), ...all("truth")], transform);
  const widths = all("width");
  const scales = {
    estimate: all("estimate").length > 0 ? numbers : null,
    truth: all("truth").length > 0 ? numbers : null,
    // Widths grow with the estimate wherever the model's scale is not the indicator's own.
    width: scaleOver(widths, transform === transforms.log1p ? transform : transforms.identity)
      ?? (widths.length > 0 ? makeScale(0, 0, transforms.identity, {}) : null),
    applicability: scaleOver(all("index"), transforms.identity),
    error: scaleAroundZero(all("error")),
  };
  const classed = scales.applicability === null && values.some(one => one.applicability !== null);
  return new Map(layers.map(layer => {
    const classes = layer.id === "applicability" && classed;
    const limit = layer.id === "applicability" ? indicator.threshold ?? null : null;
    return [layer.id, { ...layer, scale: scales[layer.id], classes, limit }];
  }));
}

/// The colour of a region in a layer, null where there is nothing to show.
function colourOf(layer, one) {
  if (layer.classes) {
    const places = { inside: 0.35, outside: 0.9 };
    return one.applicability === null ? null : colourAt(layer.palette, places[one.applicability]);
  }
  const value = layer.value(one);
  return value == null || layer.scale === null ? null : colourAt(layer.palette, layer.scale.position(value));
}
