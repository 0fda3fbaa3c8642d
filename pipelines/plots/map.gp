# The city coloured by a value of each region.
#
#   gnuplot -e 'input="map.tsv"; output="map.png"; label="income"' pipelines/plots/map.gp
#
# input    what ../geojson-polygons.awk writes: lon, lat and value, rings apart by blank lines
# output   .png or .svg
# heading  title (optional); label: name of the value, beside the colours (optional)
if (!exists("width")) width = 900
if (!exists("height")) height = 760
load ARG0[1:strstrt(ARG0, "map.gp") - 1] . "common.gp"
if (!exists("heading")) heading = "Prediction by region"
if (!exists("label")) label = ""

stats input using 1 nooutput name "X"
stats input using 2 nooutput name "Y"
stats input using 3 nooutput name "V"
set title heading
set cblabel label noenhanced
set xlabel "longitude (°)"
set ylabel "latitude (°)"
# A degree of longitude is shorter than one of latitude.
set size ratio -1.0 / cos((Y_min + Y_max) / 2 * pi / 180)
set xrange [X_min:X_max]
set yrange [Y_min:Y_max]
set cbrange [V_min:V_max]
set key off
set format xy "%.2f"
set xtics autofreq
# cividis (Nuñez, Anderton and Renslow 2018): the same to all colour vision, and lightness rises with the value.
set palette defined (0 "#00224e", 1 "#123570", 2 "#3b496c", 3 "#575d6d", 4 "#707173", 5 "#8a8678", \
  6 "#a59c74", 7 "#c3b369", 8 "#e1cc55", 9 "#fee838")
set style fill solid 1 noborder
plot input using 1:2:3 with filledcurves closed fillcolor palette, \
  input using (valid(3) ? NaN : $1):2 with filledcurves closed fillcolor rgb "white", \
  input using 1:2 with lines linecolor rgb "#ffffff" linewidth 0.6
