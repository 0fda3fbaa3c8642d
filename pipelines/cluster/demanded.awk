# What the programs that a recipe calls ask of a cluster: "cpus mib minutes", the most of each; nothing where it calls none.
#   RECIPE=… awk -f demanded.awk demands

BEGIN {
  count = split(ENVIRON["RECIPE"], words, /[[:space:](){};|&<>`"']+/)
  for (i = 1; i <= count; i++) {
    sub(/.*\//, "", words[i])
    called[words[i]]
  }
}

/^[ \t]*(#|$)/ { next }

NF != 4 || ($2 $3 $4) !~ /^[0-9]+$/ {
  print FILENAME ": line " FNR ": must be a program, processors, MiB and minutes" > "/dev/stderr"
  failed = 1
  exit 78
}

$1 in called {
  for (i = 2; i <= 4; i++) if ($i + 0 > most[i]) most[i] = $i + 0
}

END { if (!failed && 2 in most) print most[2], most[3], most[4] }
