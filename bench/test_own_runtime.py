"""Tests the package of the profile own-runtime, unpacked in a different folder and run by its bootstrap, as on Lambda."""

import asyncio
import re
import shutil
import zipfile
from dataclasses import replace

import pytest

from coldstart import functions
from coldstart.certificates import Certificates
from coldstart.doors import Aws, listen, port
from coldstart.functions import FOLDER
from coldstart.process import Lab

# A few percent above the sizes when the limits were last lowered. Lambda allows 50 MB and 250 MB.
MOST_ZIPPED = 43_000_000
MOST_UNZIPPED = 146_000_000
# Caches contain no hidden classes of method handles and no flight recorder events.
LEAST_FROM_CACHE = 0.98
SLOW = "The ahead-of-time cache does not belong to this runtime"
SOURCE = re.compile(r"\] \S+ source: (.*)")


@pytest.fixture(scope="module")
def package():
    FOLDER.mkdir(parents=True, exist_ok=True)
    return functions.own_runtime(functions.connector(cached=False))


def run(make, workload="list", transport="http", options=()):
    """Returns the function's log from its start to its first response."""

    async def running():
        certificates, aws = Certificates(FOLDER, functions.java_home()), Aws()
        servers = {"http": await listen(aws), "https": await listen(aws, certificates.server_context())}
        lab = Lab(aws, {name: port(server) for name, server in servers.items()}, certificates)
        await lab.run(make, workload, transport, options=options)

    asyncio.run(running())
    return (FOLDER / "function.log").read_text()


def changed(package, folder):
    """Returns a copy that a test may change."""
    shutil.copytree(package.root, folder)
    return replace(package, root=folder, command=[folder / "bootstrap"])


def test_package_isWithinLambdasLimits(package):
    with zipfile.ZipFile(functions.own_runtime_package()) as zipped:
        unzipped = sum(entry.file_size for entry in zipped.infolist())
    assert package.package_bytes <= MOST_ZIPPED
    assert unzipped <= MOST_UNZIPPED


def test_package_holdsTheLicensesOfItsRuntime(package):
    assert (package.root / "jre/legal/java.base/LICENSE").is_file()


@pytest.mark.parametrize(("workload", "transport"), [("list", "http"), ("list", "https"), ("start", "https")])
def test_firstCall_afterUnpackingElsewhere_loadsItsClassesFromTheCache(package, workload, transport):
    log = FOLDER / "own-runtime-classes.log"
    log.unlink(missing_ok=True)
    said = run(package, workload, transport, [f"-Xlog:class+load:file={log}"])
    sources = SOURCE.findall(log.read_text())
    cached = [source for source in sources if source.startswith("shared objects file")]
    assert SLOW not in said
    assert len(cached) >= LEAST_FROM_CACHE * len(sources)


def test_call_thatFails_endsWithTheConnectorsError(package):
    nameless = replace(package, handlers={"list": "io.glueconnector.jobs.GetJobRun"})
    with pytest.raises(SystemExit, match=r"io\.glueconnector\.error\.InvalidRequest"):
        run(nameless)


def test_cache_ofAnotherRuntime_isLoggedAndTheCallSucceeds(package, tmp_path):
    stale = changed(package, tmp_path / "stale")
    modules = stale.root / "jre/lib/modules"
    with modules.open("ab") as image:
        image.write(b"\0")
    said = run(stale)
    assert said.count(SLOW) == 1


def test_cache_missing_isLoggedAndTheCallSucceeds(package, tmp_path):
    without = changed(package, tmp_path / "without")
    (without.root / "jre/lib/functions.aot").unlink()
    assert run(without).count(SLOW) == 1


def test_bootstrap_onAnotherProcessor_namesTheArchitectureToDeploy(package, tmp_path):
    foreign = changed(package, tmp_path / "foreign")
    script = (foreign.root / "bootstrap").read_text()
    (foreign.root / "bootstrap").write_text(re.sub(r"-e /lib\S+", "-e /lib/loader-of-another-processor", script))
    with pytest.raises(SystemExit, match="Deploy it with Architecture="):
        run(foreign)
