"""Writes the fixtures beside it: small files in the schemas of Wycheproof's testvectors_v1, made anew.

Good values come from the Python package `cryptography` (an implementation that is not ours) and from
Vectors/; each is then broken in one way a case. The committed files are what it wrote; it needs
`pip install cryptography`, and is not run by the tests.
"""

import hashlib
import json
import os
import sys

from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa, utils, x448, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
SOURCE = {"name": "swift-mtls", "version": "1"}
RAW, SPKI = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
PEM = serialization.Encoding.PEM
PKCS8, NONE = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
HASHES = {"SHA-256": hashes.SHA256, "SHA-384": hashes.SHA384, "SHA-512": hashes.SHA512, "SHA-1": hashes.SHA1,
          "SHA-224": hashes.SHA224}


def seq(n, start=0):
    return bytes((start + i) & 0xFF for i in range(n))


class File:
    def __init__(self, name, algorithm, schema):
        self.name, self.counter = name, 0
        self.document = {"algorithm": algorithm, "schema": schema, "numberOfTests": 0, "header": [],
                         "notes": {"Broken": {"bugType": "BASIC"}}, "testGroups": []}

    def group(self, **members):
        group = {"source": SOURCE, **members, "tests": []}
        self.document["testGroups"].append(group)
        return group

    def test(self, group, result, comment, **members):
        self.counter += 1
        members = {k: (v.hex() if isinstance(v, bytes) else v) for k, v in members.items()}
        group["tests"].append({"tcId": self.counter, "comment": comment, "flags": [] if result == "valid" else ["Broken"],
                               **members, "result": result})

    def write(self):
        self.document["numberOfTests"] = self.counter
        with open(os.path.join(HERE, "wycheproof", self.name), "w") as out:
            json.dump(self.document, out, indent=1)
            out.write("\n")


def flip(data, bit=0):
    data = bytearray(data)
    data[bit // 8] ^= 1 << (bit % 8)
    return bytes(data)


def aead():
    for algorithm, make, sizes in (
            ("AES-GCM", AESGCM, (128, 192, 256)), ("CHACHA20-POLY1305", ChaCha20Poly1305, (256,)),
            ("AES-CCM", AESCCM, (128, 256))):
        file = File(f"{algorithm.lower().replace('-', '_')}_test.json", algorithm, "aead_test_schema_v1.json")
        for size in sizes:
            key = seq(size // 8, 7)
            group = file.group(type="AeadTest", ivSize=96, keySize=size, tagSize=128)
            for length in (0, 1, 15, 16, 17, 64, 300):
                nonce, aad, msg = seq(12, length), seq(length % 20, 3), seq(length, 9)
                sealed = make(key).encrypt(nonce, msg, aad)
                parts = dict(key=key, iv=nonce, aad=aad, msg=msg, ct=sealed[:-16], tag=sealed[-16:])
                file.test(group, "valid", f"{length} bytes", **parts)
                for bit in (0, 64, 127):
                    file.test(group, "invalid", f"bit {bit} of the tag", **{**parts, "tag": flip(parts["tag"], bit)})
                file.test(group, "invalid", "tag of zeros", **{**parts, "tag": bytes(16)})
                file.test(group, "invalid", "short tag", **{**parts, "tag": parts["tag"][:-1]})
                if length:
                    file.test(group, "invalid", "bit of the text", **{**parts, "ct": flip(parts["ct"])})
                file.test(group, "invalid", "another nonce", **{**parts, "iv": flip(nonce)})
                file.test(group, "invalid", "another key", **{**parts, "key": flip(key)})
        if algorithm == "AES-GCM":
            for bits in (64, 128, 1024):
                group = file.group(type="AeadTest", ivSize=bits, keySize=128, tagSize=128)
                key, nonce = seq(16), seq(bits // 8)
                sealed = AESGCM(key).encrypt(nonce, seq(20), seq(5))
                parts = dict(key=key, iv=nonce, aad=seq(5), msg=seq(20), ct=sealed[:-16], tag=sealed[-16:])
                file.test(group, "valid", "another length of nonce", **parts)
                file.test(group, "invalid", "its tag broken", **{**parts, "tag": flip(parts["tag"], 5)})
            group = file.group(type="AeadTest", ivSize=0, keySize=128, tagSize=128)
            file.test(group, "invalid", "no nonce", key=seq(16), iv=b"", aad=b"", msg=b"", ct=b"", tag=bytes(16))
        if algorithm == "CHACHA20-POLY1305":
            for bits in (0, 64, 104):
                group = file.group(type="AeadTest", ivSize=bits, keySize=256, tagSize=128)
                file.test(group, "invalid", "nonce of another length", key=seq(32), iv=seq(bits // 8), aad=b"",
                          msg=b"", ct=b"", tag=bytes(16))
        if algorithm == "AES-CCM":
            group = file.group(type="AeadTest", ivSize=96, keySize=128, tagSize=64)
            sealed = AESCCM(seq(16), tag_length=8).encrypt(seq(12), seq(20), seq(5))
            parts = dict(key=seq(16), iv=seq(12), aad=seq(5), msg=seq(20), ct=sealed[:-8], tag=sealed[-8:])
            file.test(group, "valid", "tag of 8 bytes", **parts)
            file.test(group, "invalid", "its tag broken", **{**parts, "tag": flip(parts["tag"])})
            group = file.group(type="AeadTest", ivSize=56, keySize=128, tagSize=32)
            sealed = AESCCM(seq(16), tag_length=4).encrypt(seq(7), seq(20), seq(5))
            parts = dict(key=seq(16), iv=seq(7), aad=seq(5), msg=seq(20), ct=sealed[:-4], tag=sealed[-4:])
            file.test(group, "valid", "nonce of 7, tag of 4 bytes", **parts)
            file.test(group, "invalid", "its tag broken", **{**parts, "tag": flip(parts["tag"])})
            group = file.group(type="AeadTest", ivSize=112, keySize=128, tagSize=128)
            file.test(group, "invalid", "nonce too long", key=seq(16), iv=seq(14), aad=b"", msg=b"", ct=b"", tag=bytes(16))
        file.write()
    file = File("xchacha20_poly1305_test.json", "XCHACHA20-POLY1305", "aead_test_schema_v1.json")
    group = file.group(type="AeadTest", ivSize=192, keySize=256, tagSize=128)
    file.test(group, "valid", "not supported", key=seq(32), iv=seq(24), aad=b"", msg=b"", ct=b"", tag=bytes(16))
    file.write()


def derivations():
    for name in HASHES:
        size = HASHES[name]().digest_size
        file = File(f"hkdf_{name.lower().replace('-', '')}_test.json", f"HKDF-{name}", "hkdf_test_schema_v1.json")
        group = file.group(type="HkdfTest", keySize=128)
        for length in (1, size, size + 1, 255 * size):
            for salt in (b"", seq(13)):
                okm = HKDF(HASHES[name](), length, salt or None, seq(7)).derive(seq(16))
                shown = dict(ikm=seq(16), salt=salt, info=seq(7), size=length)
                file.test(group, "valid", "", okm=okm, **shown)
        file.test(group, "invalid", "too long", ikm=seq(16), salt=b"", info=b"", size=255 * size + 1, okm=b"")
        file.write()
        file = File(f"hmac_{name.lower().replace('-', '')}_test.json", "HMAC" + name.replace("-", ""), "mac_test_schema_v1.json")
        for tag_size in (size // 2, size):
            group = file.group(type="MacTest", keySize=256, tagSize=8 * tag_size)
            for key in (b"", seq(1), seq(32), seq(200)):
                if not key and name:
                    pass
                code = hmac.HMAC(key or b"\0", HASHES[name]())  # an empty key is one of zeros
                code.update(seq(50))
                tag = code.finalize()[:tag_size]
                parts = dict(key=key, msg=seq(50), tag=tag)
                file.test(group, "valid", f"key of {len(key)} bytes", **parts)
                file.test(group, "invalid", "bit of the tag", **{**parts, "tag": flip(tag)})
                file.test(group, "invalid", "last bit of the tag", **{**parts, "tag": flip(tag, 8 * tag_size - 1)})
                file.test(group, "invalid", "tag too short", **{**parts, "tag": tag[:-1]})
                file.test(group, "invalid", "no tag", **{**parts, "tag": b""})
        file.write()


def xdh():
    for curve, size, secret, public in (("curve25519", 32, x25519.X25519PrivateKey, x25519.X25519PublicKey),
                                        ("curve448", 56, x448.X448PrivateKey, x448.X448PublicKey)):
        short = "x" + curve[5:]
        files = [File(f"{short}_test.json", "XDH", "xdh_comp_schema_v1.json"),
                 File(f"{short}_asn_test.json", "XDH", "xdh_asn_comp_schema_v1.json"),
                 File(f"{short}_pem_test.json", "XDH", "xdh_pem_comp_schema_v1.json")]
        kinds = ["XdhComp", "XdhAsnComp", "XdhPemComp"]
        groups = [f.group(type=k, curve=curve) for f, k in zip(files, kinds)]
        ours = secret.from_private_bytes(seq(size, 5))
        theirs = secret.from_private_bytes(seq(size, 90)).public_key()
        shared = ours.exchange(theirs)
        raw = dict(public=theirs.public_bytes_raw(), private=seq(size, 5), shared=shared)
        asn = dict(public=theirs.public_bytes(RAW, SPKI), private=ours.private_bytes(RAW, PKCS8, NONE), shared=shared)
        pem = dict(public=theirs.public_bytes(PEM, SPKI).decode(), private=ours.private_bytes(PEM, PKCS8, NONE).decode(),
                   shared=shared)
        for f, g, parts in zip(files, groups, (raw, asn, pem)):
            f.test(g, "valid", "", **parts)
        zero = dict(raw, public=bytes(size), shared=bytes(size))
        files[0].test(groups[0], "acceptable", "point of low order", **zero)
        files[0].test(groups[0], "invalid", "public key too short", **dict(raw, public=raw["public"][:-1]))
        files[0].test(groups[0], "invalid", "public key too long", **dict(raw, public=raw["public"] + b"\0"))
        bad = asn["public"]
        for comment, data in (("trailing byte", bad + b"\0"), ("cut short", bad[:-1]),
                              ("length in long form", bad[:1] + b"\x81" + bad[1:]),
                              ("another algorithm", bad.replace(b"\x2b\x65\x6e" if size == 32 else b"\x2b\x65\x6f", b"\x2b\x65\x70"))):
            files[1].test(groups[1], "invalid", comment, **dict(asn, public=data))
        files[2].test(groups[2], "invalid", "no PEM", **dict(pem, public=pem["public"][:40]))
        for f in files:
            f.write()


def ecdh():
    for name, curve in (("secp256r1", ec.SECP256R1()), ("secp384r1", ec.SECP384R1()), ("secp521r1", ec.SECP521R1()),
                        ("secp224r1", ec.SECP224R1()), ("secp256k1", ec.SECP256K1())):
        size = (curve.key_size + 7) // 8
        ours, theirs = ec.derive_private_key(12345678901234567890, curve), ec.derive_private_key(99999999977777, curve)
        shared = ours.exchange(ec.ECDH(), theirs.public_key())
        point = theirs.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        small = theirs.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
        number = f"{12345678901234567890:x}"
        file = File(f"ecdh_{name}_ecpoint_test.json", "ECDH", "ecdh_ecpoint_test_schema_v1.json")
        group = file.group(type="EcdhEcpointTest", curve=name, encoding="ecpoint")
        file.test(group, "valid", "", public=point, private=number, shared=shared)
        file.test(group, "valid", "leading zeros", public=point, private="00" * size + number.zfill(20), shared=shared)
        file.test(group, "acceptable", "compressed", public=small, private=number, shared=shared)
        off = bytearray(point)
        off[-1] ^= 1
        for comment, data in (("infinity", b"\0"), ("nothing", b""), ("off the curve", bytes(off)), ("cut short", point[:-1]),
                              ("a byte more", point + b"\0"), ("prefix 05", b"\5" + point[1:]), ("hybrid", b"\6" + point[1:]),
                              ("zeros", b"\4" + bytes(2 * size)), ("not below p", b"\4" + b"\xff" * (2 * size))):
            file.test(group, "invalid", comment, public=data, private=number, shared=b"")
        file.write()
        spki = theirs.public_key().public_bytes(RAW, SPKI)
        file = File(f"ecdh_{name}_test.json", "ECDH", "ecdh_test_schema_v1.json")
        group = file.group(type="EcdhTest", curve=name, encoding="asn")
        file.test(group, "valid", "", public=spki, private=number, shared=shared)
        other = ec.derive_private_key(5, ec.SECP384R1() if name == "secp256r1" else ec.SECP256R1()).public_key()
        for comment, data in (("trailing byte", spki + b"\0"), ("cut short", spki[:-1]), ("off the curve", spki[:-1] + bytes([spki[-1] ^ 1])),
                              ("another curve", other.public_bytes(RAW, SPKI)), ("nothing", b"")):
            file.test(group, "invalid", comment, public=data, private=number, shared=b"")
        file.write()
        file = File(f"ecdh_{name}_pem_test.json", "ECDH", "ecdh_pem_test_schema_v1.json")
        group = file.group(type="EcdhPemTest", curve=name, encoding="pem")
        parts = dict(public=theirs.public_key().public_bytes(PEM, SPKI).decode(), private=ours.private_bytes(PEM, PKCS8, NONE).decode())
        file.test(group, "valid", "", shared=shared, **parts)
        file.test(group, "invalid", "no PEM", shared=b"", **dict(parts, public="-----BEGIN PUBLIC KEY-----\n"))
        file.write()


def number(value):
    data = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(data)]) + data


def length(n):
    return bytes([n]) if n < 128 else b"\x81" + bytes([n])


def ecdsa():
    for name, curve, order in (
            ("secp256r1", ec.SECP256R1(), 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551),
            ("secp384r1", ec.SECP384R1(), 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973),
            ("secp521r1", ec.SECP521R1(), 0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409),
            ("secp256k1", ec.SECP256K1(), 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141)):
        key = ec.derive_private_key(0x1234567890abcdef1234567890abcdef, curve)
        public = key.public_key()
        numbers = public.public_numbers()
        size = (curve.key_size + 7) // 8
        shown = dict(publicKey=dict(type="EcPublicKey", curve=name, keySize=curve.key_size,
                                    uncompressed=public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint).hex(),
                                    wx=f"{numbers.x:x}", wy=f"{numbers.y:x}"),
                     publicKeyDer=public.public_bytes(RAW, SPKI).hex(), publicKeyPem=public.public_bytes(PEM, SPKI).decode())
        file = File(f"ecdsa_{name}_test.json", "ECDSA", "ecdsa_verify_schema_v1.json")
        plain = File(f"ecdsa_{name}_p1363_test.json", "ECDSA", "ecdsa_p1363_verify_schema_v1.json")
        for sha in ("SHA-256", "SHA-384", "SHA-512", "SHA-224"):
            group = file.group(type="EcdsaVerify", sha=sha, **shown)
            msg = seq(60)
            sig = key.sign(msg, ec.ECDSA(HASHES[sha]()))
            r, s = utils.decode_dss_signature(sig)
            file.test(group, "valid", "", msg=msg, sig=sig)
            body = number(r) + number(s)

            def wrap(b):
                return b"\x30" + length(len(b)) + b

            broken = {
                "another message": None, "trailing byte": sig + b"\0", "cut short": sig[:-1], "nothing": b"",
                "length in long form": b"\x30\x82\0" + bytes([len(body)]) + body,
                "indefinite length": b"\x30\x80" + body + b"\0\0",
                "trailing value": wrap(body + b"\x05\0"), "no s": wrap(number(r)), "three numbers": wrap(body + number(1)),
                "leading zero in r": wrap(b"\x02" + bytes([len(number(r)) - 1]) + b"\0" + number(r)[2:] + number(s)),
                "r negative": wrap(number(r)[:2] + flip(number(r)[2:], 7) + number(s)),
                "r = 0": wrap(number(0) + number(s)), "s = 0": wrap(number(r) + number(0)),
                "r + n": wrap(number(r + order) + number(s)), "s + n": wrap(number(r) + number(s + order)),
                "r = n": wrap(number(order) + number(s)), "s = n": wrap(number(r) + number(order)),
                "a SET": b"\x31" + sig[1:], "r of type OCTET STRING": wrap(b"\x04" + number(r)[1:] + number(s)),
                "r and s changed over": wrap(number(s) + number(r)), "raw": r.to_bytes(size, "big") + s.to_bytes(size, "big"),
            }
            for comment, data in broken.items():
                if data is None:
                    file.test(group, "invalid", comment, msg=flip(msg), sig=sig)
                else:
                    file.test(group, "invalid", comment, msg=msg, sig=data)
            group = plain.group(type="EcdsaP1363Verify", sha=sha, **shown)
            raw = r.to_bytes(size, "big") + s.to_bytes(size, "big")
            plain.test(group, "valid", "", msg=msg, sig=raw)
            for comment, data in {
                "cut short": raw[:-1], "a byte more": raw + b"\0", "DER": sig, "nothing": b"",
                "zeros between": raw[:size] + b"\0" + raw[size:], "r = 0": bytes(size) + raw[size:],
                "zeros in front of both": b"\0" + raw[:size] + b"\0" + raw[size:],
                "s = 0": raw[:size] + bytes(size), "r = n": order.to_bytes(size, "big") + raw[size:],
            }.items():
                plain.test(group, "invalid", comment, msg=msg, sig=data)
        file.write()
        plain.write()


def eddsa():
    for name, curve, size, make in (("ed25519", "edwards25519", 32, ed25519.Ed25519PrivateKey), ("ed448", "edwards448", 57, ed448.Ed448PrivateKey)):
        key = make.from_private_bytes(seq(size, 1))
        public = key.public_key()
        file = File(f"{name}_test.json", "EDDSA", "eddsa_verify_schema_v1.json")
        group = file.group(type="EddsaVerify",
                           publicKey=dict(type="EDDSAPublicKey", curve=curve, keySize=8 * size - 1, pk=public.public_bytes_raw().hex()),
                           publicKeyDer=public.public_bytes(RAW, SPKI).hex(), publicKeyPem=public.public_bytes(PEM, SPKI).decode())
        for n in (0, 1, 64, 200):
            msg = seq(n)
            sig = key.sign(msg)
            file.test(group, "valid", f"{n} bytes", msg=msg, sig=sig)
            order = 2**252 + 27742317777372353535851937790883648493 if size == 32 else \
                2**446 - 13818066809895115352007386748515426880336692474882178609894547503885
            s = int.from_bytes(sig[size:], "little")
            for comment, data in {"bit of R": flip(sig), "bit of S": flip(sig, 8 * size + 3), "cut short": sig[:-1],
                                  "a byte more": sig + b"\0", "nothing": b"",
                                  "S + L": sig[:size] + (s + order).to_bytes(size, "little")}.items():
                file.test(group, "invalid", comment, msg=msg, sig=data)
        file.write()


def rsas():
    key = serialization.load_pem_private_key(next(
        t for t in rsa_pems() if "2048" in t[0])[1].encode(), None)
    public = key.public_key()
    numbers = public.public_numbers()
    der = public.public_bytes(RAW, serialization.PublicFormat.PKCS1)
    shown = dict(publicKey=dict(modulus=f"00{numbers.n:x}", publicExponent="010001"), publicKeyAsn=der.hex(),
                 publicKeyDer=public.public_bytes(RAW, SPKI).hex(), publicKeyPem=public.public_bytes(PEM, SPKI).decode(), keySize=2048)
    file = File("rsa_signature_2048_test.json", "RSASSA-PKCS1-v1_5", "rsassa_pkcs1_verify_schema_v1.json")
    for sha in HASHES:
        group = file.group(type="RsassaPkcs1Verify", sha=sha, **shown)
        sig = key.sign(seq(40), padding.PKCS1v15(), HASHES[sha]())
        file.test(group, "valid", "", msg=seq(40), sig=sig)
        size = HASHES[sha]().digest_size
        digest = hashes.Hash(HASHES[sha]())
        digest.update(seq(40))
        digest = digest.finalize()
        known = {"SHA-256": 1, "SHA-384": 2, "SHA-512": 3}
        broken = {"bit": flip(sig, 9), "cut short": sig[:-1], "a byte more": sig + b"\0", "nothing": b"", "zeros": bytes(256),
                  "s + n": (int.from_bytes(sig, "big") + numbers.n).to_bytes(257, "big")}
        if sha in known:
            oid = b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02" + bytes([known[sha]])
            for comment, parameters in (("no NULL", b""), ("long NULL", b"\x05\x81\x00"), ("garbage for NULL", b"\x04\x02\x01\x02")):
                alg = oid + parameters
                info = b"\x30" + bytes([len(alg)]) + alg + b"\x04" + bytes([size]) + digest
                info = b"\x30" + bytes([len(info)]) + info
                em = b"\0\1" + b"\xff" * (256 - 3 - len(info)) + b"\0" + info
                broken[comment] = raw_rsa(key, em)
            good = b"\x30\x0d" + oid + b"\x05\0"
            info = good + b"\x04" + bytes([size]) + digest
            info = b"\x30" + bytes([len(info)]) + info
            broken["short padding, rest behind"] = raw_rsa(key, b"\0\1" + b"\xff" * 8 + b"\0" + info + bytes(256 - 11 - len(info)))
            broken["type 2"] = raw_rsa(key, b"\0\2" + b"\xff" * (256 - 3 - len(info)) + b"\0" + info)
        for comment, data in broken.items():
            file.test(group, "invalid", comment, msg=seq(40), sig=data)
        if sha in known:
            file.test(group, "acceptable", "no NULL", msg=seq(40), sig=broken["no NULL"])
    file.write()
    file = File("rsa_sig_gen_2048_test.json", "RSASSA-PKCS1-v1_5", "rsassa_pkcs1_generate_schema_v1.json")
    secret = key.private_numbers()
    for sha in HASHES:
        group = file.group(type="RsassaPkcs1Generate", sha=sha, keySize=2048,
                           privateKey=dict(modulus=f"{numbers.n:x}", publicExponent="10001", privateExponent=f"{secret.d:x}"),
                           keyAsn=der.hex(), keyDer=shown["publicKeyDer"], keyPem=shown["publicKeyPem"],
                           privateKeyPkcs8=key.private_bytes(RAW, PKCS8, NONE).hex(), privateKeyPem=key.private_bytes(PEM, PKCS8, NONE).decode())
        file.test(group, "valid", "", msg=seq(40), sig=key.sign(seq(40), padding.PKCS1v15(), HASHES[sha]()))
    file.write()
    file = File("rsa_pss_2048_test.json", "RSASSA-PSS", "rsassa_pss_verify_schema_v1.json")
    for sha, mgf, salt in (("SHA-256", "SHA-256", 32), ("SHA-256", "SHA-256", 0), ("SHA-384", "SHA-384", 48), ("SHA-512", "SHA-512", 20),
                           ("SHA-256", "SHA-1", 20), ("SHA-1", "SHA-1", 20)):
        group = file.group(type="RsassaPssVerify", sha=sha, mgf="MGF1", mgfSha=mgf, sLen=salt, **shown)
        sig = key.sign(seq(40), padding.PSS(padding.MGF1(HASHES[mgf]()), salt), HASHES[sha]())
        file.test(group, "valid", "", msg=seq(40), sig=sig)
        other = key.sign(seq(40), padding.PSS(padding.MGF1(HASHES[mgf]()), salt + 1), HASHES[sha]())
        for comment, data in {"bit": flip(sig, 9), "cut short": sig[:-1], "a byte more": sig + b"\0", "nothing": b"",
                              "another length of salt": other}.items():
            file.test(group, "invalid", comment, msg=seq(40), sig=data)
        file.test(group, "invalid", "another message", msg=seq(41), sig=sig)
    file.write()
    file = File("rsa_pss_2048_params_test.json", "RSASSA-PSS", "rsassa_pss_with_parameters_verify_schema.json")
    oid = bytes.fromhex("0609608648016503040201")
    alg = b"\x30\x0d" + oid + b"\x05\0"
    mgf = b"\x30\x1a" + bytes.fromhex("06092a864886f70d010108") + alg
    mgf = b"\x30" + bytes([len(mgf) - 2]) + mgf[2:]
    params = b"\xa0" + bytes([len(alg)]) + alg + b"\xa1" + bytes([len(mgf)]) + mgf + b"\xa2\x03\x02\x01\x20"
    params = b"\x30" + bytes([len(params)]) + params
    identifier = bytes.fromhex("06092a864886f70d01010a") + params
    identifier = b"\x30" + bytes([len(identifier)]) + identifier
    bits = b"\x03\x82" + (len(der) + 1).to_bytes(2, "big") + b"\0" + der
    spki = b"\x30\x82" + (len(identifier) + len(bits)).to_bytes(2, "big") + identifier + bits
    import base64
    import textwrap
    pem = "-----BEGIN PUBLIC KEY-----\n" + "\n".join(textwrap.wrap(base64.b64encode(spki).decode(), 64)) + "\n-----END PUBLIC KEY-----\n"
    for sha, salt in (("SHA-256", 32), ("SHA-512", 64)):
        group = file.group(type="RsassaPssWithParametersVerify", sha=sha, mgf="MGF1", mgfSha=sha, sLen=salt,
                           **dict(shown, publicKeyDer=spki.hex(), publicKeyPem=pem))
        sig = key.sign(seq(40), padding.PSS(padding.MGF1(HASHES[sha]()), salt), HASHES[sha]())
        file.test(group, "valid" if sha == "SHA-256" else "invalid", "the key's parameters", msg=seq(40), sig=sig)
    file.write()


def raw_rsa(key, message):
    numbers = key.private_numbers()
    return pow(int.from_bytes(message, "big"), numbers.d, numbers.public_numbers.n).to_bytes(256, "big")


def rsa_pems():
    data = json.load(open(os.path.join(ROOT, "Vectors", "rfc9500-test-keys.json")))
    tests = data.get("cases") or [t for g in data["groups"] for t in g["tests"]]
    return [(t.get("name") or t["id"], t["pem"]) for t in tests]


def mlkem():
    from cryptography.hazmat.primitives.asymmetric import mlkem as k
    for size, make in ((768, k.MLKEM768PrivateKey), (1024, k.MLKEM1024PrivateKey)):
        name = f"ML-KEM-{size}"
        seed = seq(64, 3)
        key = make.from_seed_bytes(seed)
        ek = key.public_key().public_bytes_raw()
        secret, c = key.public_key().encapsulate()
        file = File(f"mlkem_{size}_test.json", "ML-KEM", "mlkem_test_schema.json")
        group = file.group(type="MLKEMTest", parameterSet=name)
        file.test(group, "valid", "", seed=seed, ek=ek, c=c, K=secret)
        noise = flip(c)
        file.test(group, "valid", "rejected without a word", seed=seed, ek=ek, c=noise, K=key.decapsulate(noise))
        for comment, parts in {"c short": dict(c=c[:-1]), "c long": dict(c=c + b"\0"), "seed short": dict(seed=seed[:-1]),
                               "no seed": dict(seed=b"")}.items():
            file.test(group, "invalid", comment, **{**dict(seed=seed, ek=ek, c=c, K=b""), **parts})
        file.write()
    acvp = json.load(open(os.path.join(ROOT, "Vectors", "mlkem-acvp.json")))
    file = File("mlkem_encaps_test.json", "ML-KEM", "mlkem_encaps_test_schema.json")
    gens = File("mlkem_keygen_test.json", "ML-KEM", "mlkem_keygen_seed_test_schema.json")
    opens = File("mlkem_semi_expanded_test.json", "ML-KEM", "mlkem_semi_expanded_decaps_test_schema.json")
    for g in acvp_groups(acvp):
        group = file.group(parameterSet=g["parameterSet"])
        for one in g["encapsulation"][:2]:
            parts = dict(ek=one["ek"], m=one["m"], c=one["c"], K=one["k"])
            file.test(group, "valid", "", **parts)
            file.test(group, "invalid", "ek short", **dict(parts, ek=one["ek"][:-2], c="", K=""))
            file.test(group, "invalid", "coefficient too large", **dict(parts, ek="ffff" + one["ek"][4:], c="", K=""))
        group = gens.group(type="MLKEMKeyGen", parameterSet=g["parameterSet"])
        for one in g["keyGen"][:2]:
            parts = dict(seed=one["d"] + one["z"], ek=one["ek"], dk=one["dk"])
            gens.test(group, "valid", "", **parts)
            gens.test(group, "invalid", "seed short", **dict(parts, seed=one["d"], ek="", dk=""))
        group = opens.group(type="MLKEMDecapsValidationTest", parameterSet=g["parameterSet"])
        for one in g["encapsulation"][:2]:
            parts = dict(dk=one["dk"], ek=one["ek"], c=one["c"])
            opens.test(group, "valid", "", **parts, K=one["k"])
            for comment, other in {"dk short": dict(dk=one["dk"][:-2]), "c short": dict(c=one["c"][:-2]),
                                   "hash broken": dict(dk=one["dk"][:-128] + flip(bytes.fromhex(one["dk"][-128:])).hex())}.items():
                opens.test(group, "invalid", comment, **dict(parts, **other))
    for f in (file, gens, opens):
        f.write()


def acvp_groups(document):
    return json.load(open(os.path.join(HERE, "mlkem-acvp.json")))["groups"] if "operation" in json.dumps(document)[:400] else document["groups"]


def mldsa():
    from cryptography.hazmat.primitives.asymmetric import mldsa as m
    for size, make in ((44, m.MLDSA44PrivateKey), (65, m.MLDSA65PrivateKey), (87, m.MLDSA87PrivateKey)):
        name = f"ML-DSA-{size}"
        seed = seq(32, size)
        key = make.from_seed_bytes(seed)
        public = key.public_key()
        pk = public.public_bytes_raw()
        file = File(f"mldsa_{size}_verify_test.json", name, "mldsa_verify_schema.json")
        group = file.group(type="MlDsaVerify", publicKey=pk.hex(), publicKeyDer=public.public_bytes(RAW, SPKI).hex())
        sig, with_context = key.sign(seq(30)), key.sign(seq(30), seq(9))
        file.test(group, "valid", "", msg=seq(30), sig=sig)
        file.test(group, "valid", "context", msg=seq(30), ctx=seq(9), sig=with_context)
        file.test(group, "valid", "empty context", msg=seq(30), ctx=b"", sig=sig)
        for comment, parts in {"context missing": dict(sig=with_context), "another context": dict(sig=with_context, ctx=seq(8)),
                               "context too long": dict(sig=sig, ctx=seq(256)), "short": dict(sig=sig[:-1]), "long": dict(sig=sig + b"\0"),
                               "bit of c": dict(sig=flip(sig)), "bit of z": dict(sig=flip(sig, 9000)), "hint": dict(sig=sig[:-1] + b"\xff"),
                               "nothing": dict(sig=b"")}.items():
            file.test(group, "invalid", comment, msg=seq(30), **parts)
        group = file.group(type="MlDsaVerify", publicKey=pk[:-1].hex(), publicKeyDer="")
        del group["publicKeyDer"]
        group["publicKeyDer"] = (public.public_bytes(RAW, SPKI)[:-1]).hex()
        file.test(group, "invalid", "key short", msg=seq(30), sig=sig)
        file.write()
    acvp = json.load(open(os.path.join(ROOT, "Vectors", "mldsa-acvp.json")))
    for g in acvp["groups"]:
        name = g["parameterSet"]
        file = File(f"{name.lower().replace('-', '')}_sign_seed_test.json", name, "mldsa_sign_seed_schema.json")
        for one in g["pure_deterministic"]:
            group = file.group(type="MlDsaSign", privateSeed=one["seed"], publicKey=one["pk"])
            tr = hashlib.shake_256(bytes.fromhex(one["pk"])).digest(64)
            context = bytes.fromhex(one["context"])
            mu = hashlib.shake_256(tr + b"\0" + bytes([len(context)]) + context + bytes.fromhex(one["message"])).digest(64)
            file.test(group, "valid", "", msg=one["message"], ctx=context, mu=mu, sig=one["signature"])
            file.test(group, "valid", "μ alone", mu=mu, sig=one["signature"])
            file.test(group, "invalid", "context too long", msg=one["message"], ctx=seq(256), sig=b"")
        group = file.group(type="MlDsaSign", privateSeed=seq(31).hex(), publicKey=None)
        file.test(group, "invalid", "seed short", msg=b"", sig=b"")
        file.write()
        file = File(f"{name.lower().replace('-', '')}_sign_noseed_test.json", name, "mldsa_sign_noseed_schema.json")
        one = g["keyGen"][0]
        group = file.group(type="MlDsaSign", privateKey=one["sk"][:-2], publicKey=None)
        file.test(group, "invalid", "key short", msg=b"", sig=b"")
        file.write()


ONLY = sys.argv[1:]
for make in (aead, derivations, xdh, ecdh, ecdsa, eddsa, rsas, mlkem, mldsa):
    if not ONLY or make.__name__ in ONLY:
        make()
