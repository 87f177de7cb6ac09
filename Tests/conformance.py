#!/usr/bin/env python3
"""Writes the table of RFC 9846's requirements into docs/conformance.md, and checks that what it names is there.

Tests/conformance.txt has a line for each requirement: section | what it demands | where it is kept | which test
holds us to it. Where it is kept is a file of Sources and a piece of its text, most often the comment that names the
section; a test is a file of Tests and a piece of its text, "bogo:" and the name of a case of BoGo, or "none". A
piece that is not there any more, and a comment "RFC 9846 §4 to §8 MUST" in TLS13 that no line names, are errors.

  Tests/conformance.py          writes the table
  Tests/conformance.py --check  only says whether it is up to date
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BEGIN = "<!-- requirements: written by Tests/conformance.py -->"
END = "<!-- requirements end -->"
MARKER = re.compile(r"RFC 9846 §([4-8][0-9.]*[0-9]|[4-8]) (?:MUST NOT|MUST|SHALL)\b[^\n]*")


def requirements():
    for number, line in enumerate((ROOT / "Tests/conformance.txt").read_text().split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = [field.strip().replace("\\|", "|") for field in re.split(r"(?<!\\)\|", line)]
        if len(fields) != 4:
            sys.exit(f"conformance.txt:{number}: four fields are needed")
        yield number, fields


def found(folder, reference, number, problems):
    name, _, text = reference.partition(": ")
    path = ROOT / folder / name
    if not path.is_file() or not text or text not in path.read_text():
        problems.append(f"conformance.txt:{number}: {folder}/{name} does not have {text!r}")
    return name


def main():
    problems, rows, named = [], [], []
    kept = excepted = untested = 0
    for number, (section, demand, code, test) in requirements():
        if code == "-":
            excepted += 1
            rows.append(f"| {section} | {demand} | not applicable | {test} |")
            continue
        kept += 1
        file = found("Sources", code, number, problems)
        named.append((file, code.partition(": ")[2]))
        if test == "none":
            untested += 1
            by = "**no test yet**"
        elif test.startswith("bogo: "):
            by = f"BoGo, {test[6:]}"
        else:
            name = found("Tests", test, number, problems)
            by = f"[{pathlib.Path(name).stem}](../Tests/{name}), “{test.partition(': ')[2]}”"
        by = by.replace("|", "\\|")
        rows.append(f"| {section} | {demand} | [{pathlib.Path(file).stem}](../Sources/{file}) | {by} |")
    for path in sorted((ROOT / "Sources/TLS13").rglob("*.swift")):
        file = str(path.relative_to(ROOT / "Sources"))
        for marker in MARKER.finditer(path.read_text()):
            if not any(file == other and text in path.read_text() for other, text in named):
                problems.append(f"{file}: no requirement names the file of “{marker.group(0)}”")
    table = "\n".join(
        [BEGIN, "", f"{kept} requirements are kept, {untested} of them without a test of their own yet; {excepted} groups are not for us.", "",
         "| § | what it demands | kept in | held to it by |", "|---|---|---|---|", *rows, "", END])
    document = ROOT / "docs/conformance.md"
    text = document.read_text()
    if BEGIN not in text:
        sys.exit(f"{document} has no place for the table: {BEGIN}")
    before, rest = text.split(BEGIN)
    wanted = before + table + rest.split(END)[1]
    if "--check" in sys.argv[1:]:
        if wanted != text:
            problems.append("docs/conformance.md is not up to date: run Tests/conformance.py")
    else:
        document.write_text(wanted)
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)


main()
