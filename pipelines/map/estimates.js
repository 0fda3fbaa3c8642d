// What the file holds: the GeoJSON of si-predict --to-geojson, whose properties are flat (income_estimate …).
const identifiers = ["region", "region_id", "id", "geoid", "GEOID"];

function readEstimates(text) {
  const collection = JSON.parse(text);
  const about = collection.knowcl ?? {};
  const features = collection.features ?? [];
  const indicators = about.indicators ?? indicatorsOf(features);
  const regions = features.map((feature, index) => {
    const properties = feature.properties ?? {};
    const id = String(identifiers.map(key => properties[key]).find(value => value != null) ?? feature.id ?? index + 1);
    const name = properties.name ?? properties.NAME;
    return {
      id, index, geometry: feature.geometry, title: name == null || String(name) === id ? id : `${name} (${id})`,
      values: new Map(indicators.map(one => [one.name, readValues(properties, one.name)])),
    };
  });
  return { about, indicators, regions };
}

/// Names before _estimate, in the order in which they come.
function indicatorsOf(features) {
  const names = new Set();
  for (const feature of features) {
    for (const key of Object.keys(feature.properties ?? {})) {
      if (key.endsWith("_estimate")) names.add(key.slice(0, -"_estimate".length));
    }
  }
  return [...names].map(name => ({ name }));
}

/// What is known of one indicator in one region; null where nothing is.
function readValues(properties, name) {
  const number = (suffix, missing = null) => {
    const value = properties[`${name}_${suffix}`];
    return value == null || value === "" || Number.isNaN(Number(value)) ? missing : Number(value);
  };
  const [estimate, truth] = [number("estimate"), number("truth")];
  const kind = estimate == null ? null : properties[`${name}_kind`] ?? null;
  // A bound that is null is infinite: too few labels for the level. A label that was fitted to has none.
  const bounded = kind !== null && kind !== "in-sample"
    && (`${name}_low` in properties || `${name}_high` in properties);
  const low = bounded ? number("low", -Infinity) : null;
  const high = bounded ? number("high", Infinity) : null;
  const applicability = properties[`${name}_applicability`];
  return {
    estimate, truth, low, high, width: bounded ? high - low : null,
    error: estimate == null || truth == null ? null : number("error") ?? estimate - truth,
    filled: kind === "filled", surveyed: kind === "out-of-fold", fitted: kind === "in-sample",
    applicability: applicability === "inside" || applicability === "outside" ? applicability : null,
    index: number("dissimilarity"),
  };
}
