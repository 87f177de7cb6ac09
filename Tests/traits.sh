#!/bin/sh
# One build with every trait of the package, and what they bring to the tool. PKCS11, with SoftHSM2 as the module: keys
# are made in the token, and sign requests, certificates, CRLs and handshakes. Zlib: certificates are compressed.
# Installs what is missing.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
swift=${SWIFT:-swift}
scratch=${SCRATCH:-.build-traits}

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
packages=
command -v softhsm2-util >/dev/null 2>&1 || packages="$packages softhsm2"
[ -e /usr/include/p11-kit-1/p11-kit/pkcs11.h ] || packages="$packages libp11-kit-dev"
[ -e /usr/include/zlib.h ] || packages="$packages zlib1g-dev"
if [ -n "$packages" ]; then
  # shellcheck disable=SC2086
  $sudo apt-get install -qy $packages >/dev/null 2>&1 || {
    $sudo apt-get update -q
    # shellcheck disable=SC2086
    $sudo apt-get install -qy $packages
  }
fi
module=
for one in /usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so; do
  [ -e "$one" ] && module=$one
done
[ -n "$module" ] || { echo "traits: SoftHSM2's module is missing" >&2; exit 1; }

# Without optimisation but for the arithmetic: that is enough here.
$swift build --traits PKCS11,Zlib --scratch-path "$scratch" --product mtls
mtls=$($swift build --traits PKCS11,Zlib --scratch-path "$scratch" --show-bin-path)/mtls

folder=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT
cd "$folder"
mkdir tokens
echo "directories.tokendir = $folder/tokens" >softhsm2.conf
export SOFTHSM2_CONF="$folder/softhsm2.conf" MTLS_PKCS11_MODULE="$module"
softhsm2-util --init-token --free --label mtls --so-pin 4321 --pin 1234 >/dev/null
(umask 077 && echo 1234 >pin)

fail() {
  echo "traits: $*" >&2
  [ ! -e said ] || cat said >&2
  exit 1
}
# Runs a command that has to succeed, or to fail with a word of explanation.
ok() { "$@" >said 2>&1 || fail "failed: $*"; }
refused() { # text, command
  text=$1
  shift
  if "$@" >said 2>&1; then fail "succeeded: $*"; fi
  grep -q -- "$text" said || fail "did not say \"$text\": $*"
}
key() { echo "pkcs11:token=mtls;object=$1?pin-source=file:$folder/pin"; }

# 1. Keys are made in the token, and stay there.
ok "$mtls" key new --type p256 --out "$(key ca)"
ok "$mtls" key new --type p384 --out "$(key client)"
ok "$mtls" key new --type rsa2048 --out "$(key server)"
refused "has such a key already" "$mtls" key new --type p256 --out "$(key ca)"
refused "are not made in tokens" "$mtls" key new --type ed25519 --out "$(key ed)"

# 2. Requests.
ok "$mtls" csr new --key "$(key server)" --cn server.test --out server.csr
ok "$mtls" csr new --key "$(key client)" --cn client.test --out client.csr
ok openssl req -in server.csr -verify -noout
ok openssl req -in client.csr -verify -noout

# 3. An authority whose key is in the token, found by the name in ca.key.
ok "$mtls" ca init --dir ca --cn 'Token Root' --key "$(key ca)"
grep -q '^pkcs11:' ca/ca.key || fail "ca.key has no name in it"
ok "$mtls" ca sign --dir ca --csr server.csr --profile server --out server.pem
ok "$mtls" ca sign --dir ca --csr client.csr --profile client --out client.pem
ok "$mtls" ca crl --dir ca
ok openssl verify -crl_check -CAfile ca/ca.pem -CRLfile ca/ca.crl server.pem client.pem
ok "$mtls" ca renew --dir ca

# 4. A handshake in which the token signs for both: RSA-PSS for the server, ECDSA for the client.
"$mtls" serve --listen 127.0.0.1:0 --cert server.pem --key "$(key server)" --cacert ca/ca.pem \
  --ready-file ready --echo >serve.log 2>&1 &
server=$!
for _ in $(seq 500); do [ -s ready ] && break; sleep 0.05; done
[ -s ready ] || fail "the server did not begin: $(cat serve.log)"
url="https://$(cat ready)/"
call() { "$mtls" call "$url" --server-name server.test --cacert ca/ca.pem "$@"; }
ok call --cert client.pem --key "$(key client)"
# The PIN out of the environment, and from a descriptor.
PIN=1234 && export PIN
ok call --cert client.pem --key 'pkcs11:token=mtls;object=client?pin-source=env:PIN'
exec 9<pin
ok call --cert client.pem --key 'pkcs11:token=mtls;object=client?pin-source=fd:9'
exec 9<&-

# 5. What is wrong is said.
echo 9999 >wrong && chmod 600 wrong
refused "the PIN is wrong" "$mtls" csr new --cn a.test \
  --key "pkcs11:token=mtls;object=client?pin-source=file:$folder/wrong"
refused "does not belong into a name" "$mtls" csr new --cn a.test \
  --key 'pkcs11:token=mtls;object=client?pin-value=1234'
refused "no token is there" "$mtls" csr new --cn a.test \
  --key "pkcs11:token=other;object=client?pin-source=file:$folder/pin"
refused "no private key that the name means" "$mtls" csr new --cn a.test --key "$(key nobody)"
refused "cannot be loaded" env MTLS_PKCS11_MODULE=/nowhere.so "$mtls" csr new --cn a.test \
  --key "$(key client)"
refused "others than you may read this PIN" sh -c \
  "cp pin open && chmod 644 open && '$mtls' csr new --cn a.test \
  --key 'pkcs11:token=mtls;object=client?pin-source=file:$folder/open'"
refused "does not belong to" call --cert client.pem --key "$(key server)"

# 6. Zlib: both sides compress their certificates, unless one of them says otherwise; nothing else changes.
for kind in server client; do
  ok "$mtls" key new --out $kind.key
  ok "$mtls" csr new --key $kind.key --cn $kind.test --san $kind.test --out $kind.csr --force
  ok "$mtls" ca sign --dir ca --csr $kind.csr --profile $kind --out $kind.pem --force
done
serve() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -f ready
  "$mtls" serve --listen 127.0.0.1:0 --cert server.pem --key server.key --cacert ca/ca.pem \
    --ready-file ready --echo -v "$@" >serve.log 2>&1 &
  server=$!
  for _ in $(seq 500); do [ -s ready ] && break; sleep 0.05; done
  [ -s ready ] || fail "the server did not begin: $(cat serve.log)"
  url="https://$(cat ready)/"
}
compressed() { # on the client's side, on the server's, options of the client
  theirs=$1 ours=$2
  shift 2
  : >serve.log
  ok call --cert client.pem --key client.key --json "$@"
  grep -q "\"peerCertificateCompression\": $theirs" said || fail "not $theirs: call $*"
  for _ in $(seq 100); do grep -q "handshake complete" serve.log && break; sleep 0.05; done
  cp serve.log said
  grep -q "handshake complete.*DNS:client.test" said || fail "no handshake: call $*"
  if grep -q "certificates compressed by zlib" said; then found=yes; else found=no; fi
  [ "$found" = "$ours" ] || fail "the client's certificates compressed: $found, not $ours: call $*"
}
serve
compressed '"zlib"' yes
compressed '"zlib"' yes --compress-cert zlib
compressed null no --compress-cert off
serve --compress-cert off
compressed null no
ok "$mtls" trace "$(cat ready)" --server-name server.test --cacert ca/ca.pem --cert client.pem --key client.key
grep -q compress_certificate said || fail "the client does not offer to decompress"
serve
ok "$mtls" trace "$(cat ready)" --server-name server.test --cacert ca/ca.pem --cert client.pem --key client.key
grep -q CompressedCertificate said || fail "no CompressedCertificate in the trace"
ok "$mtls" trace "$(cat ready)" --server-name server.test --cacert ca/ca.pem --cert client.pem --key client.key \
  --record recording.json
if grep -q compress_certificate said; then fail "a recording that needs zlib"; fi
ok "$mtls" trace replay recording.json
cd "$root"
echo "traits: keys in a token sign requests, certificates, CRLs and handshakes; certificates are compressed by zlib"
