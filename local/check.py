"""bin/test: runs every check on the built package, continues after a failure, and prints the results by kind."""

import re
import shutil
import sys
import time
import xml.etree.ElementTree as xml
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import stack  # noqa: F401 - it puts the package of the command line on the path
from glueconnector.output import Columns
from stack import preparing
from stack.command import INTERRUPTED, interrupt_by_signals
from stack.environment import for_building, for_running
from stack.folders import MADE, ROOT
from stack.moto import moto
from stack.processes import ProcessGroup
from stack.steps import heading, line
from stack.testing import free_port

REPORTS = MADE / "reports"
# The number of checks that run at once, in parallel with the tests of the stack. Tests of a stack mostly wait for it.
AT_ONCE = 3
# Tests of a stack have time limits: those in front get a processor first, those in the background next, other checks last.
NICE, NICER = ("nice", "-n", "5"), ("nice", "-n", "10")
# The stack runs on the package, so nothing may rebuild it in the meantime.
AS_PACKAGED = ("-Dmaven.antrun.skip", "-Dassembly.skipAssembly", "-Dmaven.shade.skip")
MODULES = ("*", "packaging/*")
# Reports of an earlier run would count for this one.
JAVA_REPORTS = ("surefire-reports", "failsafe-reports", "proven", "sent-to-glue")
PUBLISHED_MODEL = "checks/test_published_model.py"
# These tests work with any stack, so they get their own. The other tests need what was done before them in the same stack.
DOCUMENTATION = "local/tests/test_documentation.py"
UPDATES = ("local/tests/test_versions.py", "local/tests/test_lifetime.py")
THOUSANDS = "local/tests/test_thousands.py"
SMOKE = "local/tests/test_smoke.py"
NO_AWS = "http://127.0.0.1:1"
OVER_MOTO = ROOT / "functions/target/surefire-reports/TEST-io.glueconnector.contract.MotoContractTest.xml"


KINDS = Columns({"min_width": 62}, *({"min_width": it, "justify": "right"} for it in (11, 10, 11)))
PROVEN = Columns({"min_width": 5, "justify": "right"}, {})


@dataclass(frozen=True)
class Count:
    passed: int
    failed: int
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def main():
    interrupt_by_signals()
    REPORTS.mkdir(exist_ok=True)
    # The group ends first, so its processes are gone before the pool waits for the thread that started them.
    with ThreadPoolExecutor(AT_ONCE) as pool, ProcessGroup() as group:
        stack = {"Local stack: tests of the deployed stack": tests_of_stack}
        counts = in_front_and_beside(pool, stack, beside(), group, REPORTS)
    heading("Tests by kind")
    for title, count in counts.items():
        numbers = f"{count.passed} passed", f"{count.failed} failed", f"{count.skipped} skipped"
        KINDS.row(title, *numbers, style="red" if count.failed else None)
    heading("Covered")
    suites = ("checks", PUBLISHED_MODEL, "local/clients", "local/tests", DOCUMENTATION, THOUSANDS, "local/fuzz")
    reports = [report_of(tests) for tests in suites]
    written = sorted(ROOT.glob("*/target/proven/*.txt"))
    for what, number in proven(OVER_MOTO, reports, written).items():
        PROVEN.row(str(number), what)
    failed = sum(count.failed for count in counts.values())
    print(f"\n{sum(count.passed for count in counts.values())} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def beside():
    """The checks that run in parallel with the tests of the stack, in this order.

    The longest start first, and those that need no stack use the processors while those of a stack wait.
    """
    return {
        "Java: unit, contract and architecture tests, requests to Glue": java,
        "Local stack: commands in the documentation, updates, removal": lambda group, log: python(
            group, DOCUMENTATION, log, *(ROOT / it for it in UPDATES)
        ),
        "Local stack: many waits, a large fleet, bin/smoke": lambda group, log: python(group, THOUSANDS, log, ROOT / SMOKE),
        "Local stack: tests of the commands that start it": lambda group, log: python(group, "local/commands", log),
        "Template, workflows, API contract: static checks": lambda group, log: python(
            group, "checks", log, f"--ignore={PUBLISHED_MODEL}", before=NICER
        ),
        "Local stack: API fuzzing from the contract": lambda group, log: python(group, "local/fuzz", log),
        "Cold start: budgets of the package": lambda group, log: python(group, "bench", log, before=NICER),
        "Demonstration: bin/run --once": demonstration,
        "Clients generated from the API contract": lambda group, log: python(group, "local/clients", log, before=NICER),
        "Command line: over recorded responses": lambda group, log: python(group, "cli/tests", log, before=NICER),
        "Python: format, static analysis, types": python_sources,
        "Template, workflows, API contract: SAM's linter": lint,
    }


def in_front_and_beside(pool, front, checks, group, folder):
    """Runs checks in the foreground and others in parallel; prints the output of the latter when all have ended."""
    try:
        works = begun(pool, checks, group, folder)
        return shown(front, group) | ended(works)
    finally:
        # After an interrupt, the group is about to end, and nothing more may start in it.
        pool.shutdown(wait=False, cancel_futures=True)


def shown(checks, group):
    counts = {}
    for title, check in checks.items():
        heading(f"{title}\n")
        counts[title], seconds = timed(check, group)
        line(f"{title}: {seconds:.0f} s")
    return counts


def begun(pool, checks, group, folder):
    """Starts checks in the background, each with its own log. Returns title to its future and its log."""
    works = {}
    for title, check in checks.items():
        log = folder / f"{re.sub('[^A-Za-z]+', '-', title)}.log"
        log.write_text("")
        works[title] = pool.submit(timed, check, group, log), log
    return works


def ended(works):
    """Waits for the checks in the background and prints the output of each."""
    counts = {}
    for title, (work, log) in works.items():
        counts[title], seconds = work.result()
        heading(f"{title}, in parallel with the above\n\n{log.read_text(errors='replace')}")
        line(f"{title}: {seconds:.0f} s")
    return counts


def timed(check, *arguments):
    began = time.monotonic()
    return check(*arguments), time.monotonic() - began


def java(group, log):
    """Runs the Java tests, then checks their requests to Glue.

    A build that fails for a reason other than a test, such as its formatting, counts as one failure.
    """
    for left in [it for kind in JAVA_REPORTS for module in MODULES for it in ROOT.glob(f"{module}/target/{kind}")]:
        shutil.rmtree(left)
    with moto(group) as endpoint:
        passed = succeeds(group, [*NICER, *preparing.TESTS, *AS_PACKAGED, f"-Dmoto.endpoint={endpoint}"], for_building(), log)
    reports = [file for module in MODULES for file in ROOT.glob(f"{module}/target/surefire-reports/TEST-*.xml")]
    tests = with_moto(of_reports(reports, passed), OVER_MOTO)
    return tests + python(group, PUBLISHED_MODEL, log, before=NICER) if passed else tests


def lint(group, log):
    settings = ["--template-file", ROOT / "template.yaml", "--config-file", ROOT / "samconfig.toml"]
    command = [*NICER, preparing.TOOLS / "bin/sam", "validate", "--lint", *settings]
    return one(succeeds(group, command, for_running(NO_AWS), log))


def python_sources(group, log):
    """Formatter, linter and type checker, all configured in pyproject.toml. Each runs even if another one fails."""
    tools = preparing.TOOLS / "bin"
    commands = ([tools / "ruff", "format", "--check"], [tools / "ruff", "check"], [tools / "mypy"])
    return sum((one(succeeds(group, [*NICER, *it], for_running(NO_AWS), log)) for it in commands), Count(0, 0))


def python(group, tests, log=None, *options, before=()):
    report = report_of(tests)
    report.unlink(missing_ok=True)
    pytest = [preparing.TOOLS / "bin/python", "-m", "pytest", "-q", f"--junitxml={report}", *options, ROOT / tests]
    return of_reports([report], succeeds(group, [*before, *pytest], for_running(NO_AWS), log))


def report_of(tests):
    return REPORTS / f"{tests.replace('/', '-')}.xml"


def demonstration(group, log):
    return one(succeeds(group, [ROOT / "bin/run", "--once", "--port", free_port()], for_building(), log))


def tests_of_stack(group):
    return python(group, "local/tests", None, *(f"--ignore={ROOT / it}" for it in (DOCUMENTATION, *UPDATES, THOUSANDS, SMOKE)))


def succeeds(group, command, environment, log=None):
    """A command with a log runs in the background."""
    return group.start([*(NICE if log else ()), *command], environment, log, folder=ROOT).wait() == 0


def proven(over_moto, reports, written):
    """Counts of what the tests covered, from their reports and the files of the Java tests: name to number."""
    numbers = Counter({"tests of the contract against moto": of_reports([over_moto], True).passed})
    for file in written:
        for number, what in (it.split(" ", 1) for it in file.read_text().splitlines()):
            numbers[what] += int(number)
    for report in reports:
        if report.exists():
            numbers.update({it.attrib["name"]: int(it.attrib["value"]) for it in xml.parse(report).iter("property")})
    return numbers


def one(passed):
    return Count(1, 0) if passed else Count(0, 1)


def with_moto(count, over_moto):
    """A contract that was not tested against moto, for whatever reason, counts as a failure; so do skipped tests."""
    tried = of_reports([over_moto], succeeded=True)
    return count if tried.passed and not tried.skipped else replace(count, failed=count.failed + 1)


def of_reports(files, succeeded):
    """Sums up JUnit reports. A command that failed without a failed test counts as a failure."""
    suites = [suite for file in files if file.exists() for suite in xml.parse(file).iter("testsuite")]
    tests, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    if (not succeeded or tests == 0) and failed == 0:
        failed = 1
    return Count(max(tests - failures - errors - skipped, 0), failed, skipped)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nbin/test: interrupted; everything it started has ended.", file=sys.stderr)
        sys.exit(INTERRUPTED)
