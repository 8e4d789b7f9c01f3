"""The classes that a Java function loads: the most significant count for its cold start that is the same in every run."""

import re
from dataclasses import dataclass, replace

from coldstart.functions import FOLDER, ON_DEMAND, cache, java

LOADED = re.compile(r"\] (\S+) source: ")
INITIALIZED = re.compile(r"Initializing '([^']+)'.* by thread \"([^\"]+)\"")
# The log shows the jars of a class loader as URLs, those of the boot loader as paths.
FROM_BOOT_PATH = re.compile(r" source: /\S+/lib/boot\.jar$", re.MULTILINE)


@dataclass(frozen=True)
class Loaded:
    """Names of classes: all up to the first response, and those loaded after the function was ready or its snapshot was taken.

    from_boot_path is the number that the JVM's boot loader read from the package.
    """

    all: tuple
    of_first_call: tuple
    from_boot_path: int


async def loaded(lab, make, workload="list", transport="http"):
    log = FOLDER / "classes.log"
    log.unlink(missing_ok=True)
    before = []
    options = [f"-Xlog:class+load:file={log}"]
    await lab.run(make, workload, transport, options=options, on_ready=lambda: before.extend(names(log)))
    everything = names(log)
    from_boot_path = len(FROM_BOOT_PATH.findall(log.read_text()))
    return Loaded(tuple(everything), tuple(everything[len(before) :]), from_boot_path)


async def initialized(lab, make):
    """Returns the classes that a list initializes up to its response, in order, each with the name of the thread that does it."""
    log = FOLDER / "initialized.log"
    log.unlink(missing_ok=True)
    await lab.run(make, "list", "http", options=[f"-Xlog:class+init:file={log}"])
    return dict(INITIALIZED.findall(log.read_text()))


def names(log):
    return [match.group(1) for match in map(LOADED.search, log.read_text().splitlines()) if match]


async def train(lab, floor):
    """Creates an ahead-of-time cache for the runtime client only, as Lambda's java25 has one."""
    cache().unlink(missing_ok=True)
    training = replace(floor, command=java([*ON_DEMAND, f"-XX:AOTCacheOutput={cache()}"]))
    await lab.run(training, "list", "http", warm_calls=20)
    if not cache().exists():
        raise SystemExit(f"The JVM wrote no cache of the runtime client:\n{(FOLDER / 'function.log').read_text()}")
