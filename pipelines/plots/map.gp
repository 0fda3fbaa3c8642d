# The city coloured by a value of each region.
#
#   gnuplot -e 'input="map.tsv"; output="map.png"; label="income"' pipelines/plots/map.gp
#
# input    what si-report --outlines writes: parts to fill, lon, lat and value, then rings, lon and lat
# output   .png or .svg
# heading  title (optional); label: name of the value, beside the colours (optional)
# log1p    if it is there, colours follow ln(1 + value)
if (!exists("width")) width = 900
if (!exists("height")) height = 760
load ARG0[1:strstrt(ARG0, "map.gp") - 1] . "common.gp"
if (!exists("heading")) heading = "Prediction by region"
if (!exists("label")) label = ""

shown(v) = exists("log1p") ? log(1 + v) : v

stats input using 1:2 index 0 nooutput name "P"
stats input using (shown($3)) index 0 nooutput name "V"
set title heading
set cblabel label noenhanced
set xlabel "longitude (°)"
set ylabel "latitude (°)"
# A degree of longitude is shorter than one of latitude.
set size ratio -1.0 / cos((P_min_y + P_max_y) / 2 * pi / 180)
set xrange [P_min_x:P_max_x]
set yrange [P_min_y:P_max_y]
set cbrange [V_min:V_max]
set format xy "%.2f"
set xtics autofreq
# cividis (Nuñez, Anderton and Renslow 2018): the same to all colour vision, and lightness rises with the value.
set palette defined (0 "#00224e", 1 "#123570", 2 "#3b496c", 3 "#575d6d", 4 "#707173", 5 "#8a8678", \
  6 "#a59c74", 7 "#c3b369", 8 "#e1cc55", 9 "#fee838")
set style fill solid 1 noborder
# Holes of regions are left open. What no value is known of is grey, and has a line in the key.
set key at screen 0.98, 0.03 right
grey = "#c9ccd1"
filled = "input index 0 using 1:2:(shown($3)) with filledcurves closed fillcolor palette notitle"
missing = "input index 0 using (valid(3) ? NaN : $1):2 with filledcurves closed fillcolor rgb grey notitle, \
  NaN with boxes fillcolor rgb grey title 'no estimate', "
lines = "input index 1 using 1:2 with lines linecolor rgb '#ffffff' linewidth 0.6 notitle"
if (V_invalid > 0) { plot @filled, @missing @lines } else { plot @filled, @lines }
