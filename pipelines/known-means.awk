# Predictions of groups whose mean is known: each is shifted by what its group's mean is off, run by run. The first file is
# a table region,…,COLUMN of groups, the second what si-predict --to-tsv prints, where every group is out of fold.
#
#   awk -v column=county -f pipelines/known-means.awk groups.csv predictions.tsv

NR == FNR {
  n = split($0, field, ",")
  if (FNR == 1) for (i = 1; i <= n; i++) if (field[i] == column) own = i
  group[field[1]] = field[own]
  next
}

FNR == 1 { FS = OFS = "\t"; $0 = $0; for (i = 1; i <= NF; i++) at[$i] = i; print; next }

$at["split"] == "test" && $at["y_true"] != "" {
  lines[++count] = $0
  key = group[$at["region"]] OFS $at["indicator"] OFS $at["features"] OFS $at["seed"]
  of[count] = key
  number[key]++
  error[key] += $at["y_true"] - $at["y_pred"]
}

END {
  for (line = 1; line <= count; line++) {
    $0 = lines[line]
    $at["y_pred"] = sprintf("%.17g", $at["y_pred"] + error[of[line]] / number[of[line]])
    print
  }
}
