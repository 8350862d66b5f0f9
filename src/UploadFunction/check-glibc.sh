#!/bin/sh
# Fails if a binary needs a newer glibc than the system that it is built for has.
#   check-glibc.sh MAX BINARY      e.g. check-glibc.sh 2.34 bin/UploadFunction
# Amazon Linux 2023, on which Lambda runs, has glibc 2.34. A binary linked on a newer system can ask for more
# (dotnet/runtime#123204). In Lambda it would then end at its start with "version `GLIBC_2.38' not found".
set -eu
max=$1 binary=$2
command -v objdump >/dev/null || {
  echo "error : objdump is missing. It shows which glibc $binary needs. Install binutils." >&2
  exit 1
}
symbols=$(objdump -T "$binary")
too_new=$(printf '%s\n' "$symbols" | awk -v max="$max" '
  function newer(a, b,   x, y, i) {
    split(a, x, "."); split(b, y, ".")
    for (i = 1; i <= 3; i++) if (x[i] + 0 != y[i] + 0) return x[i] + 0 > y[i] + 0
    return 0
  }
  match($0, /GLIBC_[0-9.]+/) {
    version = substr($0, RSTART + 6, RLENGTH - 6)
    if (newer(version, max)) print $NF " (GLIBC_" version ")"
  }')
[ -z "$too_new" ] || {
  echo "error : $binary needs a newer glibc than MaxGlibc=$max: $(printf '%s' "$too_new" | tr '\n' ' ')" >&2
  exit 1
}
