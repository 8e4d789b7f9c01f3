"""bench/run: measures all makes, interleaved, and writes bench/results.md and its plots."""

import argparse
import asyncio
import os
from itertools import product
from pathlib import Path

from coldstart import classes, functions, report
from coldstart.certificates import Certificates
from coldstart.doors import Aws, listen, port
from coldstart.process import Lab

WARM = 300


def main():
    options = parsed()
    functions.FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(measure(options))


def parsed():
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5, help="cold starts of each kind (default 5)")
    parser.add_argument("--warm", type=int, default=2, help="how many of them continue with 300 warm calls (default 2)")
    parser.add_argument("--only", default="", help="only settings with these parts, such as list,http,2")
    parser.add_argument("--makes", default="", help="only makes with one of these in the name, such as connector,boto3")
    parser.add_argument(
        "--variant",
        action="append",
        default=[],
        metavar="NAME=FOLDER[=OPTIONS]",
        help="another package of this project, with options for its JVM",
    )
    parser.add_argument("--warm-calls", type=Path, help="file written by WarmCalls")
    parser.add_argument("--results", type=Path, help="folder for results.md and its plots; without it, results are only printed")
    return parser.parse_args()


async def measure(options):
    certificates = Certificates(functions.FOLDER, functions.java_home())
    aws = Aws()
    servers = {"http": await listen(aws), "https": await listen(aws, certificates.server_context())}
    lab = Lab(aws, {transport: port(server) for transport, server in servers.items()}, certificates)
    makes = await prepared(lab, options)
    settings = [it for it in product(("list", "start"), ("http", "https"), (2, 1)) if wanted(it, options.only)]
    runs = {(setting, make.name): [] for setting in settings for make in makes if fits(make, setting)}
    for repetition in range(options.repetitions):
        warm_calls = WARM if repetition < options.warm else 0
        for setting in settings:
            for make in makes:
                if fits(make, setting):
                    runs[setting, make.name].append(await one(lab, make, setting, warm_calls))
        print(f"repetition {repetition + 1} of {options.repetitions}", flush=True)
    loaded = {make.name: await classes.loaded(lab, make) for make in makes if make.is_java}
    page = report.page(settings, makes, runs, loaded, options)
    print(page)
    if options.results:
        report.write(page, settings, makes, runs, options.results)


async def prepared(lab, options):
    """All makes. The naive one is built first, since the function that trains the runtime client's cache is built from it."""
    naive = functions.naive()
    floor = functions.floor(naive)
    await classes.train(lab, floor)
    ours = functions.connector()
    python = functions.boto3()
    bundle = next(functions.FOLDER.glob("python/lib/python3*/site-packages/botocore/cacert.pem"))
    (functions.FOLDER / "trusted.pem").write_bytes(bundle.read_bytes() + lab.certificates.authority.read_bytes())
    makes = [
        ours,
        functions.jdk_client(ours),
        functions.off_boot_path(ours),
        functions.with_more_handlers(ours),
        functions.primed(ours),
        functions.own_runtime(ours),
        naive,
        python,
        functions.node(),
        floor,
    ]
    makes = [make for make in makes if not options.makes or any(part in make.name for part in options.makes.split(","))]
    return makes + [functions.variant(ours, text) for text in options.variant]


def wanted(setting, only):
    parts = {str(part) for part in setting}
    return all(bool(parts & set(alternatives.split("|"))) for alternatives in only.split(",") if alternatives)


def fits(make, setting):
    """The make with more handlers costs the same in every setting, so it is measured only in the fastest one."""
    return "more handlers" not in make.name or setting == ("list", "http", 2)


async def one(lab, make, setting, warm_calls):
    workload, transport, cores = setting
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    return await lab.run(make, workload, transport, allowed, warm_calls)


if __name__ == "__main__":
    main()
