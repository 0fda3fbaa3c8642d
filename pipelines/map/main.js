// Ties the parts together: the choices on one side, drawing, legend, numbers and table on the other.
function start() {
  const estimates = readEstimates(byId("estimates").textContent);
  const { about, indicators, regions } = estimates;
  const size = project(regions);
  if (indicators.length === 0 || size === null) {
    throw new Error(size === null ? "it has no polygons" : "it has no indicators");
  }
  const level = about.level == null ? "" : `${formatShare(about.level)} `;
  byId("source").textContent = [
    about.model && `model ${about.model}`, formatRegions(regions.length), level && `${level}intervals`,
  ].filter(Boolean).join(" · ");

  const drawing = new Drawing(regions);
  const zoom = new Zoom(drawing.svg, size);
  let indicator = indicators[0];
  let shown = "estimate";
  let available = null;
  const settings = () => ({ level, limit: indicator.threshold ?? null, scale: available.get("estimate").scale });

  const choice = new Choice(drawing, zoom, region => {
    const content = region
      ? regionPanel(region, region.values.get(indicator.name), settings())
      : summaryPanel(regions, indicator, settings());
    byId("panel").replaceChildren(...present(content));
    byId("panel").classList.toggle("chosen", region !== null);
    if (!region) return;
    const layer = available.get(shown);
    const one = region.values.get(indicator.name);
    const value = layer.classes ? one.applicability : layer.value(one);
    const format = typeof value !== "number" ? String : shown === "error" ? formatSigned : formatNumber;
    const text = value == null ? layer.missing : format(value);
    byId("tip").replaceChildren(element("b", {}, region.title), element("span", {}, text));
  });

  function refresh() {
    available = layersOf(estimates, indicator);
    const has = id => available.get(id).scale !== null || available.get(id).classes;
    if (!has(shown)) shown = layers.find(layer => has(layer.id))?.id ?? "estimate";
    for (const input of byId("layers").querySelectorAll("input")) {
      input.disabled = !has(input.value);
      input.checked = input.value === shown;
    }
    const layer = available.get(shown);
    drawing.paint(layer, indicator, region => sentence(region, region.values.get(indicator.name), level));
    drawing.svg.setAttribute("aria-label", `${layer.title} of ${indicator.name} by region`);
    byId("key").replaceChildren(...present(legend(layer, regions, indicator, level)));
    choice.update();
    if (byId("numbers").open) fillTable();
  }

  function fillTable() {
    byId("numbers").querySelector("div").replaceChildren(numbersTable(regions, indicator, region => {
      choice.choose(region);
      byId("map").scrollIntoView({ block: "nearest" });
    }));
  }

  byId("indicator").append(...indicators.map((one, i) => element("option", { value: i }, one.name)));
  byId("indicator").addEventListener("change", event => { indicator = indicators[event.target.value]; refresh(); });
  byId("layers").append(...layers.map(({ id, title }) => element("label", {},
    element("input", { type: "radio", name: "layer", value: id }), element("span", {}, title))));
  byId("layers").addEventListener("change", event => { shown = event.target.value; refresh(); });
  byId("regions").append(...regions.map(region => element("option", { value: region.title })));
  const named = new Map(
    regions.flatMap(region => [region.id, region.title].map(name => [name.toLowerCase(), region])));
  byId("find").addEventListener("input", event => {
    const region = named.get(event.target.value.trim().toLowerCase());
    if (region) choice.mark(region);
  });
  byId("choices").addEventListener("submit", event => event.preventDefault());
  byId("numbers").addEventListener("toggle", () => { if (byId("numbers").open) fillTable(); });
  refresh();
}

const present = nodes => nodes.filter(node => node !== null);

try {
  start();
} catch (error) {
  byId("source").textContent = `The map cannot be drawn from its data: ${error.message}.`;
  document.querySelector("main").hidden = true;
  throw error;
}
