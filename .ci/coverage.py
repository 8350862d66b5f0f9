#!/usr/bin/env python3
"""Prints the line coverage of src, and fails where it is below the floor.

    .ci/coverage.py FLOOR REPORT.cobertura.xml ...

A line counts as covered where any of the reports has it so: LambdaServer is run by the tests of both projects.
"""
import sys
import xml.etree.ElementTree as xml
from collections import defaultdict

floor, *reports = sys.argv[1:]
hits = defaultdict(int)
for report in reports:
    root = xml.parse(report).getroot()
    source = (root.findtext("sources/source") or "").rstrip("/")
    for part in root.iter("class"):
        file = part.get("filename")
        path = file if file.startswith("/") else f"{source}/{file}"
        if "/src/" not in path or "/obj/" in path:
            continue
        for line in part.iter("line"):
            hits[path, line.get("number")] += int(line.get("hits"))
if not hits:
    sys.exit("No report says anything of src.")
percent = 100 * sum(1 for count in hits.values() if count) / len(hits)
print(f"Line coverage of src: {percent:.1f} %")
if percent < float(floor):
    sys.exit(f"That is less than the {floor} % of test.sh.")
