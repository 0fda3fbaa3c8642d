#!/usr/bin/awk -f
# A city to time kg-build with: about REGIONS regions on a distorted lattice, PLACES points of interest, 20 flows a
# region, visits and business areas, as gzip files in DIR. Linear, and the same for the same options.
#
#   awk -v regions=1000 -v places=100000 -v dir=DIR -f bench/make-city.awk
BEGIN {
  side = int(sqrt(regions))
  step = 0.005 # degrees, about 500 m
  west = 10; south = 45
  srand(1)
  file = "gzip -1 > " dir "/regions.geojson.gz"
  printf "{ \"type\": \"FeatureCollection\", \"features\": [" | file
  for (row = 0; row < side; row++)
    for (column = 0; column < side; column++) {
      ring = edge(column, row, 1, 0, 0) edge(column + 1, row, 0, 1, 0) \
        edge(column, row + 1, 1, 0, 1) edge(column, row, 0, 1, 1)
      printf "%s\n{ \"type\": \"Feature\", \"properties\": { \"region\": \"R%d\" }, \"geometry\": { \"type\": \"Polygon\", \"coordinates\": [[%s%s]] } }", \
        (row + column ? "," : ""), row * side + column, ring, vertex(column, row, 0, 0, 0) | file
    }
  print "\n] }" | file
  close(file)

  file = "gzip -1 > " dir "/pois.csv.gz"
  print "id,lon,lat,cate1,cate2,brand" | file
  for (i = 0; i < places; i++) {
    lon = west + rand() * side * step; lat = south + rand() * side * step
    # What a neighbourhood has most of is its own.
    kind = rand() < 0.7 ? (int((lon - west) / step) * 7 + int((lat - south) / step) * 13) % 40 : int(rand() * 40)
    brand = rand() < 0.02 ? "b" kind "_" int(rand() * 5) : ""
    printf "P%d,%.6f,%.6f,c%d,c%d_%d,%s\n", i, lon, lat, kind, kind, rand() * 5, brand | file
  }
  close(file)

  file = "gzip -1 > " dir "/flows.csv.gz"
  print "origin,destination,count" | file
  for (i = 0; i < side * side; i++)
    for (k = 0; k < 20; k++) printf "R%d,R%d,%d\n", i, rand() * side * side, 1 + 100 * rand() | file
  close(file)

  file = "gzip -1 > " dir "/checkins.csv.gz"
  print "user,poi,time" | file
  for (i = 0; i < places / 10; i++)
    printf "U%d,P%d,%d\n", i / 10, (int(i / 10) * 97 + int(rand() * 4)) % places, i | file
  close(file)

  file = "gzip -1 > " dir "/areas.geojson.gz"
  printf "{ \"type\": \"FeatureCollection\", \"features\": [" | file
  for (i = 0; i < side * side / 1000; i++) {
    x = west + rand() * side * step; y = south + rand() * side * step
    printf "%s{ \"type\": \"Feature\", \"id\": \"BA%d\", \"properties\": {}, \"geometry\": { \"type\": \"Polygon\", \"coordinates\": [[[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f]]] } }\n", \
      (i ? "," : ""), i, x, y, x + step, y, x + step, y + step, x, y | file
  }
  print "] }" | file
  close(file)
}

# A point between two lattice points, t of the way, moved by a little that depends on where it is alone.
function vertex(column, row, dx, dy, t,   x, y, seed) {
  x = column + dx * t; y = row + dy * t
  seed = x * 12.9898 + y * 78.233
  return sprintf("[%.6f,%.6f]", west + step * (x + 0.05 * sin(seed * 43.7)), south + step * (y + 0.05 * cos(seed * 37.1)))
}

# Five points along a lattice edge, in its direction or back.
function edge(column, row, dx, dy, back,   k, text) {
  for (k = 0; k < 5; k++) text = text vertex(column, row, dx, dy, back ? 1 - k / 5 : k / 5) ","
  return text
}
