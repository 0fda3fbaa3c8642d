# What more labels bring: R² and mean width of the bounds by the share of labels known, a column of panels an indicator, a
# line a model.
#
#   gnuplot -e 'input="curve.tsv"; output="curve.png"; indicators="pop edu"' pipelines/plots/curve.gp
#
# input       what si-predict --hide writes, of one split
# output      .png or .svg
# indicators  which to draw
if (!exists("indicators")) { print "curve.gp needs indicators"; exit status 64 }
if (!exists("width")) width = 300 * words(indicators) + 60
if (!exists("height")) height = 680
load ARG0[1:strstrt(ARG0, "curve.gp") - 1] . "common.gp"

# Each model once, in the order of the file.
models = system(sprintf("awk -F'\\t' 'NR > 1 && !seen[$1]++ { printf \"%%s \", $1 }' '%s'", input))
of(model, indicator) = stringcolumn("features") eq model && stringcolumn("indicator") eq indicator
array colours[6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]

set logscale x 10
set xrange [4:80]
set xtics (5, 10, 30, 70)
set grid ytics linecolor rgb "#dddddd" linetype 1
unset key
set tics font ",12"
set multiplot layout 2, words(indicators) columnsfirst margins 0.065, 0.99, 0.19, 0.93 spacing 0.045, 0.085
do for [indicator in indicators] {
  set title indicator
  unset xlabel
  if (indicator eq word(indicators, 1)) { set ylabel "R² of hidden labels" offset 1, 0 } else { unset ylabel }
  set yrange [-0.2:1]
  plot for [i = 1:words(models)] input using (100 * (1 - column("hidden"))): \
    (of(word(models, i), indicator) ? (column("r2") < -0.2 ? -0.2 : column("r2")) : NaN) \
    with linespoints linecolor rgb colours[i] linewidth 2 pointtype 7 pointsize 0.7
  unset title
  set xlabel "labels known (%)" offset 0, 0.4
  if (indicator eq word(indicators, 1)) { set ylabel "mean width of bounds" offset 1, 0 } else { unset ylabel }
  set yrange [0:*]
  plot for [i = 1:words(models)] input using (100 * (1 - column("hidden"))): \
    (of(word(models, i), indicator) ? column("width") : NaN) \
    with linespoints linecolor rgb colours[i] linewidth 2 pointtype 7 pointsize 0.7
}
# One legend for all panels.
unset title
unset xlabel
unset ylabel
unset border
unset tics
unset grid
set key horizontal center bottom
set margins 0, 0, 0, 0
set origin 0, 0
set size 1, 0.09
set yrange [0:1]
plot for [i = 1:words(models)] NaN with linespoints linecolor rgb colours[i] linewidth 2 pointtype 7 title word(models, i)
unset multiplot
