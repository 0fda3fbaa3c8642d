// The regions as paths of one drawing. A path a region, painted anew with every layer; above them, in a path each, the
// hatching of all regions outside the area of applicability and the outlines of all that were filled in.
class Drawing {
  constructor(regions, size) {
    this.size = size;
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
    const joined = test => [...this.paths.keys()].filter(region => test(region.values.get(indicator.name)))
      .map(region => region.path).join("");
    for (const [region, path] of this.paths) {
      const colour = colourOf(layer, region.values.get(indicator.name));
      path.classList.toggle("missing", colour === null);
      if (colour === null) path.removeAttribute("fill"); else path.setAttribute("fill", colour);
      path.setAttribute("aria-label", describe(region));
    }
    byId("outside").setAttribute("d", joined(one => one.applicability === "outside"));
    this.mark("filled", joined(one => one.filled));
  }

  /// Draws a ring around a region, or around none.
  ring(region) { this.mark("ring", region?.path ?? ""); }

  /// A mark is a dark line on a light one, so that it stands out from every colour.
  mark(name, path) {
    for (const line of document.querySelectorAll(`#marks .${name}`)) line.setAttribute("d", path);
  }
}
