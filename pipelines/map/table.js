// All numbers of an indicator as a table, for those who would rather read. It is made when it is opened.
const columns = [
  ["Region", (region, one) => region.title],
  ["Kind", (region, one) => kindOf(one)[0]],
  ["Estimate", (region, one) => one.estimate],
  ["Low", (region, one) => one.low],
  ["High", (region, one) => one.high],
  ["Applicability", (region, one) => one.applicability],
  ["Dissimilarity", (region, one) => one.index],
  ["Known value", (region, one) => one.truth],
  ["Error", (region, one) => one.error],
];

function numbersTable(regions, indicator, choose) {
  const used = columns.filter(
    ([, value]) => regions.some(region => value(region, region.values.get(indicator.name)) !== null));
  const rows = regions.map(region => {
    const one = region.values.get(indicator.name);
    const values = used.map(([, value]) => value(region, one));
    const cells = values.map((value, i) => {
      if (typeof value === "number") return element("td", { class: "number" }, formatNumber(value));
      if (i > 0) return element("td", {}, value ?? "");
      const button = element("button", { type: "button" }, value);
      button.addEventListener("click", () => choose(region));
      return element("th", { scope: "row" }, button);
    });
    return { values, row: element("tr", {}, ...cells) };
  });
  const body = element("tbody", {}, ...rows.map(({ row }) => row));
  const heads = used.map(([name], column) => {
    const button = element("button", { type: "button" }, name);
    const head = element("th", { scope: "col", "aria-sort": "none" }, button);
    button.addEventListener("click", () => {
      const falling = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      body.append(...sorted(rows, column, falling).map(({ row }) => row));
    });
    return head;
  });
  return element("table", {},
    element("caption", {}, indicator.name), element("thead", {}, element("tr", {}, ...heads)), body);
}

/// What is missing comes last in either order.
function sorted(rows, column, falling) {
  const order = (a, b) => typeof a === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  return [...rows].sort(({ values: { [column]: a } }, { values: { [column]: b } }) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return falling ? order(b, a) : order(a, b);
  });
}
