"""The rule in common use: the NHS number, else the very same name, birthday and postcode.

common_rule.py RECORDS.csv CLUSTERS.csv
"""

import csv
import sys

records, out = sys.argv[1:3]


def is_number(text):
    if len(text) != 10 or not text.isdigit():
        return False
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(text[:9]))
    return (11 - total % 11) % 11 == int(text[9])


group = {}


def find(name):
    while group.setdefault(name, name) != name:
        group[name] = group[group[name]]
        name = group[name]
    return name


first = {}
names = []
for row in csv.DictReader(open(records, encoding="utf-8")):
    names.append(row["record_id"])
    keys = []
    if is_number(row["nhs_number"]):
        keys.append(row["nhs_number"])
    said = (row["forename"].upper(), row["surname"].upper(), row["dob"], row["postcode"])
    if all(said):
        keys.append(said)
    for key in keys:
        group[find(row["record_id"])] = find(first.setdefault(key, row["record_id"]))
with open(out, "w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["record_id", "cluster_id"])
    writer.writerows((name, find(name)) for name in names)
