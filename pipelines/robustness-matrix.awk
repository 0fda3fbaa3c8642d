#!/usr/bin/awk -f
# The cells of a robustness study from the scores of si-predict, for tables and heat maps: one line a split,
# way of fitting, indicator, way to train and set of pictures.
#
#   awk -f robustness-matrix.awk metrics.tsv > matrix.tsv
#
# fit       within: the predictor was fitted to the set it is scored on; transfer: to the original pictures
# r2        mean over the seeds; sd, low, high: its spread over seeds and the interval over regions
# gain      how much more than the encoder trained on original pictures, mean over seeds; gain_sd
# p_signflip, p_ttest   of that gain: over regions, and over seeds
BEGIN {
  FS = OFS = "\t"
  print "split", "fit", "indicator", "trained", "set", "r2", "sd", "low", "high", "gain", "gain_sd", \
    "p_signflip", "p_ttest"
}

FNR == 1 { delete at; for (i = 1; i <= NF; i++) at[$i] = i; next }

$at["split"] !~ /\/test$/ { next }

{
  name = $at["features"]
  sub(/\+[^+]*$/, "", name)
  fit = "within"
  if (split(name, half, "@") == 2) fit = "transfer"
  # A baseline has no encoder: it stands in for all sets.
  if (split(half[1], part, ":") == 2) { trained = part[1]; set = fit == "within" ? part[2] : half[2] }
  else { trained = name; set = "" }
  split_name = substr($at["split"], 1, length($at["split"]) - 5)
  reference = fit == "within" ? "original:" set : "original:original@" set
  metric = $at["metric"]
  sub(":" reference "(\\+[^+:]*)?$", "", metric)
  key = split_name OFS fit OFS $at["indicator"] OFS trained OFS set
  if (metric == "r2" || metric == "r2_gain" || metric == "p_signflip" || metric == "p_ttest") {
    if (!(key in seen)) { seen[key] = 1; order[++count] = key }
    value[key, metric] = $at["mean"]
    if (metric == "r2") { spread[key] = $at["sd"]; low[key] = $at["low"]; high[key] = $at["high"] }
    if (metric == "r2_gain") gain_spread[key] = $at["sd"]
  }
}

END {
  for (i = 1; i <= count; i++) {
    key = order[i]
    print key, value[key, "r2"], spread[key], low[key], high[key], value[key, "r2_gain"], gain_spread[key], \
      value[key, "p_signflip"], value[key, "p_ttest"]
  }
}
