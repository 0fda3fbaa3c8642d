#!/usr/bin/awk -f
# A robustness study as Markdown, from what robustness-matrix.awk writes.
#
#   awk -v title=T -v trained='original cloudy' -v sets='original cloudy' -v indicators=pop,edu -v seeds=5 \
#     -f robustness-report.awk matrix.tsv > report.md
BEGIN {
  FS = "\t"
  ways = split(trained, way, " "); columns = split(sets, set, " "); subjects = split(indicators, subject, ",")
  for (i = 1; i <= ways; i++) is_way[way[i]] = 1
}

FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }

{
  if (!($1 in known)) { known[$1] = 1; parts[++part_count] = $1 }
  for (name in at) cell[$1, $2, $3, $4, $5, name] = $at[name]
}

# A column of pictures as they are is the same for both ways of fitting.
function get(part, fit, who, way, set, name) {
  return cell[part, set == "original" ? "within" : fit, who, way, set, name]
}

function number(x) { return x == "" ? "–" : sprintf(x < 0 ? "−%.3f" : "%.3f", x < 0 ? -x : x) }
function sign(x) { return sprintf(x < 0 ? "−%.3f" : "+%.3f", x < 0 ? -x : x) }

# How sure a gain is: over regions and over seeds.
function mark(part, fit, who, way, set,   p, t, gain) {
  p = get(part, fit, who, way, set, "p_signflip"); t = get(part, fit, who, way, set, "p_ttest")
  gain = get(part, fit, who, way, set, "gain")
  if (gain == "") return ""
  return (p != "" && p < 0.05 ? (gain > 0 ? " ▲" : " ▼") : "") (t != "" && t < 0.05 ? (gain > 0 ? " ↑" : " ↓") : "")
}

# Mean over the indicators, of R² and of gain.
function average(part, fit, way, set, name,   i, total, x) {
  for (i = 1; i <= subjects; i++) {
    x = get(part, fit, subject[i], way, set, name)
    if (x == "") return ""
    total += x
  }
  return total / subjects
}

function table(part, fit, who,   w, s, line) {
  line = "| trained on"
  for (s = 1; s <= columns; s++) line = line " | " set[s]
  print line " |"
  line = "|---"
  for (s = 1; s <= columns; s++) line = line "|---"
  print line "|"
  for (w = 1; w <= ways; w++) {
    line = "| " way[w]
    for (s = 1; s <= columns; s++)
      line = line " | " number(get(part, fit, who, way[w], set[s], "r2")) " ± " \
        number(get(part, fit, who, way[w], set[s], "sd")) mark(part, fit, who, way[w], set[s])
    print line " |"
  }
  print ""
}

function findings(part,   s, w, best, line, fall, i, better, total) {
  for (s = 2; s <= columns; s++) {
    fall = average(part, "transfer", "original", set[s], "r2")
    line = "- **" set[s] "**: a predictor of the original pictures falls from " \
      number(average(part, "within", "original", "original", "r2")) " to " number(fall) \
      " (mean R² of " subjects " indicators) with the encoder trained on original pictures."
    best = ""
    for (w = 2; w <= ways; w++)
      if (best == "" || average(part, "transfer", way[w], set[s], "r2") > average(part, "transfer", best, set[s], "r2"))
        best = way[w]
    better = total = 0
    for (i = 1; i <= subjects; i++) {
      total++
      if (get(part, "transfer", subject[i], best, set[s], "gain") > 0 && \
        get(part, "transfer", subject[i], best, set[s], "p_signflip") < 0.05) better++
    }
    line = line " Trained on *" best "*, it holds at " number(average(part, "transfer", best, set[s], "r2")) \
      ", which is better beyond chance over regions for " better " of " total " indicators. Fitted to the changed pictures themselves, " \
      number(average(part, "within", "original", set[s], "r2")) " (*original*) and " \
      number(average(part, "within", best, set[s], "r2")) " (*" best "*)."
    print line
  }
  line = "- On **original** pictures:"
  for (w = 2; w <= ways; w++)
    line = line (w > 2 ? "," : "") " *" way[w] "* " sign(average(part, "within", way[w], "original", "gain"))
  print line " in mean R² against *original*."
  print ""
}

END {
  print "# Robustness: " title "\n"
  print "Encoders trained on " ways " kinds of pictures (down) embed " columns " sets of pictures (across); ridge " \
    "regression predicts each indicator from the embeddings. Scores are R² on ln(1 + y) of regions that the predictor " \
    "was not fitted to, mean ± sd over " seeds " seeds of everything random: graph embedding, weights, changes of " \
    "pictures, folds. *Fitted to each set*: the predictor knows such pictures. *Fitted to original pictures*: it does " \
    "not, and the question is whether the embeddings stay where they were.\n"
  print "▲ ▼ better or worse than the encoder trained on *original* in the same column, p < .05 over regions (blocks " \
    "where the split is blocked; sign-flip test of squared errors); ↑ ↓ the same over seeds (paired t-test of R²).\n"
  print "![Pictures as they are and changed: " sets "](pictures.png)\n"
  print "## What is found\n"
  part = "blocks" in known ? "blocks" : parts[1]
  print "On " part ":\n"
  findings(part)
  for (p = part_count; p >= 1; p--) {
    part = parts[p]
    print "## " toupper(substr(part, 1, 1)) substr(part, 2) "\n"
    print "![Heat maps of R²](heat-" part ".png)\n"
    for (i = 1; i <= subjects; i++) {
      print "### " subject[i] " (" part ")\n"
      print "Baselines: mean " number(cell[part, "within", subject[i], "mean", "", "r2"]) ", coordinates " \
        number(cell[part, "within", subject[i], "coordinates", "", "r2"]) ".\n"
      print "Fitted to each set:\n"
      table(part, "within", subject[i])
      print "Fitted to original pictures:\n"
      table(part, "transfer", subject[i])
    }
  }
  print "Intervals over regions, gains and all p values: `matrix.tsv`; every metric: `metrics.tsv`."
}
