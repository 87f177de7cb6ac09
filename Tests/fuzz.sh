#!/bin/sh
# Fuzzes what takes bytes from strangers, with libFuzzer under AddressSanitizer: fuzz.sh [SECONDS [TARGET…]]
# One target after the other, each for so many seconds, from the inputs in Fuzz/Corpus on. What is found stays in
# .peers/fuzz/TARGET/crashes, and is an input for `Tests/fuzz.sh 0 TARGET FILE`, which runs it once.
# `Tests/fuzz.sh keep [TARGET…]` writes Fuzz/Corpus anew, from the fewest of all inputs that reach what all of them reach.
set -eu
cd "$(dirname "$0")/Fuzz"
all="records messages client server certificates"
seconds=${1:-60}
[ $# -gt 0 ] && shift
keeps=
[ "$seconds" = keep ] && keeps=yes
single=
if [ "$seconds" = 0 ] && [ $# = 2 ]; then
  single=$2
  case $single in /*) ;; *) single=$OLDPWD/$single ;; esac
  set -- "$1"
fi
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $all

[ -e /usr/include/zlib.h ] || {
  echo "fuzz: zlib's headers are missing: make peers installs them" >&2
  exit 1
}
# Of several -sanitize options the compiler takes the last alone, and the package manager gives one for each in any order:
# so the one that names both comes after them.
${SWIFT:-swift} build -c release --sanitize=fuzzer --sanitize=address -Xswiftc -sanitize=fuzzer,address \
  -Xswiftc -enable-testing --product fuzz 2>&1 | grep -E "error|Compiling|Build" || true
program=.build/release/fuzz
[ -x "$program" ] || { echo "fuzz: it was not built" >&2; exit 1; }
# Without either, fuzzing would run and find nothing.
for object in TLS13 PKI fuzz; do
  nm .build/release/"$object".build/*.o >.build/symbols.txt
  for name in __asan_init __sanitizer_cov; do
    grep -q "$name" .build/symbols.txt || { echo "fuzz: $object was built without $name" >&2; exit 1; }
  done
done
export ASAN_OPTIONS=allocator_may_return_null=0
export LSAN_OPTIONS=suppressions=$PWD/leaks.txt:print_suppressions=0
unset LD_PRELOAD 2>/dev/null || true

root=$(cd ../.. && pwd)
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
for target in $all; do
  mkdir -p "$seeds/$target"
  # An input a line, in Base64.
  [ ! -e "Corpus/$target.txt" ] || {
    number=0
    while read -r line; do
      number=$((number + 1))
      echo "$line" | base64 -d >"$seeds/$target/kept-$number"
    done <"Corpus/$target.txt"
  }
done
FUZZ=seeds FUZZ_SEEDS=$seeds "$program" -runs=1 >/dev/null 2>&1 || { echo "fuzz: no seeds" >&2; exit 1; }
failed=0
for target; do
  if [ -n "$single" ]; then
    FUZZ=$target "$program" "$single"
    continue
  fi
  work=$root/.peers/fuzz/$target
  mkdir -p "$work/corpus" "$work/crashes"
  if [ -n "$keeps" ]; then
    mkdir "$seeds/kept-$target"
    FUZZ=$target "$program" -set_cover_merge=1 -use_counters=0 -max_len=500 "$seeds/kept-$target" \
      "$work/corpus" "$seeds/$target" >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; exit 1; }
    for input in "$seeds/kept-$target"/*; do base64 -w 0 "$input"; echo; done | sort >"Corpus/$target.txt"
    echo "fuzz: $target, $(wc -l <"Corpus/$target.txt") inputs kept"
    continue
  fi
  echo "fuzz: $target, $seconds seconds"
  FUZZ=$target "$program" "$work/corpus" "$seeds/$target" -max_total_time="$seconds" \
    -artifact_prefix="$work/crashes/" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=16 \
    -max_len=5000 -print_final_stats=1 -verbosity=1 >"$work/log" 2>&1 || {
    failed=1
    echo "fuzz: $target: found something:" >&2
    tail -n 40 "$work/log" >&2
  }
  grep -E "stat::number_of_executed_units|stat::peak_rss_mb" "$work/log" || true
  grep -oE "cov: [0-9]+ ft: [0-9]+ corp: [^ ]+" "$work/log" | tail -n 1
done
[ "$failed" = 0 ]
