# What the plots share: the terminal by the name of the output, fonts, and colours that people with
# any kind of colour vision can tell apart (Okabe and Ito 2008).
if (!exists("input") || !exists("output")) {
  print "a plot needs input and output: gnuplot -e 'input=\"a.tsv\"; output=\"a.png\"' plot.gp"
  exit status 64
}
if (!exists("width")) width = 900
if (!exists("height")) height = 560
if (output[strlen(output) - 3:] eq ".svg") {
  set terminal svg size width, height dynamic enhanced font "Helvetica,16" background rgb "white"
} else {
  set terminal pngcairo size width, height enhanced font "Sans,15"
}
set output output
set datafile separator "\t"
set datafile missing "NaN"
set encoding utf8
set border 3 linecolor rgb "#444444"
set tics nomirror out
blue = "#0072b2"
orange = "#d55e00"
grey = "#999999"
