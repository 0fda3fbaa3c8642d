# What features are worth far from the survey: R² by the distance to the nearest label, a panel an indicator, a colour a set of
# features; solid by ridge, dashed with place (kriging), black place alone. A point is a way to leave labels out; triangles are
# whole counties, the farther with a buffer.
#
#   gnuplot -e 'input="curve.tsv"; output="distance.png"; regions="tiles"; indicators="edu income"' pipelines/plots/distance.gp
#
# input       a table regions, left_out, features, indicator, metres, r2
# output      .png or .svg
# regions     which to draw
# indicators  which to draw
if (!exists("regions") || !exists("indicators")) { print "distance.gp needs regions and indicators"; exit status 64 }
if (!exists("width")) width = 320 * words(indicators) + 60
if (!exists("height")) height = 470
load ARG0[1:strstrt(ARG0, "distance.gp") - 1] . "common.gp"

# Each set of features once, in the order of the file; with place, those that were kriged.
names(model) = system(sprintf("awk -F'\\t' '$1 == \"%s\" && sub(/\\+%s$/, \"\", $3) && !seen[$3]++ { printf \"%%s \", $3 }' '%s'", \
  regions, model, input))
sets = names("ridge")
kriged = names("kriging")
colour(name) = (at = sum [i = 1:words(sets)] (word(sets, i) eq name ? i : 0), at > 0 ? at : 1)
# One result's points, from near to far: of whole counties, or of all else.
chosen(features, indicator, test) = sprintf( \
  "< awk -F'\\t' -v OFS='\\t' '$1 == \"%s\" && $3 == \"%s\" && $4 == \"%s\" && $2 %s /^(counties|beyond)$/ { print $5 / 1000, $6 < -1 ? -1 : $6 }' '%s' | sort -g", \
  regions, features, indicator, test, input)
points(features, indicator) = chosen(features, indicator, "!~")
counties(features, indicator) = chosen(features, indicator, "~")
array colours[6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]

set logscale x 10
set xrange [0.25:*]
set xtics (0.3, 0.5, 1, 2, 4, 8)
set yrange [-1:1]
set grid ytics linecolor rgb "#dddddd" linetype 1
set xzeroaxis linecolor rgb "#444444"
unset key
set tics font ",12"
set xlabel "km to the nearest label" offset 0, 0.4
set multiplot layout 1, words(indicators) margins 0.05, 0.99, 0.27, 0.9 spacing 0.035, 0
do for [indicator in indicators] {
  set title indicator
  if (indicator eq word(indicators, 1)) { set ylabel "R²" offset 1.5, 0 } else { unset ylabel }
  plot for [i = 1:words(sets)] points(word(sets, i) . "+ridge", indicator) using 1:2 \
      with linespoints linecolor rgb colours[i] linewidth 2 pointtype 7 pointsize 0.6, \
    for [i = 1:words(kriged)] points(word(kriged, i) . "+kriging", indicator) using 1:2 \
      with linespoints linecolor rgb colours[colour(word(kriged, i))] linewidth 1.5 dashtype 2 pointtype 6 pointsize 0.6, \
    for [i = 1:words(sets)] counties(word(sets, i) . "+ridge", indicator) using 1:2 \
      with points linecolor rgb colours[i] linewidth 2 pointtype 9 pointsize 1.3, \
    counties("place", indicator) using 1:2 with points linecolor rgb "#000000" linewidth 2 pointtype 9 pointsize 1.3, \
    points("place", indicator) using 1:2 with linespoints linecolor rgb "#000000" linewidth 2 pointtype 5 pointsize 0.6
}
# One legend for all panels.
unset title
unset xlabel
unset ylabel
unset border
unset tics
unset grid
unset xzeroaxis
unset logscale x
set key horizontal center bottom
set margins 0, 0, 0, 0
set origin 0, 0
set size 1, 0.12
set xrange [0:1]
set yrange [0:1]
plot NaN with linespoints linecolor rgb "#000000" linewidth 2 pointtype 5 title "place alone", \
  for [i = 1:words(sets)] NaN with linespoints linecolor rgb colours[i] linewidth 2 pointtype 7 title word(sets, i), \
  NaN with linespoints linecolor rgb "#888888" linewidth 1.5 dashtype 2 pointtype 6 title "with place"
unset multiplot
