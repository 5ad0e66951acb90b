#!/usr/bin/env python3
"""How long the lists of births of a year take, for 60 centres, from the records.

    kith demo --children 60000 --no-serve --data /tmp/year
    node bench/agree-births.mjs target/release/kith /tmp/year --password 'made up people only'
    bench/year-of-lists.py target/release/kith /tmp/year

The folder must hold a practice copy and is changed: each of its twelve centres
becomes five, so that 60 centres share its postcodes, and each gets a key. Then
the lists of twelve months are built one month after the other, and those of a
month are released before the next is built, as in a year. What is timed is
`kith lists build`: from the start of the program until the encrypted lists are
on the disk.
"""

import os
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time

PARTS = 5
MONTHS = [f"2025-{month:02}" for month in (11, 12)] + [f"2026-{month:02}" for month in range(1, 11)]


def more_centres(records):
    """Each centre becomes five, by small area; the names of all of them."""
    with sqlite3.connect(records) as database:
        centres = database.execute("SELECT name, code, cluster, address, telephone FROM place WHERE kind = 'centre'")
        names = []
        for name, *others in centres.fetchall():
            names.append(name)
            for part in range(2, PARTS + 1):
                names.append(f"{name} {part}")
                database.execute(
                    "INSERT OR IGNORE INTO place (kind, name, code, cluster, address, telephone) VALUES ('centre', ?, ?, ?, ?, ?)",
                    (names[-1], *others),
                )
            areas = "SELECT DISTINCT small_area FROM reach_area WHERE centre = ? ORDER BY small_area"
            for place, (area,) in enumerate(database.execute(areas, (name,)).fetchall()):
                if place % PARTS:
                    new = f"{name} {place % PARTS + 1}"
                    database.execute("UPDATE reach_area SET centre = ? WHERE centre = ? AND small_area = ?", (new, name, area))
        return names


def main():
    kith, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    run = lambda *words: subprocess.run([kith, "lists", "--data", folder, *words], capture_output=True, text=True, check=True).stdout
    records = os.path.join(folder, "kith.sqlite")
    names = more_centres(records)
    with tempfile.TemporaryDirectory() as keys:
        for place, name in enumerate(names):
            said = run("key", "--output", os.path.join(keys, str(place)))
            run("give-key", "--checked-with", "made up", name, re.search(r"age1[0-9a-z]+", said).group())
    took = []
    for month in MONTHS:
        began = time.monotonic()
        run("build", "--month", month)
        took.append(time.monotonic() - began)
        with sqlite3.connect(records) as database:
            built = database.execute("SELECT id, entries FROM birth_list WHERE month = ? AND kind = 'monthly' ORDER BY built_at DESC LIMIT ?", (month, len(names))).fetchall()
        print(f"{month}: {len(built)} lists of {sum(entries for _, entries in built)} entries built and encrypted in {took[-1]:.2f} s", flush=True)
        for reference, _ in built:
            run("release", reference)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"the year: {sum(took):.1f} s, the longest month {max(took):.2f} s, at most {most:.0f} MiB")


if __name__ == "__main__":
    main()
