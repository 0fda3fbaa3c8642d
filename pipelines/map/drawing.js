// The regions as paths of one drawing, painted anew with every layer; above them the hatching of regions outside
// the area of applicability, the outlines of those that were filled in, and the ring around the one looked at.
class Drawing {
  constructor(regions) {
    this.svg = byId("drawing");
    this.paths = new Map();
    for (const region of regions) {
      if (!region.path) continue;
      const path = element("path", { class: "region", d: region.path, role: "img", tabindex: -1 });
      path.region = region;
      this.paths.set(region, path);
    }
    byId("shapes").append(...this.paths.values());
  }

  paint(layer, indicator, describe) {
    const where = test => [...this.paths.keys()].filter(region => test(region.values.get(indicator.name)));
    for (const [region, path] of this.paths) {
      const colour = colourOf(layer, region.values.get(indicator.name));
      path.classList.toggle("missing", colour === null);
      if (colour === null) path.removeAttribute("fill"); else path.setAttribute("fill", colour);
      path.setAttribute("aria-label", describe(region));
    }
    this.svg.classList.toggle("difference", layer.palette === "difference");
    this.mark("outside", where(one => one.applicability === "outside"));
    this.mark("filled", where(one => one.filled));
  }

  /// Draws a ring around a region, or around none.
  ring(region) { this.mark("ring", region?.path ? [region] : []); }

  /// A mark is a dark line on a light one, so that it stands out from every colour. Each region has paths of its own:
  /// one path of thousands of corners takes a browser many times as long to stroke.
  mark(name, regions) {
    for (const group of document.querySelectorAll(`#marks .${name}`)) {
      group.replaceChildren(...regions.map(region => element("path", { d: region.path })));
    }
  }
}
