# formats.awk -v version=V -v date=D -v tools="a b …": knowcl-formats(5) from what cmark-gfm makes of docs/formats.md.
# Its tables are wider than a page: they become lists, a member with its type and then its meaning.

BEGIN {
  print ".\\\" Made from docs/formats.md (make manuals): do not edit."
  print ".TH KNOWCL\\-FORMATS 5 " date " \"knowcl " version "\" \"File Formats\""
  print ".SH NAME\nknowcl\\-formats \\- files that the knowcl tools read and write\n.SH DESCRIPTION"
  headed = 1
}

{ gsub(/\\f\[C\]/, "\\fB"); gsub(/\\f\[\]/, "\\fR") }

# A heading's text stands on the line after it. The first is the page's own.
/^\.S[HS]$/ { level = $0; next }
level { if (level == ".SS") print ".SH " capitals($0); level = ""; headed = 1; next }
headed && /^\.PP$/ { headed = 0; next }

/^\.TS$/ { table = 1; next }
/^\.TE$/ { table = 0; next }
table == 1 { table = 2; next } # tab(@);
table == 2 { table = 3; next } # ccc.
table == 3 { table = 4; next } # the names of the columns
table {
  gsub(/\/@/, "/\001")
  count = split($0, cell, "@")
  gsub(/\001/, "@", cell[1])
  print ".TP\n" cell[1] (cell[2] == "" ? "" : " (" cell[2] ")")
  print cell[(count > 2) + 2]
  next
}

{ print }

END {
  count = split(tools, name, " ")
  print ".SH SEE ALSO"
  for (i = 1; i <= count; i++) {
    gsub(/-/, "\\-", name[i])
    print ".BR " name[i] " (1)" (i < count ? "," : "")
  }
}

# Names of schemas stay as they are written.
function capitals(text) { return text ~ /\// ? text : toupper(text) }
