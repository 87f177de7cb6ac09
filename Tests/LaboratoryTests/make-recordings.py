#!/usr/bin/env python3
"""Writes docs/recordings/rfc8448-*.json from Vectors/rfc8448-traces.json: what `mtls trace replay` runs again."""
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Extensions that ours does not have, or fills otherwise: renegotiation_info, SessionTicket, record_size_limit,
# padding, psk_key_exchange_modes.
FOREIGN = {0xFF01, 35, 28, 21, 45}
TITLES = {"3": "A simple 1-RTT handshake", "4": "A resumed 0-RTT handshake", "5": "HelloRetryRequest",
          "6": "Client authentication", "7": "Compatibility mode"}


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        self.at += count
        assert self.at <= len(self.data)
        return self.data[self.at - count:self.at]

    def number(self, count):
        return int.from_bytes(self.take(count), "big")

    def vector(self, count):
        return self.take(self.number(count))


def hello(message):
    """Random, session id and extensions of a ClientHello or ServerHello."""
    reader = Reader(message)
    kind = reader.number(1)
    reader.take(5)
    random, session = reader.take(32), reader.vector(1)
    if kind == 1:
        reader.vector(2), reader.vector(1)
    else:
        reader.take(3)
    rest, extensions = Reader(reader.vector(2)), []
    while rest.at < len(rest.data):
        extensions.append((rest.number(2), rest.vector(2)))
    return random, session, extensions


def codes(data):
    return [int.from_bytes(data[i:i + 2], "big") for i in range(2, len(data), 2)]


def recording(trace):
    def blocks(actor, label, action=""):
        return [bytes.fromhex(b["hex"]) for s in trace["steps"] if s["actor"] == actor and action in s["action"]
                for b in s["blocks"] if b["label"] == label]

    def message(actor, label):
        return blocks(actor, label, "construct")[0]

    def identity(actor):
        if not blocks(actor, "CertificateVerify", "construct"):
            return None
        reader = Reader(message(actor, "Certificate")[4:])
        reader.vector(1)
        certificate = Reader(reader.vector(3)).vector(3)
        verify = message(actor, "CertificateVerify")
        return {"certificate": certificate.hex(), "scheme": int.from_bytes(verify[4:6], "big"), "signature": verify[8:].hex()}

    def listed(extensions):
        return [{"type": t, "data": d.hex() if t in FOREIGN else None} for t, d in extensions]

    resumes = trace["section"] == "4"
    hellos = blocks("client", "payload", "send handshake record")[:1] if resumes else blocks("client", "ClientHello", "construct")
    random, session, extensions = hello(hellos[0])
    have = dict(extensions)
    keys = lambda actor: b"".join(blocks(actor, "private key", "create an ephemeral"))
    answers = [hello(m) for m in blocks("server", "ServerHello", "construct")]
    retry = dict(answers[0][2]) if len(answers) > 1 else {}
    request = blocks("server", "CertificateRequest", "construct")
    setup = {
        "kind": "published", "at": "2017-07-14T02:40:00Z",
        "client": {
            "random": (random + session + keys("client")).hex(), "suites": [0x1301, 0x1303, 0x1302], "groups": codes(have[10]),
            "signatures": codes(have[13]), "compatibility": bool(session), "extensions": listed(extensions),
            "secondExtensions": listed(hello(hellos[1])[2]) if len(hellos) > 1 else [], "identity": identity("client")},
        "server": {
            "random": (answers[-1][0] + keys("server")).hex(), "group": int.from_bytes(dict(answers[-1][2])[51][:2], "big"),
            "encryptedExtensions": message("server", "EncryptedExtensions")[4:].hex(),
            "cookie": retry[44][2:].hex() if 44 in retry else None,
            "requestedSignatures": codes(request[0][11:]) if request else None, "identity": identity("server")},
        "session": None}
    if resumes:
        reader = Reader(have[41])
        identities = Reader(reader.vector(2))
        ticket = identities.vector(2)
        setup["session"] = {"ticket": ticket.hex(), "ageAdd": identities.number(4), "maximumEarlyData": 1024,
                            "key": blocks("client", "IKM", 'extract secret "early"')[0].hex()}
    steps = []

    def step(side, action, data, output):
        steps.append({"side": side, "action": action, "bytes": data, "output": output})

    other = {"client": "server", "server": "client"}
    # Flights of the handshake: what one side sends is what it answers to the flight before.
    flights = []
    for record in trace["records"]:
        if record["protection"] == "application":
            continue
        if flights and flights[-1][0] == record["sender"]:
            flights[-1][1].append(record)
        else:
            flights.append((record["sender"], [record]))
    before = None
    for sender, records in flights:
        early = [r for r in records if r["protection"] == "early" and r["content_type_name"] == "application_data"]
        sent = "".join(r["record"] for r in records if r not in early)
        if before is None:
            step(sender, "start", "", sent)
            for record in early:
                step(sender, "early", record["plaintext"], record["record"])
        else:
            step(sender, "receive", before, sent)
        before = "".join(r["record"] for r in records)
    step(other[flights[-1][0]], "receive", before, "")
    for record in trace["records"]:
        if record["protection"] != "application":
            continue
        action = {"application_data": "send", "alert": "close", "handshake": "handshake"}[record["content_type_name"]]
        step(record["sender"], action, "" if action == "close" else record["plaintext"], record["record"])
        step(other[record["sender"]], "receive", record["record"], "")
    title = f"{TITLES[trace['section']]} (RFC 8448, Section {trace['section']})"
    return {"schema": "mtls.recording/1", "title": title, "setup": setup, "steps": steps}


for group in json.loads((ROOT / "Vectors/rfc8448-traces.json").read_text())["groups"]:
    for trace in group["tests"]:
        path = ROOT / "docs" / "recordings" / f"rfc8448-section-{trace['section']}.json"
        path.write_text(json.dumps(recording(trace), indent=1) + "\n")
        print(path.name)
