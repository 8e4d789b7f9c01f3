"""Tests the script boot-path with command lines that Lambda's Java is known to have or may have."""

import asyncio
import os
import platform
import re
import shutil
import subprocess
from dataclasses import replace
from glob import glob
from pathlib import Path

import pytest

from coldstart import functions
from coldstart.certificates import Certificates
from coldstart.doors import Aws, listen, port
from coldstart.functions import FOLDER, ON_DEMAND, java, java_home
from coldstart.process import Lab
from stack.environment import for_building

# As in local/find.sh.
FOLDERS_OF_JDKS = ["/usr/lib/jvm/*", "/opt/java/*", "/opt/jdk*", "~/.sdkman/candidates/java/*", "~/.jdks/*"]
COMPILER = [
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-XX:Tier3LoadFeedback=1000",
    "-XX:CompileThresholdScaling=2",
    "-XX:CompileCommand=quiet",
    "-XX:CompileCommand=exclude,jdk.internal.classfile.impl.StackMapGenerator::processBlock",
]
# As in the CRT's jar.
FOLDER_OF_THIS_MACHINE = "x86_64" if platform.machine() == "x86_64" else "armv8"
OPTIONS_OF_FILES = ["@arguments", "-XX:Flags=flags", "-XX:VMOptionsFile=flags"]
MANDATORY = ["-Xshare:on", "-XX:AOTMode=on", "-XX:AOTMode=required", "-XX:+RequireSharedSpaces"]
OF_RELEASE_17 = {
    "Beside": "package boot; public class Beside { }",
    "Program": """
        public class Program {
            public static void main(String[] arguments) {
                boolean onBootPath = boot.Beside.class.getClassLoader() == null;
                System.out.println("Java " + Runtime.version().feature() + ", boot path " + onBootPath);
            }
        }""",
}


@pytest.fixture(scope="module")
def task(package, tmp_path_factory):
    """A folder with the script, a boot.jar compiled for Java 17 and a program, like a package for java17."""
    folder = tmp_path_factory.mktemp("task17")
    shutil.copy(package.root / "boot-path", folder)
    sources, classes = folder / "sources", folder / "classes"
    sources.mkdir()
    for name, text in OF_RELEASE_17.items():
        (sources / f"{name}.java").write_text(text)
    tool("javac", "--release", "17", "-d", classes, *sorted(sources.iterdir()))
    (folder / "lib").mkdir()
    tool("jar", "--create", "--file", folder / "lib/boot.jar", "-C", classes, "boot")
    tool("jar", "--create", "--file", folder / "program.jar", "-C", classes, "Program.class")
    return folder


@pytest.fixture(scope="module")
def java17():
    """Fails if there is no JDK 17 instead of skipping, because bin/test must run these tests."""
    for place in sorted(Path(folder) for pattern in FOLDERS_OF_JDKS for folder in glob(str(Path(pattern).expanduser()))):
        release = place / "release"
        if release.is_file() and re.search(r'^JAVA_VERSION="17[."]', release.read_text(), re.MULTILINE):
            return place / "bin/java"
    pytest.fail(f"expected a JDK 17 in {FOLDERS_OF_JDKS}, but found none (on Debian: apt install openjdk-17-jdk-headless)")


@pytest.fixture(scope="module")
def package():
    """The package of this build, on the boot path, without its own cache."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return functions.connector(cached=False)


@pytest.fixture(scope="module")
def caches(package):
    """Caches of the runtime client, each written by a run of the function, as Lambda would write its own."""
    made = {name: FOLDER / f"boot-path.{name}" for name in ("aot", "dynamic", "static", "list")}
    for file in made.values():
        file.unlink(missing_ok=True)
    off = functions.off_boot_path(package)
    for option in ("-XX:AOTCacheOutput={aot}", "-XX:ArchiveClassesAtExit={dynamic}", "-XX:DumpLoadedClassList={list}"):
        answer(off, option.format(**made))
    dump = ["-Xshare:dump", f"-XX:SharedClassListFile={made['list']}", f"-XX:SharedArchiveFile={made['static']}"]
    without_main_class = java([*ON_DEMAND, *dump])[:-1]
    subprocess.run(without_main_class, env=for_building(), check=True, capture_output=True)
    return made


def tool(name, *arguments):
    subprocess.run([java_home() / "bin" / name, *arguments], env=for_building(), check=True, capture_output=True)


def answer(make, *options):
    """Returns the function's log up to its first response. The runtime client gets options as from Lambda."""

    async def running():
        aws = Aws()
        lab = Lab(aws, {"http": port(await listen(aws))}, Certificates(FOLDER, java_home()))
        await lab.run(replace(make, command=java([*ON_DEMAND, *options])), "list", "http")

    asyncio.run(running())
    return (FOLDER / "function.log").read_text()


def unwrapped(make):
    """Sets the boot path without the script, as an option in the operator's variable."""
    return replace(make, environment={"JAVA_TOOL_OPTIONS": f"-Xbootclasspath/a:{make.root / 'lib/boot.jar'}"})


@pytest.fixture(scope="module", params=["/bin/sh", "bash"])
def passed_on(request, package, tmp_path_factory):
    """Runs the script in a folder with a space, in this system's shell and Amazon Linux's; returns the resulting arguments."""
    folder = tmp_path_factory.mktemp("a task")
    program = folder / "prints arguments"
    program.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\"\n")
    program.chmod(0o755)
    script = shutil.copy(package.root / "boot-path", folder)

    def passed(arguments, **variables):
        command = [request.param, script, program, *arguments]
        ended = subprocess.run(command, env={"PATH": os.environ["PATH"]} | variables, check=True, capture_output=True, text=True)
        line = ended.stdout.split("\0")[:-1]
        native = f"{folder}/linux/{FOLDER_OF_THIS_MACHINE}/glibc"
        added = [f"-Xbootclasspath/a:{folder}/lib/boot.jar", f"-Dsun.boot.library.path={native}", *COMPILER]
        return ["BOOT PATH", *line[len(added) :]] if line[: len(added)] == added else line

    return passed


def test_script_argumentsOfAnyKind_passesThemOn(passed_on):
    odd = ["", "two words", 'it\'s "quoted"', "$HOME `id` \\n *", "first\nsecond", "-Da=-Xshare:on", "-e", "--", "ümlaut", ""]
    assert passed_on(odd) == ["BOOT PATH", *odd]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("-Xshare:on", "-Xshare:auto"),
        ("-XX:AOTMode=on", "-XX:AOTMode=auto"),
        ("-XX:AOTMode=required", "-XX:AOTMode=auto"),
        ("-XX:+RequireSharedSpaces", "-XX:-RequireSharedSpaces"),
        ("-Xshare:off", "-Xshare:off"),
        ("-XX:AOTMode=off", "-XX:AOTMode=off"),
        ("-XX:AOTCache=/var/lang/runtime.aot", "-XX:AOTCache=/var/lang/runtime.aot"),
        ("-XX:SharedArchiveFile=/var/lang/runtime.jsa", "-XX:SharedArchiveFile=/var/lang/runtime.jsa"),
    ],
)
def test_script_mandatoryCache_becomesOptional(passed_on, given, expected):
    assert passed_on(["-Xmx1m", given, "Main"]) == ["BOOT PATH", "-Xmx1m", expected, "Main"]


@pytest.mark.parametrize("option", OPTIONS_OF_FILES)
def test_script_optionsInAFile_keepsTheCommandLine(passed_on, option):
    line = ["-Xshare:on", option, "Main"]
    assert passed_on(line) == line


@pytest.mark.parametrize("variable", ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"])
@pytest.mark.parametrize("option", [*MANDATORY, *OPTIONS_OF_FILES])
def test_script_mandatoryCacheInAVariable_keepsTheCommandLine(passed_on, variable, option):
    line = ["-Xshare:on", "Main"]
    assert passed_on(line, **{variable: f"-Da=b {option}"}) == line


def test_script_otherOptionsInAVariable_addsTheBootPath(passed_on):
    line = passed_on(["Main"], JAVA_TOOL_OPTIONS="-Dhttps.proxyUser=me@example.org -Xshare:auto")
    assert line == ["BOOT PATH", "Main"]


def of_java17(java17, task, wrapper, *options):
    """The command line of Lambda's java17, as quoted by wrapper scripts in public repositories, without heap and agent."""
    line = [*wrapper, java17, "-XX:+UseSerialGC", "-Xshare:on", *options, "-XX:+TieredCompilation", "-XX:TieredStopAtLevel=1"]
    return subprocess.run([*line, "-classpath", task / "program.jar", "Program"], env={}, capture_output=True, text=True)


@pytest.fixture(scope="module")
def archives17(java17, task):
    """Java 17's own archive, and one that also contains a program, as Lambda's contains its runtime client."""
    archive = task / "program.jsa"
    class_path = f"{task / 'program.jar'}:{task / 'lib/boot.jar'}"
    line = [java17, f"-XX:ArchiveClassesAtExit={archive}", "-classpath", class_path, "Program"]
    subprocess.run(line, env={}, check=True, capture_output=True)
    return {"own": java17.resolve().parents[1] / "lib/server/classes.jsa", "program": archive}


@pytest.mark.parametrize("archive", ["own", "program"])
def test_java17_withItsCommandLine_startsOnTheBootPath(java17, task, archives17, archive):
    ended = of_java17(java17, task, [task / "boot-path"], f"-XX:SharedArchiveFile={archives17[archive]}")
    assert (ended.returncode, ended.stdout.splitlines()[-1:]) == (0, ["Java 17, boot path true"]), ended.stdout + ended.stderr


def test_java17_withoutTheScript_rejectsAnArchiveThatDoesNotMatchTheBootPath(java17, task, archives17):
    """Proves that the test above can fail."""
    options = [f"-Xbootclasspath/a:{task / 'lib/boot.jar'}", f"-XX:SharedArchiveFile={archives17['program']}"]
    ended = of_java17(java17, task, [], *options)
    assert ended.returncode == 1
    assert "Unable to use shared archive" in ended.stdout + ended.stderr


LINES_OF_JAVA25 = {
    "-Xshare:on": ["-Xshare:on"],
    "-Xshare:on, static archive": ["-Xshare:on", "-XX:SharedArchiveFile={static}"],
    "-Xshare:on, dynamic archive": ["-Xshare:on", "-XX:SharedArchiveFile={dynamic}"],
    "static archive": ["-XX:SharedArchiveFile={static}"],
    "dynamic archive": ["-XX:SharedArchiveFile={dynamic}"],
    "-XX:AOTMode=on": ["-XX:AOTMode=on", "-XX:AOTCache={aot}"],
    "-XX:AOTMode=on, cache that does not match": ["-XX:AOTMode=on", "-XX:AOTCache={aot}.missing"],
    "-XX:AOTCache": ["-XX:AOTCache={aot}"],
}
REFUSED = ["-Xshare:on, dynamic archive", "-XX:AOTMode=on, cache that does not match"]


@pytest.mark.parametrize("line", LINES_OF_JAVA25)
def test_java25_withAnyCommandLine_respondsFromTheBootPath(package, caches, line):
    said = answer(package, *(option.format(**caches) for option in LINES_OF_JAVA25[line]))
    assert re.findall(r'"bootPath":\w+', said) == ['"bootPath":true'], said


@pytest.mark.parametrize("line", REFUSED)
def test_java25_withoutTheScript_rejectsACacheThatDoesNotMatch(package, caches, line):
    """Proves that the test above can fail."""
    with pytest.raises(SystemExit, match=r"the function ended or hangs[\s\S]*Unable to use"):
        answer(unwrapped(package), *(option.format(**caches) for option in LINES_OF_JAVA25[line]))
