#!/usr/bin/awk -f
# Test R² of a metrics table as text: one block a split, one row a features set, one column an indicator.
#
#   awk -v indicators=pop,edu -f r2-table.awk metrics.tsv
BEGIN { FS = "\t"; wide = 24; columns = split(indicators, name, ",") }

FNR == 1 { delete at; for (i = 1; i <= NF; i++) at[$i] = i; next }

$at["metric"] == "r2" && $at["split"] ~ /\/test$/ {
  part = substr($at["split"], 1, length($at["split"]) - 5)
  if (!(part in parts)) { parts[part] = 1; order[++count] = part }
  features = $at["features"]; mean = $at["mean"]; sd = $at["sd"]
  key = part SUBSEP features
  if (!(key in seen)) { seen[key] = 1; rows[part] = rows[part] "\n" features }
  if (length(features) + 1 > wide) wide = length(features) + 1
  score[key, $at["indicator"]] = sprintf("%.3f", mean) (sd == "" || sd == 0 ? "" : sprintf(" ± %.3f", sd))
}

END {
  for (p = 1; p <= count; p++) {
    part = order[p]
    printf "%s%s: test R² of ln(1 + y)\n%-*s", (p > 1 ? "\n" : ""), part, wide, "features"
    for (c = 1; c <= columns; c++) printf "%-16s", name[c]
    print ""
    rowCount = split(substr(rows[part], 2), row, "\n")
    for (r = 1; r <= rowCount; r++) {
      printf "%-*s", wide, row[r]
      for (c = 1; c <= columns; c++) {
        text = score[part, row[r], name[c]]
        # ± is two bytes to some awks and one character to others.
        gsub(/±/, "+", text); pad = 16 - length(text); gsub(/\+/, "±", text)
        printf "%s%*s", text, pad, ""
      }
      print ""
    }
  }
}
