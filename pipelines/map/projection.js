// Longitude and latitude to the drawing's units: a degree of longitude as long as it is in the map's middle (plate
// carrée at that latitude). Coordinates become whole numbers, so that neighbours' borders stay the same line.
const drawingWidth = 100000;

/// The rings of a geometry of any kind, collections too; points and lines have none.
function ringsOf(geometry) {
  switch (geometry?.type) {
  case "Polygon": return geometry.coordinates;
  case "MultiPolygon": return geometry.coordinates.flat();
  case "GeometryCollection": return geometry.geometries.flatMap(ringsOf);
  default: return [];
  }
}

/// Gives every region its path, box and centre; returns the size of the drawing and of a typical region.
function project(regions) {
  const rings = regions.map(region => ringsOf(region.geometry));
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  const eachPosition = use => rings.forEach(some => some.forEach(ring => ring.forEach(use)));
  // A city on both sides of the 180th meridian is drawn in one piece.
  let [least, most] = [Infinity, -Infinity];
  eachPosition(([lon]) => { least = Math.min(least, lon); most = Math.max(most, lon); });
  const longitude = lon => most - least > 180 && lon < 0 ? lon + 360 : lon;
  eachPosition(([lon, lat]) => {
    const x = longitude(lon);
    [west, east] = [Math.min(west, x), Math.max(east, x)];
    [south, north] = [Math.min(south, lat), Math.max(north, lat)];
  });
  if (!(west <= east)) return null;
  const shrink = Math.cos((south + north) / 2 * Math.PI / 180);
  const unit = drawingWidth / Math.max((east - west) * shrink, north - south, 1e-9);
  const point = ([lon, lat]) => [Math.round((longitude(lon) - west) * shrink * unit), Math.round((north - lat) * unit)];
  regions.forEach((region, i) => trace(region, rings[i].map(ring => ring.map(point))));
  const extents = regions.filter(region => region.path)
    .map(({ box: { left, right, top, bottom } }) => Math.sqrt((right - left) * (bottom - top))).sort((a, b) => a - b);
  return {
    typical: extents[extents.length >> 1],
    width: Math.max(1, (east - west) * shrink * unit), height: Math.max(1, (north - south) * unit),
  };
}

/// The path of a region, holes left open by the even-odd rule, and the middle of its largest ring.
function trace(region, rings) {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  let path = "";
  let largest = 0;
  region.centre = null;
  for (const ring of rings) {
    let [x, y] = ring[0];
    path += `M${x},${y}`;
    let [area, sumX, sumY] = [0, 0, 0];
    for (const [nextX, nextY] of ring) {
      [left, right] = [Math.min(left, nextX), Math.max(right, nextX)];
      [top, bottom] = [Math.min(top, nextY), Math.max(bottom, nextY)];
      if (nextX === x && nextY === y) continue;
      path += `l${nextX - x},${nextY - y}`;
      // Relative to the first corner, so that nothing cancels.
      const cross = (x - ring[0][0]) * (nextY - ring[0][1]) - (nextX - ring[0][0]) * (y - ring[0][1]);
      area += cross;
      sumX += (x + nextX + ring[0][0]) * cross;
      sumY += (y + nextY + ring[0][1]) * cross;
      [x, y] = [nextX, nextY];
    }
    path += "z";
    if (Math.abs(area) > largest) {
      largest = Math.abs(area);
      region.centre = [sumX / (3 * area), sumY / (3 * area)];
    }
  }
  region.path = path;
  region.box = { left, right, top, bottom };
  region.centre ??= [(left + right) / 2, (top + bottom) / 2];
}
