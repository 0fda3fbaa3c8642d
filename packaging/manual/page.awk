# page.awk -v version=V -v tools="a b …" HELP PAGE: a manual page in the usual sections, from what --help prints and
# from the page that swift-argument-parser's manual plugin makes. The plugin gives the frame, the names of options and
# the description as one text; --help has the usage, the groups of options, their defaults and values.

FNR == 1 { file++ }

# --help, from its usage on.
file == 1 && sub(/^USAGE: /, "") { state = "usage" }
file == 1 && !state { next }
file == 1 && /^[A-Z].*:$/ { state = "entries"; group[++groups] = sentence(substr($0, 1, length($0) - 1)); next }
file == 1 && state == "usage" && NF { usage[++usages] = $0; next }
file == 1 && match($0, /^  ((-[a-zA-Z], )?--[a-z0-9-]+(\/--[a-z0-9-]+)?( <[^>]*>)?|<[^>]*>)( \.\.\.)?/) {
  entry[++entries] = groups
  what[entries] = trimmed(substr($0, RLENGTH + 1))
  label = substr($0, 1, RLENGTH)
  sub(/^  -[a-zA-Z], /, "  ", label)
  label = substr(label, 3)
  sub(label ~ /^</ ? " \\.\\.\\.$" : " .*", "", label)
  count = split(label, names, "/")
  for (i = 1; i <= count; i++) owner[names[i]] = entries
  next
}
file == 1 && state == "entries" && NF { what[entries] = trimmed(what[entries] " " trimmed($0)) }
file == 1 { next }

# The plugin's page.
/^\.\\"/ { print ".\\\" Made by swift-argument-parser and packaging/manual/page.awk (make manuals): do not edit."; next }
/^\.Os/ { print ".Os knowcl " version; next }
/^\.Nd / { print ".Nd " phrase(substr($0, 5)); next }
/^\.Nm / { tool = $2 }
/^\.Sh SYNOPSIS/ { synopsis(); state = "skip"; next }
/^\.Sh DESCRIPTION/ { print; state = "description"; next }
/^\.Bl/ && state == "description" { close_block(); state = "items"; next }
/^\.It Em help/ || /^\.Sh/ && state == "items" { state = "end" }
state == "skip" || state == "end" { next }
state == "description" { describe($0); next }
state == "items" && sub(/^\.It /, "") { item($0); next }
state != "items"

END { if (failed) exit 1; options(); statuses(); examples(); see_also() }

# One entry of the list of options. A flag and its opposite are two here and one in --help.
function item(head, key) {
  key = head
  if (sub(/^Ar /, "", key)) { sub(/\.\.\.$/, "", key); key = "<" key ">" }
  else { sub(/^Fl ([a-zA-Z] , )?/, "", key); sub(/ .*/, "", key); key = "-" key }
  if (!(key in owner)) fail("--help does not have " key)
  key = owner[key]
  sub(/^Fl /, "", head)
  if (key in heads) heads[key] = heads[key] " , " head
  else heads[key] = (head ~ /^Ar / ? "" : "Fl ") head
}

function synopsis(i) {
  print ".Sh SYNOPSIS"
  for (i = 1; i <= usages; i++) print ".Nm\n" usage_macros(trimmed(usage[i]))
}

# `tool [<options>] <file> ... --graph <file>` in mdoc's words.
function usage_macros(line, words, count, i, result, word, optional) {
  gsub(/ \.\.\./, "...", line)
  count = split(line, words, " ")
  for (i = 2; i <= count; i++) {
    word = words[i]
    optional = gsub(/[][]/, "", word) ? ".Op " : "."
    if (word ~ /^--/) {
      result = result optional "Fl " substr(word, 2)
      if (words[i + 1] ~ /^<[^>]*>$/) result = result " Ar " bare(words[++i])
    } else if (word ~ /^</) result = result optional "Ar " bare(word)
    else result = result optional "Cm " word
    result = result "\n"
  }
  return substr(result, 1, length(result) - 1)
}

# A line of the long description: paragraphs, `TITLE. text`, indented blocks, EXAMPLES, EXIT STATUS.
function describe(line, title) {
  if (line == "EXAMPLES" || line == "EXIT STATUS") { close_block(); part = line; return }
  if (part == "EXAMPLES") { example[++lines] = line; return }
  if (part == "EXIT STATUS") { exit_status = exit_status " " trimmed(line); return }
  if (line == "") { blank = 1; return }
  if (line ~ /^  /) {
    if (!literal) print ".Bd -literal -offset indent"
    else if (blank) print ""
    literal = 1
    print verbatim(substr(line, 3))
  } else {
    close_block()
    if (match(line, /^[A-Z][A-Z ]*[A-Z]\. /)) {
      title = substr(line, 1, RLENGTH - 2)
      line = substr(line, RLENGTH + 1)
      print ".Ss " sentence(title)
    } else if (blank && described) print ".Pp"
    print words_of(line)
  }
  described = 1
  blank = 0
}

function close_block() {
  if (literal) print ".Ed"
  literal = 0
}

function options(g, i, shown) {
  for (g = 1; g <= groups; g++) {
    if (group[g] == "Arguments") print ".Sh ARGUMENTS"
    else {
      if (!shown++) print ".Sh OPTIONS"
      if (groups > 1 + (group[1] == "Arguments")) print ".Ss " (group[g] == "Options" ? "Other options" : group[g])
    }
    print ".Bl -tag -width 6n"
    for (i = 1; i <= entries; i++)
      if (entry[i] == g) {
        if (!(i in heads)) fail("the plugin's page does not have: " what[i])
        print ".It " heads[i] "\n" words_of(escaped(what[i]))
      }
    print ".El"
  }
}

function statuses(count, parts, i) {
  print ".Sh EXIT STATUS\n.Bl -tag -width 8n"
  sub(/\.$/, "", exit_status)
  count = split(exit_status, parts, /; */)
  for (i = 1; i <= count; i++) {
    if (!match(trimmed(parts[i]), /^[0-9][0-9, ]*(\+ n )?/)) fail("no status in: " parts[i])
    print ".It " trimmed(substr(trimmed(parts[i]), 1, RLENGTH)) "\n" substr(trimmed(parts[i]), RLENGTH + 1) "."
  }
  print ".El"
}

# Commands as they are typed; a line that ends with a colon says what the next one is for.
function examples(i, line) {
  print ".Sh EXAMPLES"
  for (i = 1; i <= lines; i++) {
    line = substr(example[i], 3)
    if (line ~ /^[^ ].*:$/) { close_example(); if (i > 1) print ".Pp"; print words_of(line); deeper = 1; continue }
    if (line == "" && (i == lines || deeper)) continue
    if (!literal) print ".Bd -literal -offset indent"
    literal = 1
    print verbatim(deeper ? substr(line, 3) : line)
  }
  close_example()
}
function close_example() {
  if (literal) print ".Ed"
  literal = 0
}

function see_also(count, names, i) {
  print ".Sh SEE ALSO"
  count = split(tools, names, " ")
  for (i = 1; i <= count; i++) if (names[i] != tool) print ".Xr " names[i] " 1 ,"
  print ".Xr knowcl-formats 5"
}

function bare(word) { gsub(/[<>]/, "", word); return word }
function trimmed(s) { gsub(/^ +| +$/, "", s); return s }
function sentence(s) { return toupper(substr(s, 1, 1)) tolower(substr(s, 2)) }
function phrase(s) { gsub(/^"|\.?"$|\.$/, "", s); s = unicode(s); return tolower(substr(s, 1, 1)) substr(s, 2) }
function escaped(s) { gsub(/\\/, "\\e", s); sub(/^[.']/, "\\\\\\&&", s); return s }
function unicode(s) {
  while (match(s, /U\+[0-9A-F]+;/)) s = substr(s, 1, RSTART - 1) "\\[u" substr(s, RSTART + 2, RLENGTH - 3) "]" substr(s, RSTART + RLENGTH)
  return s
}
# Running text, a line a sentence: what begins with a dash is typed with that very character.
function words_of(s) {
  gsub(/--/, "\\-\\-", s)
  gsub(/ -/, " \\-", s)
  sub(/^-/, "\\-", s)
  while (match(s, /[a-z0-9)"]\. [A-Z]/)) s = substr(s, 1, RSTART + 1) "\n" substr(s, RSTART + 3)
  return unicode(s)
}
function verbatim(s) {
  gsub(/-/, "\\-", s)
  gsub(/'/, "\\(aq", s)
  gsub(/\^/, "\\(ha", s)
  gsub(/~/, "\\(ti", s)
  return unicode(s)
}
function fail(message) { print "page.awk: " tool ": " message > "/dev/stderr"; failed = 1; exit 1 }
