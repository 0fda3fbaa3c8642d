// Pan and zoom: which part of the drawing is seen. Wheel, drag, two fingers, keys and buttons all end in `show`.
class Zoom {
  static most = 60;

  constructor(svg, size) {
    this.svg = svg;
    this.size = size;
    this.magnification = 1;
    this.centre = [size.width / 2, size.height / 2];
    this.pointers = new Map();
    this.moved = false;
    new ResizeObserver(() => this.show()).observe(svg);
    svg.addEventListener("wheel", event => this.wheel(event), { passive: false });
    svg.addEventListener("pointerdown", event => this.down(event));
    svg.addEventListener("pointermove", event => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, event => this.up(event));
    // A drag that ends over a region has not chosen it.
    svg.addEventListener("click", event => { if (this.moved) event.stopImmediatePropagation(); }, { capture: true });
    byId("closer").addEventListener("click", () => this.by(1.6));
    byId("farther").addEventListener("click", () => this.by(1 / 1.6));
    byId("whole").addEventListener("click", () => this.whole());
  }

  /// Pixels a unit of the drawing takes when all of it is seen.
  get fit() {
    const { clientWidth, clientHeight } = this.svg;
    return 0.96 * Math.min(clientWidth / this.size.width, clientHeight / this.size.height);
  }

  get scale() { return this.fit * this.magnification; }

  by(factor, [x, y] = [this.svg.clientWidth / 2, this.svg.clientHeight / 2], gesture = false) {
    const before = this.scale;
    this.magnification = Math.min(Zoom.most, Math.max(1, this.magnification * factor));
    // What lies under the pointer stays there.
    const change = 1 / before - 1 / this.scale;
    this.centre[0] += (x - this.svg.clientWidth / 2) * change;
    this.centre[1] += (y - this.svg.clientHeight / 2) * change;
    this.show(gesture);
  }

  pan(x, y) {
    this.centre[0] -= x / this.scale;
    this.centre[1] -= y / this.scale;
    this.show(true);
  }

  whole() {
    this.magnification = 1;
    this.show();
  }

  /// Brings a region into view where it is not.
  reveal({ centre: [x, y] }) {
    const reach = [0.42 * this.svg.clientWidth / this.scale, 0.42 * this.svg.clientHeight / this.scale];
    if (Math.abs(x - this.centre[0]) > reach[0] || Math.abs(y - this.centre[1]) > reach[1]) this.centre = [x, y];
    this.show();
  }

  /// Shows the part around `centre` at `magnification`. A gesture moves what is drawn already, which costs next to
  /// nothing, and it is drawn anew where the gesture has gone far or paused.
  show(gesture = false) {
    const { clientWidth, clientHeight } = this.svg;
    if (clientWidth === 0 || clientHeight === 0) return;
    const seen = [clientWidth / this.scale, clientHeight / this.scale];
    // The drawing does not leave its frame.
    const within = (centre, extent, part) => part >= extent
      ? extent / 2 : Math.min(extent - part / 2 + 0.02 * extent, Math.max(part / 2 - 0.02 * extent, centre));
    this.centre = [within(this.centre[0], this.size.width, seen[0]), within(this.centre[1], this.size.height, seen[1])];
    this.gesture = gesture && this.drawn !== undefined;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.gesture) this.slide(); else this.draw();
    });
  }

  slide() {
    const { clientWidth, clientHeight } = this.svg;
    const growth = this.scale / this.drawn.scale;
    const [x, y] = [0, 1].map(i => (this.drawn.centre[i] - this.centre[i]) * this.scale);
    const isFar = Math.abs(x) > 0.2 * clientWidth || Math.abs(y) > 0.2 * clientHeight;
    if (growth > 1.8 || growth < 0.8 || isFar) return this.draw();
    this.svg.style.transform = `translate(${x}px, ${y}px) scale(${growth})`;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.draw(), 120);
  }

  draw() {
    clearTimeout(this.pause);
    this.drawn = { centre: [...this.centre], scale: this.scale };
    const [width, height] = [this.svg.clientWidth / this.scale, this.svg.clientHeight / this.scale];
    this.svg.style.transform = "";
    this.svg.setAttribute("viewBox", `${this.centre[0] - width / 2} ${this.centre[1] - height / 2} ${width} ${height}`);
    this.svg.classList.toggle("closer", this.magnification > 1);
    // Marks get finer where regions are small.
    this.svg.style.setProperty("--fine", Math.min(1, Math.max(0.4, this.scale * this.size.typical / 22)));
    byId("hatching").setAttribute("patternTransform", `scale(${1 / this.scale})`);
    byId("farther").disabled = byId("whole").disabled = this.magnification <= 1;
    byId("closer").disabled = this.magnification >= Zoom.most;
  }

  at(event) {
    const frame = byId("map").getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  }

  wheel(event) {
    // Where the page itself scrolls, the wheel is the page's, unless a key or two fingers say zoom.
    const page = document.documentElement;
    if (!event.ctrlKey && page.scrollHeight > page.clientHeight + 1) return;
    event.preventDefault();
    const step = (event.deltaMode === 1 ? 0.05 : 0.002) * (event.ctrlKey ? 4 : 1);
    this.by(Math.exp(-event.deltaY * step), this.at(event), true);
  }

  down(event) {
    if (event.button !== 0) return;
    if (this.pointers.size === 0) this.moved = false;
    this.pointers.set(event.pointerId, this.at(event));
    this.travel = 0;
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.at(event);
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    this.travel += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (!this.moved && this.travel < 6) return;
    if (!this.moved) this.svg.setPointerCapture(event.pointerId);
    this.moved = true;
    this.pointers.set(event.pointerId, now);
    if (others.length > 0) {
      const [other] = others;
      const spread = place => Math.max(10, Math.hypot(place[0] - other[0], place[1] - other[1]));
      this.by(spread(now) / spread(before), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2], true);
      this.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    } else {
      this.pan(now[0] - before[0], now[1] - before[1]);
    }
  }

  up(event) { this.pointers.delete(event.pointerId); }
}
