"""The commands bin/run and bin/api, without the stack of the other tests: error messages, and that nothing keeps running."""

import os
import shutil
import signal
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from stack.command import only_copy
from stack.folders import LOCAL, ROOT, stack_folder
from stack.openapi import path_of
from stack.preparing import python_environment
from stack.processes import Failed, ProcessGroup, members, wait_until
from stack.testing import free_port

RUN = ROOT / "bin/run"
API = ROOT / "bin/api"
SECONDS_TO_BE_UP = 300


def ended(command, **settings):
    return subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_BE_UP,
        **settings,
    )


def processes_around(port):
    """Every process that was started with the endpoint of this port in its environment or on its command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            text = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if f"127.0.0.1:{port}".encode() in text or f"stacks/{port}/".encode() in text:
            found.append(process.name)
    return found


class Running:
    """bin/run in its own session, with its output in a file."""

    def __init__(self, folder, *options):
        self.port = free_port()
        self.output = folder / "output.txt"
        with open(self.output, "w") as output:
            self.process = subprocess.Popen(
                [RUN, "--port", str(self.port), *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=os.environ | {"AWS_PROFILE": "somebody", "AWS_ENDPOINT_URL": "http://192.0.2.1"},
            )

    def text(self):
        return self.output.read_text()

    def wait_for(self, text):
        wait_until(lambda: text in self.text() or self.process.poll() is not None, SECONDS_TO_BE_UP)
        assert text in self.text()

    def interrupt(self, by=signal.SIGINT):
        self.process.send_signal(by)
        return self.process.wait(timeout=30)

    def left_over(self):
        """The processes that are left after the keeper of a killed stack has had time to act."""
        wait_until(lambda: not processes_around(self.port), 5)
        with socket.socket() as probe:
            listening = probe.connect_ex(("127.0.0.1", self.port)) == 0
        return processes_around(self.port), listening, (stack_folder(self.port) / "stack.json").exists()


@pytest.fixture
def running(tmp_path):
    started = []

    def start(*options):
        started.append(Running(tmp_path, *options))
        return started[-1]

    yield start
    for run in started:
        if run.process.poll() is None:
            run.interrupt()
        shutil.rmtree(stack_folder(run.port), ignore_errors=True)


def path_with(folder, **programs):
    """A PATH with only the named programs: True for the machine's own, a string for a script."""
    folder.mkdir()
    for name, program in programs.items():
        if program is True:
            (folder / name).symlink_to(shutil.which(name))
        else:
            (folder / name).write_text(program)
            (folder / name).chmod(0o755)
    return str(folder)


TOOLS_OF_THE_SCRIPT = dict.fromkeys(["bash", "basename", "dirname", "env", "grep", "readlink", "uname"], True)


def test_run_nothingInstalled_listsEverythingThatIsMissing(tmp_path):
    path = path_with(tmp_path / "bin", **TOOLS_OF_THE_SCRIPT)
    answer = ended([RUN], env={"PATH": path, "HOME": str(tmp_path), "JDK_FOLDERS": str(tmp_path / "no-jdk")})
    assert answer.returncode == 1
    for missing in ("A JDK 25", "Python 3.11 or newer", "Maven 3.8.6 or newer"):
        assert missing in answer.stderr
    assert "Linux, or WSL" not in answer.stderr


def test_run_otherJdk_isIgnored(tmp_path):
    jdk = tmp_path / "jdk-17"
    path_with(tmp_path / "bin", **TOOLS_OF_THE_SCRIPT)
    (jdk / "bin").mkdir(parents=True)
    (jdk / "bin/javac").write_text("#!/bin/sh\n")
    (jdk / "bin/javac").chmod(0o755)
    (jdk / "release").write_text('JAVA_VERSION="17.0.9"\n')
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "JAVA_HOME": str(jdk), "JDK_FOLDERS": str(jdk)}
    answer = ended([RUN], env=environment)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "A JDK 25" in answer.stderr
    assert "Maven" not in answer.stderr


VERSIONS_OF_NODE = {
    **dict.fromkeys(["", "v18.19.0", "v20.18.3", "v21.7.0", "v22.2.0", "v22.11.0"], False),
    **dict.fromkeys(["v20.19.0", "v20.20.1", "v22.12.0", "v22.21.0", "v23.0.0", "v24.11.1"], True),
}


@pytest.mark.parametrize(("version", "taken"), VERSIONS_OF_NODE.items())
def test_findNode_versions_acceptedIfTheValidatorsRunOnThem(tmp_path, version, taken):
    path = path_with(tmp_path / "bin", bash=True, basename=True, npm=True, node=f"#!/bin/sh\necho {version}\n")
    answer = ended(["bash", "-c", '. "$0" && find_all node', ROOT / "local/find.sh"], env={"PATH": path})
    assert (answer.returncode == 0) == taken
    assert ("Node 20.19+, 22.12+ or 23+" in answer.stderr) != taken


@pytest.mark.parametrize(("environment", "code"), [({}, 1), ({"CI": "true"}, 0)])
def test_findChromium_missing_isInstalledByCiOnly(tmp_path, environment, code):
    programs = {"apt-get": f"#!/bin/sh\necho $1 $2 >> {tmp_path}/calls\n"}
    path = path_with(tmp_path / "bin", bash=True, basename=True, sh=True, **programs)
    answer = ended(["bash", "-c", '. "$0" && find_all chromium', ROOT / "local/find.sh"], env={"PATH": path} | environment)
    assert answer.returncode == code
    assert ("- Chromium (on Debian: apt install chromium)" in answer.stderr) == bool(code)
    assert (tmp_path / "calls").exists() != bool(code)


def test_findAll_thisMachine_lacksNothing():
    """This machine runs bin/test, which requires all of them."""
    answer = ended(["bash", "-c", '. "$0" && find_all linux python jdk maven node chromium', ROOT / "local/find.sh"])
    assert (answer.returncode, answer.stderr) == (0, "")


def test_run_notLinux_failsWithAMessage(tmp_path):
    programs = TOOLS_OF_THE_SCRIPT | {"uname": "#!/bin/sh\necho Darwin\n"}
    path = path_with(tmp_path / "bin", **programs)
    answer = ended([RUN], env={"PATH": f"{path}:{os.environ['PATH']}", "HOME": str(tmp_path)})
    assert answer.returncode == 1
    assert "Linux, or WSL on Windows: this is Darwin" in answer.stderr


@pytest.mark.parametrize("port", ["80", "65536", "http", "-1", ""])
def test_run_portOutOfRange_rejected(port):
    answer = ended([RUN, f"--port={port}"])
    assert answer.returncode == 2
    assert "expected a port from 1024 to 65535" in answer.stderr


def test_run_busyPort_rejected():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        answer = ended([RUN, "--port", port])
    assert answer.returncode == 1
    assert f"Port {port} of 127.0.0.1 is in use" in answer.stderr
    assert "--port NUMBER" in answer.stderr
    shutil.rmtree(stack_folder(port))


def test_run_secondCopy_namesTheFirst():
    port = free_port()
    with only_copy(port):
        answer = ended([RUN, "--port", port])
    assert answer.returncode == 1
    assert f"is up on port {port} (process {os.getpid()})" in answer.stderr
    shutil.rmtree(stack_folder(port))


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param("Preparing", id="whilePreparing"),
        pytest.param("Emulated AWS", id="whileStarting"),
        pytest.param("sam build", id="whileDeploying"),
        pytest.param("POST /connections", id="whileDemonstrating"),
    ],
)
def test_run_interrupted_leavesNothing(running, moment):
    run = running("--once")
    run.wait_for(moment)
    assert run.interrupt() == 130
    assert "interrupted; everything it started has ended" in run.text()
    assert run.left_over() == ([], False, False)


def test_run_killed_leavesNoProcess(running):
    run = running()
    run.wait_for("sam build")
    run.process.kill()
    run.process.wait()
    processes, listening, _ = run.left_over()
    assert (processes, listening) == ([], False)


def test_run_up_linesWorkAsPrinted_andCtrlCEndsIt(running):
    """Runs every printed line in its own shell, in another folder and with other AWS settings in the environment."""
    run = running()
    run.wait_for("POST /connections")
    with script_named("dropped_while_starting"):
        run.wait_for("New job dropped-while-starting")
    run.wait_for("Ctrl-C ends everything")
    assert run.text().count("SUCCEEDED") >= 4
    lines = [line.strip() for line in run.text().splitlines() if line.startswith(("  /", "  curl", "  NO_PROXY"))]
    assert len(lines) >= 8
    for line in lines:
        answer = ended(["bash", "-c", line], cwd="/", env=os.environ | {"AWS_PROFILE": "x", "AWS_ACCESS_KEY_ID": "AKIAOTHER"})
        refused = "--as stranger" in line
        assert answer.returncode == (4 if refused else 0), f"{line}\n{answer.stdout}\n{answer.stderr}"
    with script_named("dropped_by_a_test"):
        run.wait_for("New job dropped-by-a-test")
        path = path_of("StartJobRun", name="dropped-by-a-test")
        assert ended([API, "--port", run.port, "POST", path, "{}"]).returncode == 0
    assert run.interrupt() == 130
    assert run.left_over() == ([], False, False)


@contextmanager
def script_named(name):
    script = LOCAL / f"scripts/{name}.py"
    script.write_text('print("dropped")\n')
    try:
        yield
    finally:
        script.unlink()


def test_api_noStack_saysHowToStartOne():
    answer = ended([API, "--port", free_port(), "GET", path_of("ListJobs")])
    assert answer.returncode == 1
    assert "bin/run" in answer.stderr
    assert "--stack-name" in answer.stderr


def test_api_staleFacts_areIgnored():
    port = free_port()
    with only_copy(port):
        (stack_folder(port) / "stack.json").write_text("{}")
    answer = ended([API, "--port", port, "GET", "/x"])
    assert "No local stack is up" in answer.stderr
    shutil.rmtree(stack_folder(port))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["GET"], "PATH", id="noPath"),
        pytest.param(["--api-url", "http://127.0.0.1:9", "-H", "no colon", "GET", "/x"], "'Name: value'", id="badHeader"),
        pytest.param(["--api-url", "http://127.0.0.1:9", "GET", "/x"], "refused", id="nobodyListens"),
    ],
)
def test_api_wrongUse_saysWhatIsWrong(arguments, message):
    environment = os.environ | {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    answer = ended([API, *arguments], env=environment)
    assert answer.returncode in (1, 2)
    assert message in answer.stderr
    assert "Traceback" not in answer.stderr


def test_run_firstOneInterrupted_leavesNothingHalfBuilt(tmp_path):
    """Interrupts the first start of another working copy while it creates its first Python environment."""
    copy = tmp_path / "copy"
    for name in (".mvn", "pom.xml", "bin", "cli", "local", "shared", "functions", "fake-glue"):
        source = ROOT / name
        if source.is_file():
            shutil.copy(source, copy / name)
        else:
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("target", "__pycache__"))
    output = tmp_path / "output.txt"
    with open(output, "w") as file:
        run = subprocess.Popen([copy / "bin/run", "--port", str(free_port())], stdout=file, stderr=file, start_new_session=True)
    assert wait_until(lambda: "Python environment" in output.read_text() and processes_of(copy, "pip"), 60)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=30) == 130
    assert "interrupted" in output.read_text()
    assert processes_of(copy) == []
    assert list(copy.glob(".local/*/stamp")) == []


def processes_of(folder, *words):
    """The command lines of processes that run a program in the folder and contain all the words."""
    lines = [line.read_bytes().decode(errors="replace") for line in Path("/proc").glob("[0-9]*/cmdline") if line.exists()]
    return [line for line in lines if str(folder) in line and all(word in line for word in words)]


def test_environment_interruptedOnce_isCreatedAgain(tmp_path):
    pinned = tmp_path / "nothing.txt"
    pinned.write_text("")
    folder = tmp_path / "environment"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").write_text("half of a Python")
    with ProcessGroup() as group:
        python_environment(group, folder, pinned, "an environment")
        made = (folder / "bin/python").stat().st_mtime_ns
        python_environment(group, folder, pinned, "an environment")
        assert (folder / "bin/python").stat().st_mtime_ns == made
    assert ended([folder / "bin/python", "-c", "print(1)"]).stdout == "1\n"


def test_group_failingProcess_showsEndOfItsOutput(tmp_path):
    log = tmp_path / "log"
    with ProcessGroup() as group, pytest.raises(Failed, match=r"exit code 3:\n  \| it broke\n.*log"):
        group.run(["sh", "-c", "echo it broke; exit 3"], os.environ, log)


def test_group_closed_endsGrandchildrenToo(tmp_path):
    with ProcessGroup() as group:
        group.start(["sh", "-c", "sleep 60 & sleep 60"], os.environ, tmp_path / "log")
        assert wait_until(lambda: len(members(group.pid)) == 4, 5)
    assert members(group.pid) == set()
