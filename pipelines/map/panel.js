// The numbers of one region, or of all where none is looked at.
const kinds = {
  filled: ["filled in", "Filled in: the model has seen no value of it"],
  surveyed: ["surveyed", "Surveyed: estimated without its own value"],
  fitted: ["fitted to", "Surveyed: the model was fitted to its value"],
  neither: ["no estimate", "No estimate"],
};
const kindOf = one => kinds[["filled", "surveyed", "fitted"].find(kind => one[kind]) ?? "neither"];

/// One region in a sentence, for those who hear the map.
function sentence(region, one, level) {
  if (one.estimate === null) {
    return `${region.title}: no estimate${one.truth === null ? "" : `, known value ${formatNumber(one.truth)}`}`;
  }
  const parts = [`${region.title}: estimate ${formatNumber(one.estimate)}`];
  if (one.width !== null) parts.push(`${level}interval ${formatInterval(one.low, one.high)}`);
  parts.push(kindOf(one)[0]);
  if (one.applicability === "outside") parts.push("outside the area of applicability");
  if (one.truth !== null) parts.push(`known value ${formatNumber(one.truth)}`, `error ${formatSigned(one.error)}`);
  return parts.join(", ");
}

function regionPanel(region, one, { level, limit, scale }) {
  const rows = [];
  const row = (name, ...values) => rows.push(element("div", {}, element("dt", {}, name), element("dd", {}, ...values)));
  if (one.estimate !== null) row("Estimate", element("strong", {}, formatNumber(one.estimate)));
  if (one.width !== null) {
    row(`${capitalised(level)}interval`, formatInterval(one.low, one.high));
    row("Width", one.width === Infinity ? "unbounded" : formatNumber(one.width));
  }
  if (one.truth !== null) {
    const held = one.truth >= one.low && one.truth <= one.high;
    const note = element("small", {}, held ? "inside the interval" : "outside the interval");
    row("Known value", formatNumber(one.truth), one.width === null ? null : note);
  }
  if (one.error !== null) row("Error", formatSigned(one.error));
  if (one.applicability !== null || one.index !== null) {
    const beside = limit == null ? "" : `, limit ${formatNumber(limit)}`;
    const index = one.index === null ? null : `index ${formatNumber(one.index)}${beside}`;
    row("Applicability", one.applicability ?? index, one.applicability && index ? element("small", {}, index) : null);
  }
  return [
    element("h2", {}, region.title),
    element("p", { class: "kind" }, kindOf(one)[1]),
    one.applicability === "outside"
      ? element("p", { class: "warning" },
        "Outside the area of applicability: unlike what the model learnt from, so it has no business speaking "
          + "here.") : null,
    element("dl", {}, ...rows),
    one.estimate !== null && scale ? strip(one, scale) : null,
  ];
}

/// Interval, estimate and known value on the colours' scale.
function strip(one, scale) {
  const x = value => 6 + 288 * scale.position(value);
  const svg = element("svg", { class: "strip", viewBox: "0 0 300 34", "aria-hidden": "true" },
    element("line", { class: "axis", x1: 6, x2: 294, y1: 14, y2: 14 }));
  if (one.width !== null) {
    const [from, to] = [x(one.low), Math.max(x(one.high), x(one.low) + 1)];
    svg.append(element("line", { class: "interval", x1: from, x2: to, y1: 14, y2: 14 }));
  }
  svg.append(element("circle", { class: "estimate", cx: x(one.estimate), cy: 14, r: 5.5 }));
  if (one.truth !== null) svg.append(element("path", { class: "truth", d: `M${x(one.truth)},4l5,10l-5,10l-5,-10z` }));
  svg.append(
    element("text", { x: 6, y: 33 }, formatNumber(scale.low)),
    element("text", { x: 294, y: 33, "text-anchor": "end" }, formatNumber(scale.high)));
  return svg;
}

function summaryPanel(regions, indicator, { level }) {
  const all = regions.map(region => region.values.get(indicator.name));
  const count = test => all.filter(test).length;
  const known = all.filter(one => one.truth !== null && one.width !== null);
  const held = known.filter(one => one.truth >= one.low && one.truth <= one.high).length;
  const lines = [
    [count(one => one.surveyed || one.fitted), "surveyed"], [count(one => one.filled), "filled in"],
    [count(one => one.applicability === "outside"), "outside the area of applicability"],
    [count(one => one.estimate === null), "without an estimate"],
  ].filter(([number]) => number > 0);
  return [
    element("h2", {}, formatRegions(regions.length)),
    element("dl", { class: "counts" }, ...lines.map(([number, name]) =>
      element("div", {}, element("dd", {}, formatCount(number)), element("dt", {}, name)))),
    known.length > 0 ? element("p", {},
      `Of ${formatCount(known.length)} known values, ${formatCount(held)} (${formatShare(held / known.length)}) lie `
        + `inside their ${level}interval.`) : null,
    element("p", { class: "hint" },
      "Point at a region, tap it, or go to it by tab and arrow keys to read its numbers."),
  ];
}

const capitalised = text => text.charAt(0).toUpperCase() + text.slice(1);
