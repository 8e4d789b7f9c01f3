"""bench/run: measures everything, interleaved, and writes bench/results.md and its plots."""

import argparse
import asyncio
from contextlib import ExitStack
from itertools import product
from pathlib import Path

from coldstart import classes, functions, quota, report
from coldstart.certificates import Certificates
from coldstart.doors import Aws, listen, port
from coldstart.process import Lab

WARM = 2_000
# No function calls AWS over plain HTTP, so it is measured in one mode only, to show the share of TLS.
SETTINGS = [*product(("list", "start"), ("https",), ("free", "lambda")), ("list", "http", "free"), ("start", "http", "free")]
WITH_WARM_CALLS = [("list", "https", "free"), ("list", "https", "lambda"), ("start", "https", "free")]


def main():
    options = parsed()
    functions.FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(measure(options))


def parsed():
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5, help="cold starts of each kind (default 5)")
    parser.add_argument(
        "--warm", type=int, default=2, help="cold starts of each kind that continue with 2,000 warm calls (default 2)"
    )
    parser.add_argument("--only", default="", help="settings to measure, such as list,https,free")
    parser.add_argument("--makes", default="", help="parts of variant names, such as connector,boto3")
    parser.add_argument(
        "--variant",
        action="append",
        default=[],
        metavar="NAME=FOLDER[=OPTIONS]",
        help="another build of the package, with options for its JVM",
    )
    parser.add_argument("--warm-calls", type=Path, help="the output file of WarmCalls")
    parser.add_argument("--results", type=Path, help="the folder for results.md and its plots; without it, only prints")
    return parser.parse_args()


async def measure(options):
    certificates = Certificates(functions.FOLDER, functions.java_home())
    aws = Aws()
    servers = {"http": await listen(aws), "https": await listen(aws, certificates.server_context())}
    lab = Lab(aws, {transport: port(server) for transport, server in servers.items()}, certificates)
    makes = await prepared(lab, options)
    with ExitStack() as cleanup:
        quotas = {"free": None}
        if made := quota.opened():
            cleanup.callback(made.remove)
            quotas["lambda"] = made
        settings = [it for it in SETTINGS if it[2] in quotas and wanted(it, options.only)]
        runs = await repeated(lab, makes, settings, quotas, options)
    loaded = {make.name: await classes.loaded(lab, make) for make in makes if make.is_java}
    page = report.page(settings, makes, runs, loaded, options)
    print(page)
    if options.results:
        report.write(page, settings, makes, runs, options.results)


async def repeated(lab, makes, settings, quotas, options):
    """Takes turns, so other load on the machine affects all variants."""
    runs: dict[tuple, list] = {(setting, make.name): [] for setting in settings for make in makes if fits(make, setting)}
    for repetition in range(options.repetitions):
        for setting in settings:
            workload, transport, processors = setting
            warm_calls = WARM if repetition < options.warm and setting in WITH_WARM_CALLS else 0
            for make in makes:
                if fits(make, setting):
                    run = await lab.run(make, workload, transport, warm_calls, quotas[processors])
                    runs[setting, make.name].append(run)
        print(f"repetition {repetition + 1} of {options.repetitions}", flush=True)
    return runs


async def prepared(lab, options):
    """Prepares all variants. Builds the naive one first: its Floor class trains the runtime client's cache."""
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
        functions.go(),
        floor,
    ]
    makes = [make for make in makes if make]
    makes = [make for make in makes if not options.makes or any(part in make.name for part in options.makes.split(","))]
    return makes + [functions.variant(ours, text) for text in options.variant]


def wanted(setting, only):
    parts = {str(part) for part in setting}
    return all(bool(parts & set(alternatives.split("|"))) for alternatives in only.split(",") if alternatives)


def fits(make, setting):
    """Extra handlers cost the same in every setting, so they are measured only in one."""
    return "more handlers" not in make.name or setting == ("list", "https", "free")


if __name__ == "__main__":
    main()
