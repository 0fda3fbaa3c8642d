# Scores over folds that were predicted one by one: R², RMSE and MAE of all test regions together, a run a seed, in the
# columns of si-predict's metrics. Lines are those of si-predict --to-tsv, a file a fold.
#
#   awk -v label=blocks -f pipelines/pool-folds.awk fold-1.tsv fold-2.tsv …

BEGIN { FS = OFS = "\t" }

FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }

$column["split"] == "test" && $column["y_true"] + 0 == $column["y_true"] {
  key = $column["features"] OFS $column["indicator"]
  run = key OFS $column["seed"]
  if (!(key in known)) { known[key]; keys[++count] = key }
  if (!(run in n)) runs[key] = runs[key] $column["seed"] " "
  y = $column["y_true"]
  error = $column["y_pred"] - y
  n[run]++
  # About the first, so that little is lost where labels are far from 0.
  if (!(run in first)) first[run] = y
  sum[run] += y - first[run]
  squares[run] += (y - first[run]) ^ 2
  squared[run] += error ^ 2
  absolute[run] += error < 0 ? -error : error
}

function report(key, metric, values, count, i, mean, sd) {
  mean = sd = 0
  for (i = 1; i <= count; i++) mean += values[i] / count
  for (i = 1; i <= count; i++) sd += (values[i] - mean) ^ 2
  split(key, part, OFS)
  print part[1], part[2], label "/test", metric, sprintf("%.17g", mean), \
    (count > 1 ? sprintf("%.17g", sqrt(sd / (count - 1))) : ""), count
}

END {
  for (k = 1; k <= count; k++) {
    key = keys[k]
    seeds = split(runs[key], seed, " ")
    for (i = 1; i <= seeds; i++) {
      run = key OFS seed[i]
      r2[i] = 1 - squared[run] / (squares[run] - sum[run] ^ 2 / n[run])
      rmse[i] = sqrt(squared[run] / n[run])
      mae[i] = absolute[run] / n[run]
    }
    report(key, "r2", r2, seeds)
    report(key, "rmse", rmse, seeds)
    report(key, "mae", mae, seeds)
  }
}
