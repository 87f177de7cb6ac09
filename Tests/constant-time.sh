#!/bin/sh
# Runs the cryptography with its secrets marked as undefined memory under valgrind's memcheck, which objects
# to each branch and each index that depends on one (the method of ctgrind); docs/constant-time.md.
set -eu
cd "$(dirname "$0")/ConstantTime"

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
[ -e /usr/include/valgrind/memcheck.h ] && command -v valgrind >/dev/null || {
  $sudo apt-get install -qy valgrind >/dev/null 2>&1 || { $sudo apt-get update -q && $sudo apt-get install -qy valgrind; }
}

report=$(mktemp)
trap 'rm -f "$report"' EXIT
${SWIFT:-swift} build -c release -Xcc -DMTLS_MEMCHECK --product constant-time >"$report" 2>&1 || {
  cat "$report" >&2
  exit 1
}
program=.build/release/constant-time

check() { # name, level
  MTLS_CPU=$2 valgrind -q --error-exitcode=9 --suppressions=gmp.supp "$program" "$1" >"$report" 2>&1
}

# The control: a branch on a secret has to be found, or nothing below says anything.
if check leaky portable; then
  echo "constant-time: memcheck does not see a branch on a secret" >&2
  exit 1
fi

failed=0
count=0
for name in $("$program" --list); do
  for level in portable aesni avx2; do
    count=$((count + 1))
    check "$name" "$level" || {
      failed=$((failed + 1))
      echo "constant-time: $name ($level): a branch or an index depends on a secret" >&2
      head -n 40 "$report" >&2
    }
  done
done
echo "constant-time: $count checks, $failed failed"
[ "$failed" = 0 ]
