#!/bin/sh
# What the laboratory's hooks cost where nobody looks: instructions of handshakes and records with the hooks compiled
# in and without them, counted as check-instructions.sh does. More than 1 % fails.
#
#   make laboratory-cost
set -eu
cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() { # what of the environment
  env "$@" $swift build -c release -Xswiftc -enable-testing -Xswiftc -warnings-as-errors --product count-instructions
}

build MTLS_WITHOUT_LABORATORY=1
Benchmarks/check-instructions.sh --write "$work/without"
build -u MTLS_WITHOUT_LABORATORY
Benchmarks/check-instructions.sh --write "$work/with"

awk '
  FNR == NR { without[$1] = $2; next }
  {
    change = 100 * ($2 - without[$1]) / without[$1]
    printf "%-32s %12d  without hooks %12d  %+6.3f %%%s\n", $1, $2, without[$1], change, (change > 1 ? "  MORE THAN 1 %" : "")
    if (change > 1) bad = 1
  }
  END { exit bad }' "$work/without" "$work/with"
