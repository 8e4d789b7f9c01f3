"""bin/run, second half: starts the local stack, shows the main job and stays up until Ctrl-C."""

import sys
import time

from demonstration import all_actions, examples
from demonstration.doors import Demonstration
from stack import command, seeding
from stack.environment import for_building
from stack.folders import ROOT
from stack.processes import ProcessGroup
from stack.running import STACK_NAME, Stack
from stack.steps import heading, line, step

SECONDS_BETWEEN_LOOKS = 0.5


def run(options):
    with ProcessGroup() as group, Stack(options.port, group) as stack:
        scripts = seeding.scripts()
        callers = start(stack, scripts)
        succeeded = all([demonstrate(stack, callers), all_actions.succeed(stack, callers)])
        report(stack)
        if not options.once:
            stay_up(stack, callers, set(scripts))
        return 0 if succeeded else 1


def start(stack, scripts):
    heading(f"Starting, on 127.0.0.1 only (logs in {stack.folder.relative_to(ROOT)}/logs)")
    with step("fake-glue, which runs Python shell jobs for real") as note:
        stack.start_fake_glue()
        note(stack.fake_glue)
    with step("Emulated AWS with IAM enforced") as note:
        stack.start_emulator()
        note(stack.endpoint)
    with step("sam build and sam deploy of template.yaml") as note:
        stack.deploy()
        note(f"stack {STACK_NAME}")
    with step("Connections, jobs, crawlers, triggers and callers"):
        callers = seeding.seed(stack, scripts)
        stack.write_down(callers)
    return callers


def demonstrate(stack, callers):
    began = time.monotonic()
    succeeded = Demonstration(stack, callers).succeeds()
    outcome = "SUCCEEDED" if succeeded else "did not all succeed"
    heading(f"The runs through all three doors {outcome} ({time.monotonic() - began:.1f} s).")
    return succeeded


def report(stack):
    """Writes the report of the runs so far, as a person would."""
    heading("A report on these runs, to open in a browser")
    file = stack.folder / "report.html"
    connections = [word for name in seeding.CONNECTIONS for word in ("--connection", name)]
    with step("glue report") as note:
        command_line = [ROOT / "bin/glue", "report", "--port", stack.port, *connections, "--output", file]
        stack.group.run(command_line, for_building(), stack.folder / "logs/report.log")
        note(str(file.relative_to(ROOT)))


def stay_up(stack, callers, known):
    """Creates a job for each new script, until Ctrl-C or until a process ends by itself."""
    examples.show(stack, callers)
    while True:
        stack.check()
        for script in set(seeding.scripts()) - known:
            seeding.add_script(stack, script)
            known.add(script)
            line(f"New job {seeding.job_name(script)} runs {script.relative_to(ROOT)}")
        time.sleep(SECONDS_BETWEEN_LOOKS)


if __name__ == "__main__":
    sys.exit(command.guarded(run, command.arguments()))
