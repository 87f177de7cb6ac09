#!/bin/sh
# Counts the instructions of handshakes, records and the reading of certificates under valgrind's callgrind, with
# fixed keys, randomness and time, and holds them against Benchmarks/instructions.txt: more than 2 % above
# fails. With --update the counts of now become those that are held against.
#
# Instructions do not depend on what else the machine does, and, at one level of the processor, on no
# machine: valgrind tells programs of a processor of its own. It knows neither AVX-512 nor the SHA extensions, so the
# level is avx2, and what is counted is that code, not the fastest there is. What is counted is the build of the tests,
# which has no optimisation across modules beyond what is marked as inlinable: growth is what matters here.
# With --write FILE the counts go there, and nothing is held against anything.
set -eu
cd "$(dirname "$0")/.."
limit=2
expected=Benchmarks/instructions.txt
program=.build/release/count-instructions

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
command -v valgrind >/dev/null || {
  $sudo apt-get install -qy valgrind >/dev/null 2>&1 || { $sudo apt-get update -q && $sudo apt-get install -qy valgrind; }
}
case $(valgrind --version) in
  valgrind-[12].* | valgrind-3.[0-9] | valgrind-3.[0-9].* | valgrind-3.1[0-4]*)
    echo "bench-check: $(valgrind --version) is too old: 3.15 or later is needed" >&2
    exit 1
    ;;
esac
[ -x "$program" ] || {
  echo "bench-check: $program is missing: make bench-check builds it" >&2
  exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The seed of Swift's hash tables, the choice of memcpy, and the level are the same everywhere. Valgrind itself
# is in the way of a preloaded library.
count() { # workload
  env -i PATH="$PATH" MTLS_CPU=avx2 SWIFT_DETERMINISTIC_HASHING=1 \
    valgrind --tool=callgrind --toggle-collect='*countedFromHere*' --callgrind-out-file="$work/$1.out" \
    "$program" "$1" >"$work/$1.log" 2>&1 || return 1
  awk '$1 == "summary:" || $1 == "totals:" { total = $2 } END { if (total + 0 < 1) exit 1; print total }' \
    "$work/$1.out" >"$work/$1.count"
}

"$program" --list >"$work/list"
jobs=$(nproc 2>/dev/null || echo 1)
running=0
while read -r name times; do
  count "$name" &
  running=$((running + 1))
  if [ "$running" -ge "$jobs" ]; then
    wait
    running=0
  fi
done <"$work/list"
wait

failed=0
while read -r name times; do
  if [ ! -s "$work/$name.count" ]; then
    echo "bench-check: $name was not counted:" >&2
    tail -n 5 "$work/$name.log" >&2
    failed=1
    continue
  fi
  # For one handshake, record or certificate.
  echo "$name $(($(cat "$work/$name.count") / times))"
done <"$work/list" >"$work/found"
[ "$failed" = 0 ] || exit 1

if [ "${1:-}" = --write ]; then
  cp "$work/found" "$2"
  exit 0
fi

if [ "${1:-}" = --update ]; then
  {
    echo "# Instructions of one handshake (both sides), record (sealed and opened) or certificate (read), at MTLS_CPU=avx2:"
    echo "# make bench-check holds the code against them; make bench-check UPDATE=1 writes them anew."
    cat "$work/found"
  } >"$expected"
  cat "$expected"
  exit 0
fi

awk -v limit="$limit" '
  FNR == NR { if ($1 !~ /^#/) expected[$1] = $2; next }
  {
    found[$1] = 1
    if (!($1 in expected)) { printf "%-32s %12d  is new: make bench-check UPDATE=1\n", $1, $2; bad = 1; next }
    change = 100 * ($2 - expected[$1]) / expected[$1]
    verdict = change > limit ? "GREW" : change < -limit ? "shrank: make bench-check UPDATE=1 keeps it so" : ""
    printf "%-32s %12d  expected %12d  %+6.2f %%  %s\n", $1, $2, expected[$1], change, verdict
    if (change > limit) bad = 1
  }
  END {
    for (name in expected) if (!(name in found)) { printf "%-32s is counted no more\n", name; bad = 1 }
    if (bad) print "bench-check: instructions grew by more than " limit " %, or the list changed; find the reason, or, where it is wanted, make bench-check UPDATE=1 and say why in the change"
    exit bad
  }' "$expected" "$work/found"
