#!/bin/sh
# Runs BoGo, BoringSSL's test runner for TLS implementations, against Sources/bogo-shim, and counts.
#
#   Tests/bogo.sh <BoringSSL checkout> [flags of the runner, such as -test 'KeyUpdate*']
#
# The runner is not part of this repository. BOGO_RUNNER names its program, which ssl/test/runner of the
# checkout makes (see ssl/test/PORTING.md there); by default it is looked for in that folder as runner.test.
# Errors are mapped exactly and nothing unimplemented is forgiven; Tests/bogo-config.json says what is left out
# and why.
set -eu
repository=$(cd "$(dirname "$0")/.." && pwd)
[ $# -ge 1 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
runner_folder=$1/ssl/test/runner
shift
runner=${BOGO_RUNNER:-$runner_folder/runner.test}
[ -x "$runner" ] || { echo "bogo: there is no program $runner" >&2; exit 2; }
workers=${BOGO_WORKERS:-2}
config=$repository/Tests/bogo-config.json
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

shim=${BOGO_SHIM:-}
if [ -z "$shim" ]; then
  (cd "$repository" && ${SWIFT:-swift} build -c release --product bogo-shim >&2)
  shim=$repository/.build/release/bogo-shim
fi

case $shim in /*) ;; *) shim=$PWD/$shim ;; esac

cd "$runner_folder"
status=0
nice "$runner" -test.timeout 0 -shim-path "$shim" -shim-config "$config" -num-workers "$workers" \
  "$@" >"${BOGO_OUTPUT:-$folder/output}" 2>&1 || status=$?

# Every case's name, told by a shim that implements nothing: to count what is disabled.
cat >"$folder/nothing" <<'END'
#!/bin/sh
case "$*" in *-is-handshaker-supported*) echo No ;; *) exit 89 ;; esac
END
chmod +x "$folder/nothing"
"$runner" -test.timeout 0 -shim-path "$folder/nothing" -include-disabled -allow-unimplemented \
  -num-workers "$workers" "$@" 2>/dev/null | sed -n 's/^UNIMPLEMENTED (\(.*\))$/\1/p' \
  >"$folder/names" || true

python3 - "${BOGO_OUTPUT:-$folder/output}" "$folder/names" "$config" <<'END'
import collections, fnmatch, json, re, sys

output = open(sys.argv[1]).read()
names = sorted(set(open(sys.argv[2]).read().split()))
disabled = json.load(open(sys.argv[3]))["DisabledTests"]
found = {word: sorted(set(re.findall(rf"^{word} \((.*)\)$", output, re.M)))
         for word in ("PASSED", "FAILED", "UNIMPLEMENTED")}
reasons = collections.Counter()
for name in names:
    reason = next((disabled[p] for p in disabled if fnmatch.fnmatchcase(name, p)), None)
    if reason:
        reasons[reason] += 1
for word in ("FAILED", "UNIMPLEMENTED"):
    for name in found[word]:
        print(f"{word.lower()}: {name}")
ran = sum(len(found[word]) for word in found)
print(f"cases {len(names)}, run {ran}, passed {len(found['PASSED'])}, failed {len(found['FAILED'])}, "
      f"unimplemented {len(found['UNIMPLEMENTED'])}, disabled {sum(reasons.values())}:")
for reason, count in reasons.most_common():
    print(f"  {count:5}  {reason}")
END
exit $status
