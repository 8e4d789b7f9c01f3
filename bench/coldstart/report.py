"""The results page: ratios within one run, because absolute times depend on the machine."""

import platform
import subprocess
from statistics import median, quantiles

from coldstart import plots
from coldstart.functions import java_home
from coldstart.quota import MEMORY, SHARE

OURS = "connector"
OFF_BOOT_PATH = "connector, off boot path"
OWN_RUNTIME = "connector, own runtime"
BASE = "Python with boto3"
PEERS = {"boto3": BASE, "Node": "Node, bundled", "Go": "Go", "the floor": "Java that does nothing"}
FLOOR = PEERS["the floor"]
WORKLOADS = {"list": "list jobs", "start": "start and record a run"}
TRANSPORTS = {"http": "plain HTTP", "https": "TLS"}
PROCESSORS = {"free": "two cores", "lambda": "as Lambda is"}
PARTS = ["until connected, TLS handshake included", "until the secret is read", "until Glue is called", "until the response"]
FREE, AS_LAMBDA = ("list", "https", "free"), ("list", "https", "lambda")


def cold(run):
    return run.total


def warm(first):
    """The median of the warm calls from the given one on."""
    return lambda run: median(run.warm[first - 1 :]) if run.warm else None


MEASURES = {
    "cold total": cold,
    "init": lambda run: run.init,
    "first call": lambda run: run.first,
    "warm p50, calls 201 on": warm(201),
    "warm p50, calls 1,001 on": warm(1001),
    "memory": lambda run: run.memory,
}
AIMS = [
    ("connector, cold", FREE, OURS, cold, 0.6),
    ("connector off the boot path, cold", FREE, OFF_BOOT_PATH, cold, 1.0),
    ("own runtime, cold", FREE, OWN_RUNTIME, cold, 0.38),
    ("connector as Lambda is, cold", AS_LAMBDA, OURS, cold, 0.55),
    ("own runtime as Lambda is, cold", AS_LAMBDA, OWN_RUNTIME, cold, 0.35),
    ("warm p50, calls 201 on", FREE, OURS, warm(201), 1.0),
    ("warm p50, calls 1,001 on", FREE, OURS, warm(1001), 0.8),
    ("memory", FREE, OURS, lambda run: run.memory, 1.15),
]


def title(setting):
    workload, transport, processors = setting
    return f"{WORKLOADS[workload]}, {TRANSPORTS[transport]}, {PROCESSORS[processors]}"


def page(settings, makes, runs, loaded, options):
    parts = [head(options, settings, makes), reached(makes, runs)]
    parts += [compared(setting, runs) for setting in (FREE, AS_LAMBDA) if setting in settings]
    parts += [packages(makes, loaded)]
    parts += [table(setting, makes, runs) for setting in settings]
    parts += [profile(setting, makes, runs) for setting in settings if setting[0] == "list"]
    if options.warm_calls:
        parts.append(options.warm_calls.read_text())
    return "\n".join(parts)


def head(options, settings, makes):
    version = subprocess.run([java_home() / "bin/java", "-version"], capture_output=True, text=True).stderr.splitlines()[1]
    machine = f"{processor()}, {platform.system()} {platform.machine()}; {version.strip()}"
    missing = []
    if not any(make.name == "Go" for make in makes):
        missing.append("Not measured: Go, because this machine has no toolchain for it or could not load its modules.")
    if not any(setting[2] == "lambda" for setting in settings):
        missing.append("Not measured: Lambda's share of the processors, because this user may create no cgroup here.")
    return "\n".join(
        [
            "# Cold starts, side by side",
            "",
            f"Repeat with `bench/run`. Figures are medians of {options.repetitions} cold starts each, interleaved in one run,",
            f"divided by boto3's median in the same table. Machine: {machine}.",
            f"As Lambda is: two processors until the first event, then {SHARE:.0%} of one, as with {MEMORY:,} MB.",
            "[How it is measured, and what it does not show](README.md).",
            *missing,
            "",
        ]
    )


def reached(makes, runs):
    lines = ["## Targets and results", "", "| list jobs over TLS, ÷ boto3 | result | target |", "|---|---|---|"]
    for what, setting, ours, value, aim in AIMS:
        lines.append(f"| {what} | {of_both(runs, setting, ours, BASE, value)} | ≤ {aim:.2f} |")
    size = next((make.package_bytes / 1e6 for make in makes if make.name == OURS), 0)
    lines += [f"| functions.zip, MB | {size:.1f} | |", ""]
    return "\n".join([*lines, "[Why some targets were not met](README.md#targets-that-were-not-met).", ""])


def compared(setting, runs):
    """Our packages against each peer, one row for each measure."""
    lines = [
        f"## Against the peers: {title(setting)}",
        "",
        "| | " + " | ".join(f"÷ {peer}" for peer in PEERS) + " |",
        "|---" * (len(PEERS) + 1) + "|",
    ]
    for ours in (OURS, OWN_RUNTIME):
        for what, value in MEASURES.items():
            cells = [of_both(runs, setting, ours, peer, value) for peer in PEERS.values()]
            lines.append(f"| {ours}: {what} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


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
        "warm p50, calls 6 to 100",
        "p50, calls 201 on",
        "p99",
        "p50, calls 1,001 on",
        "p99",
        "memory",
        "requests",
    ]
    lines = [f"## {title(setting).capitalize()}", "", "| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    of = measured(setting, makes, runs)
    base = of.get(BASE) or next(iter(of.values()))
    for name, its in of.items():
        cells = [
            ratio(its, base, cold),
            plain(its, base, lambda run: run.init),
            plain(its, base, lambda run: run.first),
            plain(its, base, lambda run: run.processor),
            percentile(its, base, slice(5, 100), 0.5),
            percentile(its, base, slice(200, None), 0.5),
            percentile(its, base, slice(200, None), 0.99),
            percentile(its, base, slice(1000, None), 0.5),
            percentile(its, base, slice(1000, None), 0.99),
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
    ours, its = ([found for run in some if (found := value(run)) is not None] for some in (runs, base))
    return f"{median(ours) / median(its):.2f}" if ours and its else ""


def percentile(runs, base, calls, share):
    ours, its = ([time for run in some for time in run.warm[calls]] for some in (runs, base))
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
