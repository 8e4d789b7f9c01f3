"""The prices in the documentation match the template, and their sums are right."""

import re

import pytest

from conftest import ROOT, of_type

README = (ROOT / "README.md").read_text()
COST = (ROOT / "docs/guide/cost.md").read_text()
OPERATIONS = (ROOT / "docs/guide/operations.md").read_text()
AWAITED = "One run that is awaited"
# Half a unit of the last digit in the tables.
ROUNDED = 0.00000005


def rows(page, heading):
    """The rows of the tables of a section, by their first cell."""
    section = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = [[cell.strip(" *") for cell in line.split("|")[1:-1]] for line in section.splitlines() if line.startswith("|")]
    return {first: rest for first, *rest in cells}


def dollars(cell):
    return float(cell.lstrip("$"))


def test_alarms_are_counted_and_priced(transformed):
    found = transformed["Resources"].values()
    alarms = sum(it["Type"] == "AWS::CloudWatch::Alarm" and "Condition" not in it for it in found)
    # https://aws.amazon.com/cloudwatch/pricing/, a standard-resolution alarm
    assert rows(COST, "An idle stack")[f"{alarms} alarms at $0.10"] == [f"${alarms * 0.1:.2f}"]
    assert f"An idle stack costs ${alarms * 0.1:.2f} a month" in README


def test_alarms_of_the_guide_are_those_of_the_template(transformed):
    named = rows(OPERATIONS, "Alarms").keys() - {"alarm", "---"}
    assert {it.strip("`") for it in named} == of_type(transformed, "AWS::CloudWatch::Alarm").keys()


def test_start_costs_the_sum_of_its_parts():
    table = rows(COST, "One start over HTTP")
    parts = [it for name, it in table.items() if name.startswith(("API Gateway", "Lambda", "DynamoDB", "Logs", "X-Ray"))]
    assert len(parts) == 5
    assert float(table["sum"][-1]) == pytest.approx(sum(float(it[-1]) for it in parts), abs=ROUNDED)
    calls = re.findall(r"(\d+) (?:request|writes?|trace) at \$([\d.]+) per million", str(parts))
    assert len(calls) == 4
    ((seconds, of_second),) = re.findall(r"([\d.]+) GB-s at \$([\d.]+)", table["Lambda, arm64, 1024 MB, 0.2 s"][0])
    computed = sum(int(n) * float(price) / 1e6 for n, price in calls) + float(seconds) * float(of_second) + 1.5e-6 * 0.5
    assert float(table["sum"][-1]) == pytest.approx(computed, abs=4 * ROUNDED)
    told = f"100,000 starts cost about ${float(table['sum'][-1]) * 100_000:.2f}"
    assert told in COST
    assert told in README


def test_readme_has_the_price_of_an_hour_of_waiting():
    assert f"Waiting for a run of an hour costs {rows(COST, AWAITED)['sum'][1]}." in " ".join(README.split())


@pytest.mark.parametrize("column", range(3), ids=["minute", "hour", "day"])
def test_waiting_costs_the_sum_of_its_parts(column):
    table = {name.split(":")[0].split(" at ")[0]: cells for name, cells in rows(COST, AWAITED).items()}
    looks = int(table["polls before the end"][column])
    steps, writes = 8 + 3 * looks, 3 + looks + 1
    priced = {
        "state transitions": steps * 25e-6,
        "calls of functions": (3 + looks) * 0.0000029,
        "writes": writes * 0.625e-6,
        "`EndWaits`": 0.0000015,
        "traces of X-Ray": 2 * 5e-6,
    }
    told = rows(COST, AWAITED)
    assert int(told["state transitions: 8, and 3 per poll"][column]) == steps
    assert int(told["reads of Glue: one per poll, one at the end"][column]) == looks + 1
    for name, price in priced.items():
        (cells,) = (it for row, it in told.items() if row.startswith(name) and "$" in it[column])
        assert dollars(cells[column]) == pytest.approx(price, abs=ROUNDED), name
    assert dollars(told["sum"][column]) == pytest.approx(sum(priced.values()), abs=0.00005)
