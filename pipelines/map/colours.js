// Colours that all colour vision orders alike. viridis and cividis (Nuñez, Anderton & Renslow 2018) rise in lightness;
// differences go from orange over white to purple (PuOr of ColorBrewer, turned).
const palettes = {
  viridis: ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b",
    "#fde725"],
  cividis: ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55",
    "#fee838"],
  difference: ["#b35806", "#e08214", "#fdb863", "#fee0b6", "#f7f7f7", "#d8daeb", "#b2abd2", "#8073ac", "#542788"],
};

const channels = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));

/// The colour at a position from 0 to 1, linear between the palette's stops.
function colourAt(palette, position) {
  const stops = palettes[palette];
  const place = Math.min(1, Math.max(0, position)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [channels(stops[below]), channels(stops[below + 1])];
  return `rgb(${from.map((value, i) => Math.round(value + (place - below) * (to[i] - value))).join(",")})`;
}

const gradient = palette => `linear-gradient(to right, ${palettes[palette].join(", ")})`;
