"""The variants to measure: one function, written several ways, each with the command that runs it as Lambda does."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path

from stack.environment import for_building
from stack.folders import FUNCTIONS_ZIP, MADE, ROOT
from stack.preparing import MAVEN, RUNTIME, digest

FOLDER = MADE / "bench"
PEERS = ROOT / "bench/peers"
# As for a function with 1024 MB in Lambda's java25, which compiles with C1 only, unless a snapshot is taken.
JVM = ["-XX:+UseSerialGC", "-Xmx768m", "--enable-native-access=ALL-UNNAMED"]
ON_DEMAND = ["-XX:TieredStopAtLevel=1"]
OF_A_HANDLER = "io/glueconnector/jobs/ListJobs"
WRAPPER = "AWS_LAMBDA_EXEC_WRAPPER"
CLIENT = "com.amazonaws.services.lambda.runtime.api.client"


@dataclass(frozen=True)
class Make:
    """One variant of the function: its package, the handlers of the workloads and the command that starts it."""

    name: str
    root: Path
    handlers: dict
    command: list
    is_java: bool = False
    environment: dict = field(default_factory=dict)
    package_bytes: int = 0
    has_own_runtime: bool = False

    @property
    def is_primed(self):
        return self.environment.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start"


def java_home():
    return Path(os.environ["JAVA_HOME"])


def java(options):
    """Returns the command of the runtime client, which finds the function in its working folder itself."""
    library = f"-D{CLIENT}.runtimeapi.NativeClient.JNI={RUNTIME / 'libaws-lambda-jni.so'}"
    classes = ":".join(str(jar) for jar in sorted(RUNTIME.glob("*.jar")))
    return [java_home() / "bin/java", *JVM, *options, library, "-cp", classes, f"{CLIENT}.AWSLambda"]


def cache():
    return FOLDER / "runtime-client.aot"


def connector(cached=True):
    """The production package, unpacked as by Lambda; without the runtime client's cache if only classes are counted."""
    root = unpacked(FUNCTIONS_ZIP, FOLDER / "connector")
    handlers = {"list": "io.glueconnector.jobs.ListJobs", "start": "io.glueconnector.jobs.StartJobRun"}
    command = java([*ON_DEMAND, *([f"-XX:AOTCache={cache()}"] if cached else [])])
    size = FUNCTIONS_ZIP.stat().st_size
    return Make("connector", root, handlers, command, is_java=True, environment=on_boot_path(root), package_bytes=size)


def on_boot_path(root):
    """The environment of the template's BootPath, with this folder in place of /var/task."""
    return {WRAPPER: str(root / "boot-path")}


def off_boot_path(make):
    """The same package with BootPath=false."""
    return replace(make, name="connector, off boot path", environment={})


def jdk_client(make):
    """The same package with HttpClient=jdk."""
    return replace(make, name="connector, JDK's HTTP client", environment=make.environment | {"HTTP_CLIENT": "jdk"})


def own_runtime(make):
    """The package of the profile own-runtime, unpacked in a different folder and run by its bootstrap."""
    root = unpacked(own_runtime_package(), FOLDER / "own-runtime")
    size = own_runtime_package().stat().st_size
    return replace(
        make,
        name="connector, own runtime",
        root=root,
        command=[root / "bootstrap"],
        environment={},
        package_bytes=size,
        has_own_runtime=True,
    )


def own_runtime_package():
    """Builds the package as the profile does, but in a separate file; reuses it until its inputs change."""
    package, classes = FOLDER / "own-runtime.zip", ROOT / "packaging/own-runtime/target/classes"
    made_of = [FUNCTIONS_ZIP, ROOT / "template.yaml", *sorted(file for file in classes.rglob("*") if file.is_file())]
    stamp = FOLDER / "own-runtime.stamp"
    if not package.exists() or not stamp.exists() or stamp.read_text() != digest(made_of):
        program = ["-cp", f"{classes}:{RUNTIME}/*", "io.glueconnector.ownruntime.build.OwnRuntimePackage", ROOT, package]
        subprocess.run([java_home() / "bin/java", *map(str, program)], env=for_building(), check=True)
        stamp.write_text(digest(made_of))
    return package


def with_more_handlers(make, number=40):
    """The same package with unused copies of a handler, under other names of the same length."""
    root = unpacked(FUNCTIONS_ZIP, FOLDER / "more-handlers")
    with zipfile.ZipFile(root / "lib/connector.jar", "a", zipfile.ZIP_STORED) as jar:
        classes = [name for name in jar.namelist() if re.fullmatch(r"io/glueconnector/jobs/ListJobs\b.*\.class", name)]
        for name, copy in product(classes, range(number)):
            its = f"io/glueconnector/jobs/Lis{copy:02}obs"
            jar.writestr(name.replace(OF_A_HANDLER, its), jar.read(name).replace(OF_A_HANDLER.encode(), its.encode()))
    return replace(make, name=f"connector, {number} more handlers", root=root, environment=on_boot_path(root))


def primed(make, cached=True):
    """The same package after its snapshot hooks have run. Lambda's client runs them for this initialization type."""
    hooks = "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac"
    environment = make.environment | {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}
    command = java([hooks, *([f"-XX:AOTCache={cache()}"] if cached else [])])
    return replace(make, name="connector, primed", command=command, environment=environment)


def variant(make, text):
    """Another build of the package: NAME=FOLDER or NAME=FOLDER=OPTIONS of its JVM; {} is the folder. Primed if NAME is."""
    name, folder, *options = text.split("=", 2)
    root = Path(folder).resolve()
    environment = {"JAVA_TOOL_OPTIONS": options[0].format(root)} if options else {}
    made = replace(make, name=name, root=root, environment=environment, package_bytes=zipped_bytes(root))
    return replace(primed(made), name=name) if "primed" in name else made


def naive():
    root = PEERS / "java/target/classes"
    subprocess.run([*MAVEN, "--file", PEERS / "java/pom.xml", "package"], env=for_building(), check=True)
    package = "io.glueconnector.bench.naive"
    handlers = {"list": f"{package}.ListJobs::handleRequest", "start": f"{package}.StartJobRun::handleRequest"}
    command = java([*ON_DEMAND, f"-XX:AOTCache={cache()}"])
    return Make("naive Java", root, handlers, command, is_java=True, package_bytes=zipped_bytes(root))


def floor(naive_make):
    handler = "io.glueconnector.bench.naive.Floor"
    root = FOLDER / "floor"
    shutil.rmtree(root, ignore_errors=True)
    target = root / "io/glueconnector/bench/naive/Floor.class"
    target.parent.mkdir(parents=True)
    shutil.copy(naive_make.root / target.relative_to(root), target)
    handlers = {"list": handler, "start": handler}
    return replace(naive_make, name="Java that does nothing", root=root, handlers=handlers, package_bytes=zipped_bytes(root))


def boto3():
    folder = FOLDER / "python"
    if not (folder / "bin/awslambdaric").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        install = ["install", "--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement"]
        pip = [str(folder / "bin/python"), "-m", "pip", *install, str(PEERS / "python/requirements.txt")]
        subprocess.run(pip, env=for_building(), check=True)
    root = PEERS / "python"
    handlers = {"list": "handler.list_jobs", "start": "handler.start_job_run"}
    command = [folder / "bin/python", "-m", "awslambdaric"]
    # Lambda's Python runtime includes boto3, so the package holds only the handler.
    return Make("Python with boto3", root, handlers, command, package_bytes=zipped_bytes(root / "handler.py"))


def node():
    build, root = FOLDER / "node-build", FOLDER / "node"
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(PEERS / "node", build)
    npm = ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved"]
    subprocess.run(npm, cwd=build, env=for_building(), check=True)
    bundle = ["node_modules/.bin/esbuild", "handler.mjs", "--bundle", "--minify", "--platform=node", "--log-level=error"]
    subprocess.run([*bundle, f"--outfile={root / 'handler.cjs'}"], cwd=build, env=for_building(), check=True)
    shutil.rmtree(build)
    handlers = {"list": "handler.listJobs", "start": "handler.startJobRun"}
    command = ["node", PEERS / "node/loop.mjs"]
    return Make("Node, bundled", root, handlers, command, package_bytes=zipped_bytes(root))


def go():
    """Builds the function in Go, or returns None without a Go toolchain of the required version or its modules."""
    root = FOLDER / "go"
    toolchain = shutil.which("go", path=f"{os.environ['PATH']}:/usr/local/go/bin")
    if not toolchain:
        return None
    build: list[str | Path] = [
        toolchain,
        "build",
        "-trimpath",
        "-tags",
        "lambda.norpc",
        "-ldflags",
        "-s -w",
        "-o",
        root / "bootstrap",
        ".",
    ]
    environment = for_building() | {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly"}
    if subprocess.run(build, cwd=PEERS / "go", env=environment, check=False).returncode:
        return None
    handlers = {"list": "listJobs", "start": "startJobRun"}
    return Make("Go", root, handlers, [root / "bootstrap"], package_bytes=zipped_bytes(root / "bootstrap"))


def unpacked(package, folder):
    """Unpacks with the files' permissions, which zipfile drops, and the current time."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(package) as zipped:
        zipped.extractall(folder)
        for entry in zipped.infolist():
            if permissions := entry.external_attr >> 16 & 0o777:
                (folder / entry.filename).chmod(permissions)
    return folder


def zipped_bytes(path):
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    package = FOLDER / "measured.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as zipped:
        for file in files:
            zipped.write(file, file.relative_to(path.parent))
    size = package.stat().st_size
    package.unlink()
    return size
