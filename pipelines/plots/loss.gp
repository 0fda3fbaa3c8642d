# Loss and retrieval by epoch.
#
#   gnuplot -e 'input="history.tsv"; output="loss.png"' pipelines/plots/loss.gp
#
# input    TSV with a header; columns named epoch and loss, and image_to_region if there is one
# output   .png or .svg
# heading  title (optional)
load ARG0[1:strstrt(ARG0, "loss.gp") - 1] . "common.gp"
if (!exists("heading")) heading = "Contrastive training"

set title heading
set xlabel "epoch"
set ylabel "loss per region (nats)" textcolor rgb blue
set ytics nomirror
set grid ytics linecolor rgb "#dddddd" linetype 1
set key off
stats input using (column("loss")) nooutput name "LOSS"
set yrange [0:LOSS_max * 1.05]

# A column that is not there makes no second axis.
header = system(sprintf("head -n 1 '%s'", input))
hasRetrieval = strstrt("\t" . header . "\t", "\timage_to_region\t") > 0
if (hasRetrieval) {
  set y2label "regions whose picture finds them first (%)" textcolor rgb orange
  set y2range [0:100]
  set y2tics 20
  plot input using "epoch":"loss" with linespoints linecolor rgb blue linewidth 2.5 pointtype 7 pointsize 0.6, \
    input using "epoch":(100 * column("image_to_region")) axes x1y2 with linespoints linecolor rgb orange \
      linewidth 2.5 pointtype 5 pointsize 0.6
} else {
  plot input using "epoch":"loss" with linespoints linecolor rgb blue linewidth 2.5 pointtype 7 pointsize 0.6
}
