// Elements whose text is text: nothing of the data is ever read as markup.
const svgNames = new Set(["svg", "g", "path", "line", "circle", "rect", "text"]);

function element(name, attributes = {}, ...children) {
  const node = svgNames.has(name)
    ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value != null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter(child => child != null));
  return node;
}

const byId = id => document.getElementById(id);
