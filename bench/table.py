#!/usr/bin/env python3
"""Prints build/bench.tsv as a table in Markdown, with the machine and the libraries that gave it.

table.py [TSV] replaces what is between the marks of docs/performance.md; with --print it only prints.
"""
import csv
import importlib.metadata
import os
import re
import subprocess
import sys

PAGE = "docs/performance.md"
BEGIN, END = "<!-- table: make bench-table -->", "<!-- end of table -->"
ISA = [("avx512f", "AVX-512"), ("avx2", "AVX2"), ("asimd", "NEON")]


def machine():
    with open("/proc/cpuinfo") as file:
        fields = dict(re.findall(r"^(model name|flags|Features|cpu family)\s*: (.*)$", file.read(), re.M))
    flags = (fields.get("flags") or fields.get("Features") or "").split()
    isa = next((name for flag, name in ISA if flag in flags), "no vector extension known here")
    name = re.sub(r"\((R|TM)\)| CPU| Processor| @.*", "", fields.get("model name", "unnamed processor")).strip()
    return f"{name}, {len(os.sched_getaffinity(0))} cores, {isa}"


def versions():
    tool = subprocess.run([".build/release/img-embed", "--version"], capture_output=True, text=True).stdout
    libraries = tool.splitlines()[-1] if tool else ""
    peers = []
    for name in ("torch", "torchvision", "dgl", "pandas", "h5py", "pillow"):
        try:
            peers.append(f"{name} {importlib.metadata.version(name).split('+')[0]}")
        except importlib.metadata.PackageNotFoundError:
            pass
    return f"Ours: {libraries}. Peers: {', '.join(peers)}, Python {sys.version.split()[0]}."


def table(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    lines = ["| work | ours | peer | unit | ratio | MiB ours | MiB peer | peer |", "|---|--:|--:|---|--:|--:|--:|---|"]
    for row in rows:
        lines.append("| {work} | {ours} | {peer} | {unit} | **{ratio}** | {ours_mib} | {peer_mib} | {config} |".format(**row))
    return "\n".join(lines)


def main():
    arguments = [word for word in sys.argv[1:] if word != "--print"]
    text = f"{machine()}. {versions()}\n\n{table(arguments[0] if arguments else 'build/bench.tsv')}\n"
    if "--print" in sys.argv:
        return print(text, end="")
    with open(PAGE) as file:
        page = file.read()
    begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    with open(PAGE, "w") as file:
        file.write(page[:begin] + "\n" + text + page[end:])


main()
