# From si-predict's scores: R² on the test regions by indicator, for each way to train (T:original) and each set that its
# predictor is applied to (T:original@SET), and what is kept of it, mean of education, income and unemployment.
BEGIN { FS = "\t"; OFS = "\t"; shown = split("pop edu income unemploy crime", indicators, " ") }
FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
$column["metric"] == "r2" && $column["split"] ~ /\/test$/ {
  name = $column["features"]
  sub(/\+[^+]*$/, "", name)
  if (!(name in seen)) { seen[name]; names[++count] = name }
  r2[name, $column["indicator"]] = $column["mean"]
  sd[name, $column["indicator"]] = $column["sd"]
}
function mean(name) { return (r2[name, "edu"] + r2[name, "income"] + r2[name, "unemploy"]) / 3 }
END {
  line = sprintf("%-22s %-20s", "trained", "embedded")
  for (i = 1; i <= shown; i++) line = line sprintf(" %14s", indicators[i])
  print line "  kept"
  for (n = 1; n <= count; n++) {
    name = names[n]
    if (split(name, parts, "[:@]") < 2) continue
    base = parts[1] ":" parts[2]
    set = 3 in parts ? parts[3] : parts[2]
    line = sprintf("%-22s %-20s", parts[1], set)
    for (i = 1; i <= shown; i++) {
      key = name SUBSEP indicators[i]
      # Widths of digits alone, since awk may count bytes.
      line = line (key in r2 ? sprintf(" %6.3f ± %5s", r2[key], sd[key] == "" ? "-" : sprintf("%.3f", sd[key])) : sprintf(" %14s", "-"))
    }
    kept = mean(base) > 0 ? sprintf("%.2f", mean(name) / mean(base)) : "-"
    print line "  " kept
    delete parts
  }
}
