#!/usr/bin/env python3
"""Runs the files of the PyPI package cryptography-vectors through `mtls vectors`, and holds the numbers of
docs/conformance.md against what comes out: cases run of each algorithm, none of which may fail.

  Tests/published-vectors.py [PROGRAM]     the tool; .build/release/mtls unless named
"""
import glob
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build/release/mtls")
# The row of the table, and the files of it: CAVP's responses, and the texts that have no response beside them.
ROWS = {
    "AES-GCM": ["ciphers/AES/GCM/*.rsp"],
    "AES-CCM": ["ciphers/AES/CCM/*.rsp"],
    "AES, single blocks and counter mode": ["ciphers/AES/ECB/*.rsp", "ciphers/AES/CTR/*.txt"],
    "ChaCha20, Poly1305, ChaCha20-Poly1305": ["ciphers/ChaCha20/*.txt", "ciphers/ChaCha20Poly1305/*.txt", "poly1305/*.txt"],
    "SHA-256, SHA-384, SHA-512": ["hashes/SHA2/*.rsp"],
    "SHA-3, SHAKE": ["hashes/SHA3/*.rsp", "hashes/SHAKE/*.rsp"],
    "HMAC, HKDF": ["HMAC/rfc-4231-*.txt", "KDF/hkdf-generated.txt", "KDF/rfc-5869-*.txt"],
    "ECDSA on P-256, P-384, P-521": ["asymmetric/ECDSA/FIPS_186-3/Sig*"],
    "public keys": ["asymmetric/ECDSA/FIPS_186-3/PKV.rsp", "asymmetric/ECDSA/FIPS_186-3/KeyPair.rsp"],
    "ECDH": ["asymmetric/ECDH/**/*.fax", "asymmetric/ECDH/**/*.rsp"],
    "X25519, X448, Ed25519, Ed448": ["asymmetric/X25519/*.txt", "asymmetric/X448/*.txt", "asymmetric/Ed25519/*", "asymmetric/Ed448/*.txt"],
    "RSA PKCS #1 v1.5": ["asymmetric/RSA/FIPS_186-2/Sig*15_186-3.rsp"],
    "RSA PSS": ["asymmetric/RSA/FIPS_186-2/Sig*PSS_186-3.rsp"],
    "ML-KEM-512, -768, -1024": ["asymmetric/MLKEM/**/*"],
    "ML-DSA-44, -65, -87": ["asymmetric/MLDSA/**/*"],
}


def main():
    folders = glob.glob(str(ROOT / ".peers/venv/lib/python3*/site-packages/cryptography_vectors"))
    if not folders:
        sys.exit("cryptography-vectors is missing: run Tests/install-peers.sh")
    documented = {}
    for line in (ROOT / "docs/conformance.md").read_text().split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and re.fullmatch(r"[\d,]+", cells[2]):
            documented[cells[0]] = int(cells[2].replace(",", ""))
    bad = 0
    for row, patterns in ROWS.items():
        files = sorted({f for p in patterns for f in glob.glob(f"{folders[0]}/{p}", recursive=True) if pathlib.Path(f).is_file()})
        output = subprocess.run([PROGRAM, "vectors", "--json", *files], capture_output=True, text=True).stdout
        result = json.loads(output)
        ran = result["passed"] + result["failed"]
        good = result["failed"] == 0 and ran == documented.get(row)
        bad += not good
        print(f"{row}: {len(files)} files, {ran} run, {result['failed']} failed, {result['skipped']} skipped"
              + ("" if good else f"  NOT as in docs/conformance.md: {documented.get(row)}"), flush=True)
    sys.exit(1 if bad else 0)


main()
