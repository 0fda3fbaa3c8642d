# A table region,block of as many blocks as folds: regions dealt out in an order that looks drawn and is the same
# everywhere; with a side in degrees, whole cells of a grid of it. Lines are region, or region, lon, lat with tabs.
#
#   awk -v folds=5 [-v side=0.03] -f pipelines/folds.awk regions.tsv

BEGIN { FS = "\t"; print "region,block" }

function floored(x) { return x < int(x) ? int(x) - 1 : int(x) }

# A number for a text, which neighbouring texts do not share.
function hashed(text, i, h) {
  h = 7
  for (i = 1; i <= length(text); i++) h = (h * 131 + index("0123456789-:", substr(text, i, 1)) + 17) % 1000003
  return (h * 7919 + 12345) % 1000003
}

FNR > 1 {
  cell = side ? floored($2 / side) ":" floored($3 / side) : $1
  if (!(cell in members)) cells[++count] = cell
  members[cell] = members[cell] $1 " "
}

END {
  # Insertion by number, then by name: there are few.
  for (i = 2; i <= count; i++) {
    cell = cells[i]
    number = hashed(cell)
    for (j = i - 1; j >= 1 && (hashed(cells[j]) > number || hashed(cells[j]) == number && cells[j] > cell); j--)
      cells[j + 1] = cells[j]
    cells[j + 1] = cell
  }
  # Each cell to the fold that has fewest.
  for (i = 1; i <= count; i++) {
    least = 1
    for (fold = 2; fold <= folds; fold++) if (size[fold] + 0 < size[least] + 0) least = fold
    n = split(members[cells[i]], ids, " ")
    for (k = 1; k <= n; k++) print ids[k] "," least
    size[least] += n
  }
}
