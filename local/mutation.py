"""Sums up PIT's results, one line per package, and writes the lines into the guide's page if --page names it."""

import csv
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

NOTICED = {"KILLED", "TIMED_OUT", "MEMORY_ERROR", "RUN_ERROR"}
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->\n"


def packages(reports):
    """The number of changes in each package, and the number that a test detected."""
    made: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    for report in reports:
        with report.open(newline="") as lines:
            for _, name, _, _, _, status, *_ in csv.reader(lines):
                package = name.rpartition(".")[0].removeprefix("io.glueconnector.")
                made[package] += 1
                noticed[package] += status in NOTICED
    return {package: (noticed[package], made[package]) for package in sorted(made)}


def table(figures):
    total = tuple(map(sum, zip(*figures.values(), strict=True)))
    rows = [f"| {name} | {noticed} | {made} | {noticed / made:.0%} |" for name, (noticed, made) in figures.items()]
    rows.append(f"| all | {total[0]} | {total[1]} | {total[0] / total[1]:.0%} |")
    return "\n".join(["| package | detected | changes | share |", "|---|---|---|---|", *rows, ""])


def main(arguments=None):
    parser = ArgumentParser(prog="bin/mutation", description=__doc__)
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--page", type=Path)
    given = parser.parse_args(arguments)
    lines = table(packages(given.reports))
    print(lines)
    if given.page:
        before, _, rest = given.page.read_text().partition(BEGIN)
        _, _, after = rest.partition(END)
        given.page.write_text(f"{before}{BEGIN}{lines}{END}{after}")


if __name__ == "__main__":
    main()
