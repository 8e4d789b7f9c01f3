"""A small ETL job: reads orders.csv, sums the amounts by one of its columns and writes the sums and a total."""

import argparse
import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path


def main():
    # Glue passes more arguments than a script knows, so unknown ones are ignored.
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input-folder", type=Path, required=True)
    parser.add_argument("--output-folder", type=Path, required=True)
    parser.add_argument("--group-by", choices=["country", "product", "date"], default="country")
    options, _ = parser.parse_known_args()

    with open(options.input_folder / "orders.csv", newline="") as file:
        sums = summarize(csv.DictReader(file), options.group_by)
    target = options.output_folder / f"orders-by-{options.group_by}.csv"
    write(sums, options.group_by, target)
    print(f"{sum(count for count, _ in sums.values())} orders in {len(sums)} groups written to {target}")


def summarize(orders, column):
    sums: defaultdict[str, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for order in orders:
        count, amount = sums[order[column]]
        sums[order[column]] = (count + 1, amount + Decimal(order["amount"]))
    return dict(sorted(sums.items()))


def write(sums, column, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([column, "orders", "amount"])
        rows.writerows([group, count, amount] for group, (count, amount) in sums.items())
        rows.writerow(["total", sum(c for c, _ in sums.values()), sum(a for _, a in sums.values())])


if __name__ == "__main__":
    main()
