#!/usr/bin/awk -f
# Polygons of a GeoJSON file (RFC 7946) as rows `lon lat value` for gnuplot, rings apart by blank lines.
#
#   awk -f geojson-polygons.awk [-v property=region] values.tsv regions.geojson
#
# values.tsv   rows `region value`, tab-separated, with or without a header; - reads standard input
# property     the property of a feature that names its region
#
# Regions without a value are left out. White space and line breaks may stand anywhere in the GeoJSON.
# Holes come as rings without a value, so that map.gp draws them over their polygon in the background's
# colour. Any POSIX awk will do.
BEGIN {
  FS = "\t"
  if (property == "") property = "region"
}

NR == FNR {
  if ($2 + 0 == $2 || $2 ~ /^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$/) value[$1] = $2
  next
}

# The file is read character by character; `depth` counts open brackets, and key[depth] is the name
# of the member that is being read there.
{
  count = length($0)
  for (at = 1; at <= count; at++) read(substr($0, at, 1))
  read(" ")
}

function read(c) {
  if (inString) {
    if (escaped) escaped = 0
    else if (c == "\\") escaped = 1
    else if (c == "\"") { inString = 0; isText = 1; return }
    token = token c
  } else if (c == "\"") { inString = 1; token = "" }
  else if (c == "[" || c == "{") { depth++; kind[depth] = c; key[depth] = ""; numbers[depth] = positions[depth] = rings[depth] = 0; token = "" }
  else if (c == ":") { key[depth] = token; token = ""; isText = 0; if (key[depth] == "geometry") feature = depth }
  else if (c == "," || c == "]" || c == "}") {
    if (token != "" || isText) scalar(token)
    token = ""; isText = 0
    if (c != ",") close_(c)
  } else if (c !~ /[ \t\r\n]/) token = token c
}

# A string, number or word ends.
function scalar(text) {
  if (kind[depth] == "[") { if (++numbers[depth] == 1) lon = text; else if (numbers[depth] == 2) lat = text }
  else if (key[depth] == property && key[depth - 1] == "properties") region = text
}

# An array or object ends.
function close_(c) {
  if (c == "]" && numbers[depth] >= 2) {
    ring = ring lon "\t" lat "\n"
    positions[depth - 1]++
  } else if (c == "]" && positions[depth] > 0) {
    ringText[++ringCount] = ring
    isHole[ringCount] = rings[depth - 1]++ > 0
    ring = ""
  } else if (c == "}" && depth == feature) {
    flush_()
  }
  depth--
}

# A feature ends: its name may have come after its polygons.
function flush_(   index_, lines, line, lineCount) {
  for (index_ = 1; index_ <= ringCount; index_++) {
    if (!(region in value)) continue
    lineCount = split(ringText[index_], lines, "\n")
    for (line = 1; line < lineCount; line++)
      print lines[line] "\t" (isHole[index_] ? "NaN" : value[region])
    print ""
  }
  ringCount = 0; ring = ""; region = ""; feature = 0
}
