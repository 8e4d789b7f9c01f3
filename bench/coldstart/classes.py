"""The classes that a Java function loads: the count that best predicts its cold start and is the same in every run."""

import os
import re
from dataclasses import dataclass, replace

from coldstart.functions import FOLDER, ON_DEMAND, cache, java

LOADED = re.compile(r"\] (\S+) source: ")
# The log shows the jars of a class loader as URLs and those of the boot loader as paths.
FROM_BOOT_PATH = re.compile(r" source: /\S+/lib/boot\.jar$", re.MULTILINE)


@dataclass(frozen=True)
class Loaded:
    """Names of classes: all until the first response, and those since the function was ready or its snapshot was taken.

    from_boot_path counts those that the JVM's boot loader read from the package.
    """

    all: tuple
    of_first_call: tuple
    from_boot_path: int


async def loaded(lab, make, workload="list", transport="http"):
    log = FOLDER / "classes.log"
    log.unlink(missing_ok=True)
    before = []
    options = [f"-Xlog:class+load:file={log}"]
    cores = os.sched_getaffinity(0)
    await lab.run(make, workload, transport, cores, 0, options, on_ready=lambda: before.extend(names(log)))
    everything = names(log)
    from_boot_path = len(FROM_BOOT_PATH.findall(log.read_text()))
    return Loaded(tuple(everything), tuple(everything[len(before) :]), from_boot_path)


def names(log):
    return [match.group(1) for match in map(LOADED.search, log.read_text().splitlines()) if match]


async def train(lab, floor):
    """Lambda's java25 includes an ahead-of-time cache for the runtime client only; this makes one of the same kind."""
    cache().unlink(missing_ok=True)
    training = replace(floor, command=java([*ON_DEMAND, f"-XX:AOTCacheOutput={cache()}"]))
    await lab.run(training, "list", "http", os.sched_getaffinity(0), 20)
    if not cache().exists():
        raise SystemExit(f"The JVM did not create a cache of the runtime client:\n{(FOLDER / 'function.log').read_text()}")
