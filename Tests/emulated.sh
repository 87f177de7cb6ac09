#!/usr/bin/env bash
# Runs the tests of the code for AVX-512 on a machine that has none: in Bochs, which emulates a processor with
# AVX-512 F, BW, DQ, VL and IFMA, VAES, VPCLMULQDQ and SHA. What `make test` builds goes into an initramfs with busybox,
# Debian's kernel starts it, and what it prints comes back through the serial port.
#
# An emulated instruction takes about fifty times its time: the known answers and random tests run at the level avx512
# alone, with fewer lengths. EMULATED_MINUTES (60) bounds the run; EMULATED_FILTER runs other tests.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
work=$root/.build/emulated
minutes=${EMULATED_MINUTES:-60}

fail() {
  echo "test-emulated: $*" >&2
  exit 1
}

# 1. The emulator, a boot loader, and a kernel, which is unpacked and not installed.
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
packages=(bochs bochsbios vgabios isolinux syslinux-common xorriso cpio busybox-static binutils)
missing=()
for package in "${packages[@]}"; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ "${#missing[@]}" != 0 ]; then
  command -v apt-get >/dev/null 2>&1 || fail "missing: ${missing[*]}; install them by hand"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy "${missing[@]}" >/dev/null 2>&1 || {
    $sudo apt-get update -q
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy "${missing[@]}" \
      || fail "apt-get could not install ${missing[*]}"
  }
fi
mkdir -p "$work"
if ! [ -e "$work/vmlinuz" ]; then
  kernel=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
  [ -n "$kernel" ] || fail "apt-cache knows no linux-image-cloud-amd64"
  rm -rf "$work/kernel"
  mkdir -p "$work/kernel"
  # As root, apt-get would warn that its own user cannot write here.
  (cd "$work/kernel" && apt-get download -q "$kernel" >/dev/null 2>&1) || fail "$kernel could not be had"
  dpkg-deb -x "$work"/kernel/*.deb "$work/kernel/content"
  cp "$work"/kernel/content/boot/vmlinuz-* "$work/vmlinuz"
  rm -rf "$work/kernel"
fi

# 2. What runs.
release=(-c release -Xswiftc -enable-testing -Xswiftc -warnings-as-errors)
[ -n "${EMULATED_SKIP_BUILD:-}" ] || ${SWIFT:-swift} build "${release[@]}" --build-tests
tests=$root/.build/release/swift-mtlsPackageTests.xctest
tool=$root/.build/release/mtls
[ -x "$tests" ] || fail "there is no $tests"
[ -x "$tool" ] || fail "there is no $tool"

# 3. The file system: the programs without their symbols, the libraries they name, Vectors where the tests look for them.
guest=$work/guest
rm -rf "$guest" "$work/image"
mkdir -p "$guest"/{bin,dev,proc,tmp,lib,etc} "$guest$root" "$work/image"
cp "$(command -v busybox)" "$guest/bin/busybox"
strip -s -o "$guest/tests" "$tests"
strip -s -o "$guest/mtls" "$tool"
cp -r "$root/Vectors" "$guest$root/Vectors"
# For the tool, those of the primitives that have code for AVX-512, and that do not take long.
mkdir -p "$guest/vectors"
for name in aes-block gcm-spec sp800-38c-ccm rfc8439-chacha20-poly1305 rfc5903-ecdh rfc6979-ecdsa rfc8032-eddsa \
  rfc9500-test-keys fips202-sha3 mlkem-acvp rfc8448-traces; do
  cp "$root/Vectors/$name.json" "$guest/vectors/"
done
ldd "$tests" "$tool" | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\/.*ld-linux/ { print $1 }' | sort -u \
  | while read -r library; do
    cp -L "$library" "$guest/lib/"
    case $library in /opt/* | */swift/*) strip -s "$guest/lib/${library##*/}" ;; esac
  done
mkdir -p "$guest/lib64"
mv "$guest"/lib/ld-linux-x86-64.so.2 "$guest/lib64/"

# One filter a line; each is a run of its own, so that a crash ends no more than one.
if [ -n "${EMULATED_FILTER:-}" ]; then
  printf '%s\n' "$EMULATED_FILTER"
else
  cat <<'EOF'
^WeierstrassTests
^Curve25519Tests
^DifferentialTests.*/Curve25519Tests
^CiphersTests
^DifferentialTests.*/AEADTests
^BignumTests
^FiniteFieldTests
^HashingTests.*/SHAKE4Tests
^RSATests.*/SignatureTests
EOF
fi >"$guest/filters"

cat >"$guest/init" <<'EOF'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin LD_LIBRARY_PATH=/lib HOME=/tmp MTLS_TEST_LEVELS=avx512
mount -t proc proc /proc
mount -t devtmpfs dev /dev
mount -t tmpfs tmp /tmp
ip link set lo up
echo 'emulated: guest started'
for flag in avx2 avx512f avx512bw avx512dq avx512vl avx512ifma vaes vpclmulqdq sha_ni; do
  grep -qw "$flag" /proc/cpuinfo || { echo "emulated: FAILED: the processor lacks $flag"; failed=1; }
done
[ -n "$failed" ] || {
  echo 'emulated: the processor has the level avx512'
  /mtls vectors /vectors --backend avx512 >/tmp/out 2>&1 || { failed=1; tail -n 40 /tmp/out; }
  echo "emulated: mtls vectors: $(tail -n 1 /tmp/out)"
  while read -r filter; do
    /tests --testing-library swift-testing --filter "$filter" </dev/null >/tmp/out 2>&1 || {
      failed=1
      echo "emulated: FAILED: $filter"
      grep -aE '✘|recorded an issue|Fatal|Crash|error' /tmp/out | cut -c1-300 | head -n 60
      tail -n 5 /tmp/out | cut -c1-300
    }
    echo "emulated: $filter: $(grep -a 'Test run with' /tmp/out | tail -n 1 | sed 's/^[^T]*//; s/ after .*//')"
    # Nothing found is no success.
    grep -aqE 'Test run with [1-9]' /tmp/out || { failed=1; echo "emulated: FAILED: $filter finds no test"; }
  done </filters
}
[ -z "$failed" ] && echo 'emulated: all passed'
echo 'emulated: end'
# The emulator writes the serial port's bytes out by the block.
i=0
while [ $i -lt 80 ]; do echo '                                                                                '; i=$((i + 1)); done
poweroff -f
EOF
chmod +x "$guest/init"

# 4. The disk. What Bochs' CPUID says of the sizes that XSAVEC, XSAVES and PKU need does not agree with itself, so that the kernel
# would turn AVX off, and it has FSRM without ERMS, which the kernel's memmove takes for impossible: without the four.
mkdir -p "$work/image/isolinux"
cp "$work/vmlinuz" "$work/image/vmlinuz"
(cd "$guest" && find . | cpio -o -H newc --quiet) >"$work/image/initrd"
cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$work/image/isolinux/"
cat >"$work/image/isolinux/isolinux.cfg" <<'EOF'
DEFAULT test
PROMPT 0
LABEL test
KERNEL /vmlinuz
APPEND initrd=/initrd console=ttyS0 quiet mitigations=off nokaslr clearcpuid=515,321,323,580 random.trust_cpu=on panic=-1
EOF
xorriso -as mkisofs -quiet -o "$work/disk.iso" -b isolinux/isolinux.bin -c isolinux/boot.cat -no-emul-boot \
  -boot-load-size 4 -boot-info-table "$work/image" 2>/dev/null || fail "xorriso made no disk"
cat >"$work/bochsrc" <<EOF
cpu: model=corei7_icelake_u, ips=10000000
megs: 2048
romimage: file=/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
boot: cdrom
ata0-master: type=cdrom, path="$work/disk.iso", status=inserted
com1: enabled=1, mode=file, dev=$work/serial.txt
clock: sync=none
display_library: rfb, options="timeout=0"
sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy
plugin_ctrl: speaker=0
log: $work/bochs.log
panic: action=fatal
error: action=ignore
info: action=ignore
debug: action=ignore
EOF

# 5. The run, without a network: the emulator's only display is one that listens.
alone=
unshare -n true 2>/dev/null && alone="unshare -n"
[ -n "$alone" ] || { unshare -rn true 2>/dev/null && alone="unshare -rn"; }
rm -f "$work/serial.txt"
echo "test-emulated: $(wc -l <"$guest/filters") runs of tests in Bochs, for $minutes minutes at most; $work/serial.txt grows"
# Debian's Bochs has its debugger built in, which wants to be told to go on.
echo c | timeout --kill-after=5 "${minutes}m" $alone bochs -q -f "$work/bochsrc" >"$work/bochs.txt" 2>&1 || true
[ -s "$work/serial.txt" ] || { tail -n 20 "$work/bochs.txt" "$work/bochs.log" >&2; fail "the guest said nothing"; }
tr -d '\r' <"$work/serial.txt" | grep -a -A 70 '^emulated:' | grep -av '^ *$' || true
grep -aq '^emulated: end' "$work/serial.txt" || { tail -n 20 "$work/serial.txt" >&2; fail "not done after $minutes minutes"; }
grep -aq '^emulated: all passed' "$work/serial.txt" || fail "failed"
