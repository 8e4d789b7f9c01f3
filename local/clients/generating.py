"""Generates clients from api/openapi.yaml and compiles them, once for each state of the contract and of the tools."""

import os
import shutil
from pathlib import Path

from stack.environment import for_running
from stack.folders import LOCAL, ROOT
from stack.preparing import CLIENTS, digest, is_stamped, new_log, put_stamp
from stack.processes import ProcessGroup

HERE = LOCAL / "clients"
SIGNATURES = ROOT / "docs/examples/clients"
CLIENTS_MADE = CLIENTS / "made"
PYTHON, JAVA, TYPESCRIPT = (CLIENTS_MADE / it for it in ("python", "java", "typescript"))
LIBRARIES = CLIENTS / "java"
# A short run starts faster with the simple compiler and collector.
SHORT = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def environment() -> dict[str, str]:
    return for_running("http://127.0.0.1:1")


def jdk(program: str) -> Path:
    return Path(os.environ["JAVA_HOME"]) / "bin" / program


def classpath() -> str:
    """The libraries of the Java client and its classes, without the generator, which contains other versions of both."""
    libraries = [it for it in sorted(LIBRARIES.glob("*.jar")) if not it.name.startswith("openapi-generator-")]
    return ":".join(map(str, [*libraries, JAVA / "compiled"]))


def make_clients() -> None:
    sources = [it for folder in (HERE, SIGNATURES) for it in sorted(folder.glob("*.*")) if it.name != "test_clients.py"]
    tools = [CLIENTS / it / "stamp" for it in ("python", "java", "node")]
    stamp = digest([ROOT / "api/openapi.yaml", *sources, *tools])
    if is_stamped(CLIENTS_MADE, stamp):
        return
    shutil.rmtree(CLIENTS_MADE, ignore_errors=True)
    PYTHON.mkdir(parents=True)
    with ProcessGroup() as group:
        log = new_log("clients")
        for command in (generate_python(), generate_others()):
            group.run(command, environment(), log, folder=ROOT)
        for command in (compile_java(), compile_typescript()):
            group.run(command, environment(), log, folder=CLIENTS_MADE)
    for name in ("drive.py", "signature.py"):
        copy(name, PYTHON)
    put_stamp(CLIENTS_MADE, stamp)


def generate_python() -> list[object]:
    settings = ["--config", HERE / "python.yaml", "--meta", "none", "--output-path", PYTHON / "glue_connector_client"]
    generator = CLIENTS / "python/bin/openapi-python-client"
    return [generator, "generate", "--path", ROOT / "api/openapi.yaml", "--fail-on-warning", *settings]


def generate_others() -> list[object]:
    (generator,) = LIBRARIES.glob("openapi-generator-cli-*.jar")
    return [jdk("java"), *SHORT, "-jar", generator, "batch", "--fail-fast", HERE / "java.yaml", HERE / "typescript.yaml"]


def compile_java() -> list[object]:
    sources = [*sorted((JAVA / "src/main").rglob("*.java")), SIGNATURES / "Signature.java", HERE / "Drive.java"]
    options = ["-proc:none", "-nowarn", "-parameters", "-classpath", classpath(), "-d", JAVA / "compiled"]
    return [jdk("javac"), *(f"-J{it}" for it in SHORT), *options, *sources]


def compile_typescript() -> list[object]:
    for name in ("drive.ts", "signature.ts", "tsconfig.json"):
        copy(name, TYPESCRIPT)
    (TYPESCRIPT / "package.json").write_text('{"type": "module"}')
    (TYPESCRIPT / "node_modules").symlink_to(CLIENTS / "node/node_modules")
    return ["node", CLIENTS / "node/node_modules/typescript/bin/tsc", "--project", TYPESCRIPT]


def copy(name: str, folder: Path) -> None:
    (source,) = (it / name for it in (HERE, SIGNATURES) if (it / name).exists())
    shutil.copy(source, folder)


def drivers() -> dict[str, list[object]]:
    """What drives the client of each language: it reads calls from standard input and prints their results."""
    return {
        "Java": [jdk("java"), *SHORT, "-classpath", classpath(), "Drive"],
        "Python": [CLIENTS / "python/bin/python", PYTHON / "drive.py"],
        "TypeScript": ["node", TYPESCRIPT / "compiled/drive.js"],
    }
