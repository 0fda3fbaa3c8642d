// What the colours, the hatching and the outlines mean.
function legend(layer, regions, indicator, level) {
  const all = regions.map(region => region.values.get(indicator.name));
  const count = test => all.filter(test).length;
  const entry = (look, text, number) => number > 0
    ? element("li", {}, look, element("span", {}, text),
      element("span", { class: "count" }, formatCount(number))) : null;
  const swatch = name => {
    const frame = () => element("rect", { x: 2, y: 2, width: 22, height: 12 });
    const svg = element("svg", { class: `swatch ${name}`, viewBox: "0 0 26 16", "aria-hidden": "true" },
      frame(), frame());
    if (name === "hatched") {
      svg.append(...["under", "over"].map(line => element("path", { class: line, d: hatches })));
    }
    return svg;
  };
  const coloured = colour => {
    const look = swatch("plain");
    look.setAttribute("fill", colour);
    return look;
  };
  const classes = layer.classes ? ["inside", "outside"].map(name => entry(
    coloured(colourOf(layer, { applicability: name })), `${name} the area of applicability`,
    count(one => one.applicability === name))) : [];
  return [
    element("h2", {}, `${layer.title}: ${indicator.name}`),
    layer.scale && !layer.classes ? colourBar(layer) : null,
    element("p", { class: "hint" }, layer.explain(level)),
    element("ul", {},
      ...classes,
      entry(swatch("filled"), "filled in by the model", count(one => one.filled)),
      entry(swatch("surveyed"), "surveyed (value held back)", count(one => one.surveyed)),
      entry(swatch("surveyed"), "surveyed (model fitted to it)", count(one => one.fitted)),
      layer.classes ? null : entry(swatch("hatched"), "outside the area of applicability",
        count(one => one.applicability === "outside")),
      entry(swatch("missing"), layer.missing, count(one => colourOf(layer, one) === null)),
      entry(element("span", { class: "swatch" }), "without a polygon, in the table alone",
        regions.filter(region => !region.path).length)),
  ];
}

const hatches = "M2,12L10,2M7,14L17,2M14,14L24,2M21,14L24,10";

function colourBar({ palette, scale, limit }) {
  const bar = element("div", { class: "bar" });
  bar.style.background = gradient(palette);
  const tick = (at, text, kind) => {
    const label = element("span", { class: kind }, text);
    label.style.left = `${100 * at}%`;
    return label;
  };
  const { low, high, ends, ticks } = scale;
  const labels = high > low ? [tick(0, ends[0], "first"), tick(1, ends[1], "last")] : [tick(0.5, ends[0], "tick")];
  if (limit != null && limit > low && limit < high) bar.append(tick(scale.position(limit), "", "limit"));
  return element("div", { class: "scale" }, bar,
    element("div", { class: "ticks" }, ...labels, ...ticks.map(({ at, text }) => tick(at, text, "tick"))));
}
