"""Creates what the stack and its tests need and keeps it until its sources change: Python environments, runtime client, build."""

import fcntl
import hashlib
import json
import platform
import shutil
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager

from stack.environment import for_building
from stack.folders import FAKE_GLUE_JAR, FUNCTIONS_ZIP, LOCAL, MADE, ROOT, SHRUNK_JAR
from stack.processes import ProcessGroup
from stack.steps import background_step, line

TOOLS = MADE / "tools"
CLI = MADE / "cli"
EMULATOR = MADE / "emulator"
MOTO = MADE / "moto"
FUZZ = MADE / "fuzz"
RUNTIME = MADE / "runtime"
JUDGES = MADE / "judges"
CLIENTS = MADE / "clients"
NOTICES = ("LICENSE", "NOTICE", "THIRD-PARTY-NOTICES")
SOURCES = ("pom.xml", ".mvn", "shared", "packaging", "functions", "fake-glue", "events", *NOTICES)
MAVEN = ["mvn", "--batch-mode", "--quiet", "--no-transfer-progress"]
# Independent modules are built in parallel.
BUILD = [*MAVEN, "--threads", "1C", "clean"]
TESTS = [*MAVEN, "--threads", "1C", "verify"]


def prepare(build=True, tests=False):
    """Creates what is missing or out of date; the build and the tests' environments only on request. Repeats interrupted work."""
    MADE.mkdir(exist_ok=True)
    # The group ends first, so its processes are gone before the pool waits for the threads that started them.
    with one_at_a_time(), ThreadPoolExecutor() as pool, ProcessGroup() as group:
        works = [pool.submit(python_environments, group), pool.submit(java, group, build)]
        if tests:
            works.append(pool.submit(environments_of_tests, group))
            works.append(pool.submit(environments_of_clients, group))
            works.append(pool.submit(node_packages, group))
        for work in as_completed(works):
            work.result()


def python_environments(group):
    python_environment(group, EMULATOR, requirements("emulator"), "Python environment of the emulated AWS")
    python_environment(group, TOOLS, requirements("tools"), "Python environment of the SAM CLI, the AWS CLI and pytest")
    environment_of_command_line(group)


def environment_of_command_line(group):
    """bin/glue creates it by itself, too, with the same script."""
    copied = CLI / "requirements.txt"
    if copied.exists() and copied.read_bytes() == (ROOT / "cli/requirements.txt").read_bytes():
        return
    with background_step("Python environment of the command line"):
        group.run([sys.executable, "-B", ROOT / "cli/environment.py", CLI], for_building(), new_log("cli"))


def environments_of_tests(group):
    python_environment(group, MOTO, requirements("moto"), "Python environment of moto")
    python_environment(group, FUZZ, requirements("fuzz"), "Python environment of Schemathesis")


def environments_of_clients(group):
    """The generators of API clients, and what the clients need."""
    CLIENTS.mkdir(exist_ok=True)
    python_environment(group, CLIENTS / "python", requirements("clients"), "Python environment of generated clients")
    jars_of(group, LOCAL / "clients/pom.xml", CLIENTS / "java", "OpenAPI Generator and the Java libraries of its clients")


def node_packages(group):
    node_packages_of(group, ROOT / "checks", JUDGES, "Node packages: asl-validator, JSONata, Redocly and textlint")
    node_packages_of(group, LOCAL / "clients", CLIENTS / "node", "Node packages of generated clients")


def node_packages_of(group, manifests, folder, title):
    manifest = [manifests / "package.json", manifests / "package-lock.json"]
    stamp = digest(manifest)
    if is_stamped(folder, stamp):
        return
    with background_step(title):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for file in manifest:
            shutil.copy(file, folder)
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        group.run(install, for_building(), new_log(f"packages-of-{folder.name}"), folder=folder)
        put_stamp(folder, stamp)


def java(group, build):
    runtime_client(group)
    if build:
        functions_and_fake_glue(group)


@contextmanager
def one_at_a_time():
    with open(MADE / "preparing.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            line("Another start of this working copy is preparing. Waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def requirements(name):
    return LOCAL / "requirements" / f"{name}.txt"


def python_environment(group, folder, pinned, title):
    # An environment depends on its own path and its Python. If either changes, it is created again.
    stamp = digest([pinned], f"{folder} {sys.version} {sys.base_prefix}")
    if is_stamped(folder, stamp):
        return
    with background_step(title):
        shutil.rmtree(folder, ignore_errors=True)
        log = new_log(folder.name)
        group.run([sys.executable, "-m", "venv", folder], for_building(), log)
        install = ["install", "--quiet", "--require-hashes", "--no-deps", "--no-compile", "--only-binary", ":all:"]
        group.run(
            [folder / "bin/python", "-m", "pip", *install, "--requirement", pinned],
            for_building(),
            log,
        )
        put_stamp(folder, stamp)


def runtime_client(group):
    jars_of(group, LOCAL / "runtime/pom.xml", RUNTIME, "AWS's runtime interface client for Java", unpack_library)


def jars_of(group, pom, folder, title, then=lambda: None):
    """Copies the dependencies of a POM file into a folder."""
    stamp = digest([pom, LOCAL / "stack/preparing.py", ROOT / "pom.xml"])
    if is_stamped(folder, stamp):
        return
    with background_step(title):
        shutil.rmtree(folder, ignore_errors=True)
        copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
        group.run([*MAVEN, "--file", pom, *copy], for_building(), new_log(f"jars-of-{folder.name}"))
        then()
        put_stamp(folder, stamp)


def unpack_library():
    """By default, all clients unpack their library to the same path, so one rewrites it while another has it mapped."""
    client = next(RUNTIME.glob("aws-lambda-java-runtime-interface-client-*.jar"))
    system = "linux" if platform.libc_ver()[0] == "glibc" else "linux_musl"
    machine = {"aarch64": "aarch_64"}.get(platform.machine(), platform.machine())
    with zipfile.ZipFile(client) as packed:
        library = packed.read(f"jni/libaws-lambda-jni.{system}-{machine}.so")
    (RUNTIME / "libaws-lambda-jni.so").write_bytes(library)


def functions_and_fake_glue(group):
    """Builds if a source or a product differs from the last build. bin/test runs the tests."""
    stamp = MADE / "build.json"
    if stamp.exists() and json.loads(stamp.read_text()) == state_of_build():
        return
    with background_step("Java build: functions.zip and fake-glue"):
        package = [
            "--projects",
            "functions,fake-glue,packaging/own-runtime",
            "--also-make",
            "-DskipTests",
            "-Dspotless.check.skip",
            "package",
        ]
        group.run([*BUILD, *package], for_building(), new_log("build"), folder=ROOT)
        stamp_build()


def stamp_build():
    (MADE / "build.json").write_text(json.dumps(state_of_build()))


def state_of_build():
    sources = [file for name in SOURCES for file in source_files(ROOT / name)]
    products = [FUNCTIONS_ZIP, SHRUNK_JAR, FAKE_GLUE_JAR]
    return {"sources": digest(sources), "products": digest(products) if all(p.exists() for p in products) else None}


def source_files(path):
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and "target" not in file.relative_to(path).parts)


def digest(files, text=""):
    total = hashlib.sha256(text.encode())
    for file in files:
        total.update(f"{file.name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def is_stamped(folder, stamp):
    file = folder / "stamp"
    return file.exists() and file.read_text() == stamp


def put_stamp(folder, stamp):
    (folder / "stamp").write_text(stamp)


def new_log(name):
    folder = MADE / "logs"
    folder.mkdir(exist_ok=True)
    log = folder / f"{name}.log"
    log.unlink(missing_ok=True)
    return log
