// Which region is looked at: by pointer, touch, tab and arrow keys. One region at a time can be tabbed to, so that
// the tab key leads past the map and not through thousands of regions; arrows lead from it to its neighbours.
class Choice {
  constructor(drawing, zoom, show) {
    Object.assign(this, { drawing, zoom, show, chosen: null, pointed: null });
    const { svg, paths } = drawing;
    const first = paths.values().next().value;
    if (first) this.stop = first;
    this.stop?.setAttribute("tabindex", 0);
    svg.addEventListener("pointermove", event => { if (event.pointerType !== "touch") this.point(event); });
    svg.addEventListener("pointerleave", () => this.point(null));
    // The press that begins a drag chooses nothing; the click does.
    svg.addEventListener("mousedown", event => event.preventDefault());
    svg.addEventListener("click", event => this.choose(event.target.region ?? null));
    svg.addEventListener("focusin", event => { if (event.target.region) this.mark(event.target.region); });
    svg.addEventListener("keydown", event => this.key(event));
  }

  point(event) {
    const region = event && this.zoom.pointers.size === 0 ? event.target.region ?? null : null;
    if (region !== this.pointed) {
      this.pointed = region;
      this.update();
    }
    const tip = byId("tip");
    tip.hidden = region === null;
    if (region === null) return;
    const [x, y] = this.zoom.at(event);
    const { clientWidth, clientHeight } = this.drawing.svg;
    const left = x + 16 + tip.offsetWidth > clientWidth ? x - 12 - tip.offsetWidth : x + 16;
    const top = y + 16 + tip.offsetHeight > clientHeight ? y - 12 - tip.offsetHeight : y + 16;
    tip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }

  /// Chooses a region, or none.
  choose(region) {
    const path = this.drawing.paths.get(region);
    if (path) path.focus({ preventScroll: true }); else document.activeElement.blur();
    this.mark(region);
  }

  mark(region) {
    const path = this.drawing.paths.get(region);
    if (path) {
      this.stop?.setAttribute("tabindex", -1);
      path.setAttribute("tabindex", 0);
      this.stop = path;
      this.zoom.reveal(region);
    }
    this.chosen = region;
    this.update();
  }

  update() {
    const region = this.pointed ?? this.chosen;
    this.drawing.ring(region);
    this.show(region);
  }

  key(event) {
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const regions = [...this.drawing.paths.keys()];
    const from = this.chosen ?? this.stop?.region;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in arrows && from) this.choose(neighbour(regions, from, arrows[event.key]) ?? from);
    else if (event.key === "Home") this.choose(regions[0]);
    else if (event.key === "End") this.choose(regions[regions.length - 1]);
    else if (event.key === "+" || event.key === "=") this.zoom.by(1.6);
    else if (event.key === "-") this.zoom.by(1 / 1.6);
    else if (event.key === "0") this.zoom.whole();
    else if (event.key === "Escape") this.choose(null);
    else return;
    event.preventDefault();
  }
}

/// The region whose centre is nearest within 45° of a direction; what lies aside counts double.
function neighbour(regions, from, [dx, dy]) {
  let [nearest, least] = [null, Infinity];
  for (const region of regions) {
    const [x, y] = [region.centre[0] - from.centre[0], region.centre[1] - from.centre[1]];
    const [along, aside] = [x * dx + y * dy, Math.abs(x * dy) + Math.abs(y * dx)];
    if (region === from || along <= 0 || aside > along) continue;
    const distance = along + 2 * aside;
    if (distance < least) [nearest, least] = [region, distance];
  }
  return nearest;
}
