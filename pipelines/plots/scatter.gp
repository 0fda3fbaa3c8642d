# Predicted against true values of one indicator, by split.
#
#   gnuplot -e 'input="predictions.tsv"; output="scatter.png"; indicator="pop"' pipelines/plots/scatter.gp
#
# input      TSV with a header; columns named region, indicator, y_true, y_pred and split
# output     .png or .svg
# indicator  which to draw
# heading    title (optional); label: what the axes show (optional)
if (!exists("width")) width = 700
if (!exists("height")) height = 700
load ARG0[1:strstrt(ARG0, "scatter.gp") - 1] . "common.gp"
if (!exists("indicator")) { print "scatter.gp needs indicator"; exit status 64 }
if (!exists("label")) label = sprintf("ln(1 + %s)", indicator)
if (!exists("heading")) heading = sprintf("Predicted and true %s", indicator)

of(split) = stringcolumn("indicator") eq indicator && stringcolumn("split") eq split
stats input using (stringcolumn("indicator") eq indicator ? column("y_true") : NaN) nooutput name "T"
stats input using (stringcolumn("indicator") eq indicator ? column("y_pred") : NaN) nooutput name "P"
low = T_min < P_min ? T_min : P_min
high = T_max > P_max ? T_max : P_max
margin = 0.05 * (high - low)

# R² of the test regions.
stats input using (of("test") ? column("y_true") : NaN) nooutput name "Y"
stats input using (of("test") ? (column("y_true") - column("y_pred"))**2 : NaN) nooutput name "E"
r2 = 1 - E_sum / (Y_stddev**2 * Y_records)

set title heading
set xlabel "true " . label noenhanced
set ylabel "predicted " . label noenhanced
set xrange [low - margin:high + margin]
set yrange [low - margin:high + margin]
set size ratio 1
set grid linecolor rgb "#e4e4e4" linetype 1
set key top left Left reverse samplen 1 noenhanced
plot x notitle with lines linecolor rgb "#444444" dashtype 2, \
  input using (of("train") || of("val") ? column("y_true") : NaN):"y_pred" \
    title "train and validation" with points pointtype 6 pointsize 0.7 linecolor rgb grey, \
  input using (of("test") ? column("y_true") : NaN):"y_pred" \
    title sprintf("test: R² = %.2f, n = %d", r2, Y_records) \
    with points pointtype 7 pointsize 0.9 linecolor rgb blue
