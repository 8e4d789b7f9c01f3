"""The results page: ratios within one run, because absolute times depend on the machine."""

import platform
import subprocess
from statistics import median, quantiles

from coldstart import plots
from coldstart.functions import java_home

OURS = "connector"
BASE = "Python with boto3"
NODE = "Node, bundled"
FLOOR = "Java that does nothing"
WORKLOADS = {"list": "list jobs", "start": "start and record a run"}
PROFILED = [("list", "http", 2), ("list", "https", 2)]
PARTS = ["until connected, TLS handshake included", "until the secret is read", "until Glue is called", "until the response"]
TRANSPORTS = {"http": "plain HTTP", "https": "TLS"}


def title(setting):
    workload, transport, cores = setting
    return f"{WORKLOADS[workload]}, {TRANSPORTS[transport]}, {'two cores' if cores == 2 else 'one core'}"


def page(settings, makes, runs, loaded, options):
    parts = [head(options), reached(makes, runs), packages(makes, loaded)]
    parts += [table(setting, makes, runs) for setting in settings]
    parts += [profile(setting, makes, runs) for setting in settings if setting in PROFILED]
    if options.warm_calls:
        parts.append(options.warm_calls.read_text())
    return "\n".join(parts)


def head(options):
    version = subprocess.run([java_home() / "bin/java", "-version"], capture_output=True, text=True).stderr.splitlines()[1]
    machine = f"{processor()}, {platform.system()} {platform.machine()}; {version.strip()}"
    return f"""# Cold starts, side by side

Repeat with `bench/run`. Figures are medians of {options.repetitions} cold starts each, interleaved in one run, with quartiles in
brackets, divided by boto3's median in the same table. Machine: {machine}.
[How it is measured, and what it does not show](README.md).
"""


def reached(makes, runs):
    """The targets and results on two cores: list jobs, over plain HTTP and over TLS."""
    aims = [
        ("cold total ÷ boto3", OURS, BASE, lambda run: run.total, ("≤ 0.75", "≤ 1.0")),
        (
            "cold total with its own runtime ÷ bundled Node",
            "connector, own runtime",
            NODE,
            lambda run: run.total,
            ("≤ 0.9", "≤ 1.0"),
        ),
        ("first call after priming ÷ unprimed", "connector, primed", OURS, lambda run: run.first, ("≤ 0.05", "≤ 0.05")),
        ("memory ÷ boto3", OURS, BASE, lambda run: run.memory, ("≤ 1.2", "≤ 1.5")),
        (
            "cold total with 40 more handlers ÷ without",
            "connector, 40 more handlers",
            OURS,
            lambda run: run.total,
            ("≤ 1.02", ""),
        ),
    ]
    lines = [
        "## Targets and results",
        "",
        "| list jobs, two cores | plain HTTP | target | TLS | target |",
        "|---|---|---|---|---|",
    ]
    for what, ours, base, value, (plainly, over_tls) in aims:
        cells = [of_both(runs, ("list", transport, 2), ours, base, value) for transport in TRANSPORTS]
        lines.append(f"| {what} | {cells[0]} | {plainly} | {cells[1]} | {over_tls} |")
    size = next((make.package_bytes / 1e6 for make in makes if make.name == OURS), 0)
    return "\n".join(
        [
            *lines,
            f"| functions.zip, MB | {size:.1f} | ≤ 4 | | |",
            "",
            "[Why some targets were not met](README.md#targets-that-were-not-met).",
            "",
        ]
    )


def of_both(runs, setting, ours, base, value):
    both = runs.get((setting, ours)), runs.get((setting, base))
    return plain(*both, value) if all(both) else ""


def processor():
    with open("/proc/cpuinfo") as info:
        names = [line.split(":")[1].strip() for line in info if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.processor()


def packages(makes, loaded):
    lines = [
        "## Package and classes",
        "",
        "| | package, MB | classes until the first response | of these during the call |",
        "|---|---|---|---|",
    ]
    for make in makes:
        counts = loaded.get(make.name)
        numbers = (f"{len(counts.all):,}", f"{len(counts.of_first_call):,}") if counts else ("", "")
        lines.append(f"| {make.name} | {make.package_bytes / 1e6:.2f} | {numbers[0]} | {numbers[1]} |")
    return "\n".join([*lines, ""])


def table(setting, makes, runs):
    columns = [
        "cold total",
        "init",
        "first call",
        "processor time",
        "÷ floor",
        "warm p50, from 6th call",
        "p99",
        "warm p50, from 201st call",
        "p99",
        "memory",
        "requests",
    ]
    lines = [f"## {title(setting).capitalize()}", "", "| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    of = measured(setting, makes, runs)
    base = of.get(BASE) or next(iter(of.values()))
    for name, its in of.items():
        cells = [
            ratio(its, base, lambda run: run.total),
            plain(its, base, lambda run: run.init),
            plain(its, base, lambda run: run.first),
            plain(its, base, lambda run: run.processor),
            plain(its, of.get(FLOOR, its), lambda run: run.total),
            warm(its, base, "early", 0.5),
            warm(its, base, "early", 0.99),
            warm(its, base, "late", 0.5),
            warm(its, base, "late", 0.99),
            plain(its, base, lambda run: run.memory),
            str(its[0].requests),
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def profile(setting, makes, runs):
    """The parts of the first call, by the times of requests at the servers."""
    lines = [
        f"## Parts of the first call: {title(setting)}",
        "",
        "| | " + " | ".join(PARTS) + " |",
        "|---" * (len(PARTS) + 1) + "|",
    ]
    of = measured(setting, makes, runs)
    base = of.get(BASE) or next(iter(of.values()))
    whole = median(run.first for run in base)
    for name, its in of.items():
        if its[0].requests:
            parts = zip(*(run.parts for run in its), strict=True)
            lines.append(f"| {name} | " + " | ".join(f"{median(part) / whole:.2f}" for part in parts) + " |")
    return "\n".join([*lines, ""])


def measured(setting, makes, runs):
    return {make.name: runs[setting, make.name] for make in makes if (setting, make.name) in runs}


def ratio(runs, base, value):
    whole = median(map(value, base))
    low, _, high = quantiles(map(value, runs), n=4) if len(runs) > 1 else (value(runs[0]),) * 3
    return f"{median(map(value, runs)) / whole:.2f} [{low / whole:.2f}–{high / whole:.2f}]"


def plain(runs, base, value):
    return f"{median(map(value, runs)) / median(map(value, base)):.2f}"


def warm(runs, base, phase, share):
    ours, its = ([time for run in some for time in getattr(run, phase)] for some in (runs, base))
    return f"{quantile(ours, share) / quantile(its, share):.2f}" if ours and its else ""


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * len(ordered)))]


def write(text, settings, makes, runs, folder):
    (folder / "results.md").write_text(text)
    for transport in {setting[1] for setting in settings}:
        shown = [setting for setting in settings if setting[1] == transport]
        chart = plots.cold_starts(shown, makes, runs, title, BASE)
        (folder / f"cold-starts-{transport}.svg").write_text(chart)
