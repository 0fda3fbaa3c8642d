# Test R² by way to train (down) and set of pictures (across): a column of panels an indicator, above predictors
# fitted to the set that is scored, below predictors fitted to the original pictures.
#
#   gnuplot -e 'input="matrix.tsv"; output="heat.png"; part="blocks"; indicators="pop edu"' \
#     -e 'trained="original cloudy"; sets="original cloudy"' pipelines/plots/heat.gp
#
# input    what si-report --cells writes
# part     which of its splits
if (!exists("width")) width = (92 * words(sets) + 34) * words(indicators) + 140
if (!exists("height")) height = 2 * (70 + 46 * words(trained)) + 110
load ARG0[1:strstrt(ARG0, "heat.gp") - 1] . "common.gp"

# Where a line of the matrix stands in a panel; pictures as they are have no transfer, and stand for themselves.
place(list, name) = sum [i = 1:words(list)] (word(list, i) eq name ? i : 0)
known(i) = i > 0 ? i : NaN
in(fit, indicator) = stringcolumn("split") eq part && stringcolumn("indicator") eq indicator \
  && (stringcolumn("fit") eq fit || stringcolumn("set") eq "original")
x(fit, indicator) = in(fit, indicator) ? known(place(sets, stringcolumn("set"))) : NaN
y(fit, indicator) = in(fit, indicator) ? -known(place(trained, stringcolumn("trained"))) : NaN

set palette defined (0 "#00224e", 1 "#123570", 2 "#3b496c", 3 "#575d6d", 4 "#707173", 5 "#8a8678", \
  6 "#a59c74", 7 "#c3b369", 8 "#e1cc55", 9 "#fee838")
set cbrange [0:0.8]
unset colorbox
unset key
set border 0
set tics scale 0
set xrange [0.5:words(sets) + 0.5]
set yrange [-words(trained) - 0.5:-0.5]
set xtics () rotate by 0 font ",11"
do for [i = 1:words(sets)] { set xtics add (word(sets, i) i) }

cut(x) = x < 0 ? 0 : x > 0.8 ? 0.8 : x
set multiplot layout 2, words(indicators) columnsfirst \
  title sprintf("Test R² on %s: trained on (down), pictures of (across)", part) font ",18" offset 0, -0.3 \
  margins 145.0 / width, 1 - 20.0 / width, 40.0 / height, 1 - 95.0 / height spacing 26.0 / width, 90.0 / height
do for [indicator in indicators] {
  do for [fit in "within transfer"] {
    # On two lines, as a panel of few sets is narrow.
    set title sprintf("%s\nfitted to %s", indicator, fit eq "within" ? "each set" : "original pictures") \
      font ",12" offset 0, -0.7
    # Names stand beside the first column only.
    set ytics () font ",13"
    do for [i = 1:words(trained)] { set ytics add ((indicator eq word(indicators, 1) ? word(trained, i) : "") -i) }
    plot input using (x(fit, indicator)):(y(fit, indicator)):(0.503):(0.503):(cut(column("r2"))) \
        with boxxyerror fillcolor palette fillstyle solid noborder, \
      input using (x(fit, indicator)):(y(fit, indicator)):(sprintf("%.2f", column("r2"))): \
        (column("r2") > 0.45 ? 0x000000 : 0xffffff) with labels textcolor rgb variable font ",14" offset 0, 0.35, \
      input using (x(fit, indicator)):(y(fit, indicator)):(sprintf("± %.2f", column("sd"))): \
        (column("r2") > 0.45 ? 0x000000 : 0xffffff) with labels textcolor rgb variable font ",10" offset 0, -0.65
  }
}
unset multiplot
