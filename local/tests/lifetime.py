"""A second stack over the same connections, from the release before this one to its removal, and what is open in it meanwhile."""

import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace

from botocore.exceptions import ClientError

from glueconnector.smoke.waiting import poll
from glueconnector.target import reachable
from stack.aws import outputs_of
from stack.environment import ACCOUNT, for_running
from stack.folders import FUNCTIONS_ZIP, ROOT
from stack.released import current, released
from stack.running import BUCKET
from stack.seeding import glue_permissions, policy
from tests.sam import sam
from tests.test_abandoned import GOING_ON
from tests.waits import LOOKING_OFTEN, SETTLING_SHORTLY, Waits, changed

NAME = "glue-connector-lifetime"
# The pauses of the workflows, so that no test waits for them. An open execution calls its functions all the time.
QUICKLY = {"run-job.asl.json": LOOKING_OFTEN, "run-crawler.asl.json": LOOKING_OFTEN, "stop-abandoned.asl.json": SETTLING_SHORTLY}
# A start stays in doubt until a test settles it.
DOUBTFUL = "in-doubt"
DOUBTING_LONG = {"IntervalSeconds": 3, "MaxAttempts": 99, "BackoffRate": 1}


class Lifetime:
    """The stack. It begins with the workflows of the latest release, and with a package that differs from the current one."""

    def __init__(self, stack, aws, glue, folder):
        self._stack, self._aws, self._built = stack, aws, folder / "built"
        self.folder = folder / "home"
        self.folder.mkdir()
        self._build(released())
        with zipfile.ZipFile(self._built / "functions.zip", "a") as package:
            package.writestr("before.txt", "The package of the release before.")
        self.deploy("ScheduledJobName=nightly")
        self.outputs = outputs_of(aws.client("cloudformation"), NAME)
        self.waits = Waits(SimpleNamespace(outputs=self.outputs), aws, glue)
        self.api = reachable(self.outputs["ApiUrl"], stack.endpoint)

    def _build(self, definitions):
        """A template for the SAM CLI, with copies of what it names."""
        self._built.mkdir(exist_ok=True)
        shutil.copy(FUNCTIONS_ZIP, self._built)
        for file, definition in definitions.items():
            (self._built / file).write_text(doubting_long(changed(definition, QUICKLY.get(file, {}))))
        template = (self._stack.folder / "sam/template.yaml").read_text()
        (self._built / "template.yaml").write_text(re.sub(r": \S+/(functions\.zip|[\w-]+\.asl\.json)\n", r": \1\n", template))

    def build_current(self, **changes):
        """The current package and workflows; the changes name a workflow's file without its ending."""
        definitions = current()
        for name, (before, after) in changes.items():
            file = f"{name.replace('_', '-')}.asl.json"
            definitions[file] = changed(definitions[file], {before: after})
        self._build(definitions)

    def deploy(self, *parameters):
        template = ["--template-file", self._built / "template.yaml", "--config-file", ROOT / "samconfig.toml"]
        settings = ["--stack-name", NAME, "--no-resolve-s3", "--s3-bucket", BUCKET, "--s3-prefix", NAME, "--no-progressbar"]
        sam(self._stack, "deploy", *template, *settings, "--parameter-overrides", self._stack.deployer.boundary, *parameters)

    def schedule(self, name, state):
        target = {
            "Arn": self.outputs["RunJobStateMachineArn"],
            "RoleArn": self.outputs["ScheduleRoleArn"],
            "Input": '{"name": "x"}',
        }
        self._aws.client("scheduler").create_schedule(
            Name=name,
            GroupName=NAME,
            ScheduleExpression="cron(0 3 * * ? *)",
            ScheduleExpressionTimezone="Europe/Berlin",
            StartDate=datetime(2999, 1, 31, tzinfo=UTC),
            FlexibleTimeWindow={"Mode": "OFF"},
            State=state,
            Target=target,
        )

    def remove(self, *options, key=None, name=NAME, stdin=subprocess.DEVNULL):
        words, environment = self._command(options, key, name)
        where = {"env": environment, "cwd": self.folder, "stdin": stdin}
        return subprocess.run(words, **where, capture_output=True, text=True, timeout=180)

    def interrupted(self, step, sign, *options):
        """Sends a signal as soon as the removal shows a step; returns everything that it showed, and its exit code."""
        words, environment = self._command(("--yes", *options))
        process = subprocess.Popen(
            words,
            env=environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        shown: list[str] = []
        assert process.stdout
        for line in process.stdout:
            # An interrupted line may be printed again.
            if line.startswith(step) and not any(it.startswith(step) for it in shown):
                process.send_signal(sign)
            shown.append(line)
        return "".join(shown), process.wait(60)

    def _command(self, options, key=None, name=NAME):
        keys = {"AWS_ACCESS_KEY_ID": key["accessKeyId"], "AWS_SECRET_ACCESS_KEY": key["secretAccessKey"]} if key else {}
        words = [str(ROOT / "bin/remove"), *(["--stack-name", name] if name else []), *options]
        return words, for_running(self._stack.endpoint) | keys

    def record(self):
        return json.loads((self.folder / f"{NAME}-removal.json").read_text())

    def facts(self):
        """Everything that a removal changes before the deletion."""
        scheduler, (api, stage) = self._aws.client("scheduler"), self.api.split("/")[-2:]
        names = [it["Name"] for it in scheduler.list_schedules(GroupName=NAME)["Schedules"]]
        schedules = [scheduler.get_schedule(GroupName=NAME, Name=it) for it in sorted(names)]
        changing = {"ResponseMetadata", "LastModificationDate"}
        settings = self._aws.client("apigateway").get_stage(restApiId=api, stageName=stage)["methodSettings"]
        return [{name: it[name] for name in it if name not in changing} for it in schedules], settings

    def status(self):
        try:
            (stack,) = self._aws.client("cloudformation").describe_stacks(StackName=NAME)["Stacks"]
        except ClientError:
            return "gone"
        return stack["StackStatus"]

    def served(self, action):
        """The package and the parameter that an action runs with."""
        function = self._aws.client("lambda").get_function_configuration(FunctionName=f"{NAME}-{action}", Qualifier="live")
        return function["CodeSha256"], function["Environment"]["Variables"]["ALLOWED_REGIONS"]


def doubting_long(definition):
    altered = json.loads(definition)
    for rule in altered["States"].get("Start job run", {}).get("Retry", []):
        rule |= DOUBTING_LONG if "io.glueconnector.error.OutcomeUnknown" in rule["ErrorEquals"] else {}
    return json.dumps(altered)


def without_search(statement):
    return statement | {"Action": [it for it in statement["Action"] if it != "glue:GetJobRuns"]}


@dataclass
class Tally:
    open: int = 0
    lost: int = 0
    twice: int = 0
    unattended: int = 0


class Load:
    """Two runs, a crawl, a fleet of two and a start in doubt, each of a job or crawler of its own."""

    def __init__(self, waits, own, glue, connections, iam):
        self._waits, self._own, self._iam = waits, own, iam
        self._jobs = [own.job() for _ in range(5)]
        self._crawler = own.crawler()
        first, second, third, fourth, fifth = self._jobs
        self._fleet = waits.start({"items": [{"name": third}, {"name": fourth}], "toleratedFailures": 2}, "RunFleet")
        self._children = poll(lambda: [it for it in waits.running("RunJob") if ":fleet-" in it], lambda found: len(found) == 2)
        runs = [waits.start({"name": it}) for it in (first, second)]
        self._crawl = waits.start({"name": self._crawler}, "RunCrawler")
        for execution in (*self._children, *runs, self._crawl):
            waits.waiting(execution)
        self._doubtful = self._start_in_doubt(fifth, glue, connections)
        self._runs = [*runs, self._doubtful]

    def _start_in_doubt(self, job, glue, connections):
        """The answer to the start is lost, and the connection may not search for its run."""
        connections.access_key(DOUBTFUL, statements=[without_search(it) for it in glue_permissions(ACCOUNT)])
        glue.fault("StartJobRun", "closeAfter")
        execution = self._waits.start({"name": job, "connection": DOUBTFUL})
        poll(lambda: self._waits.failures(execution), lambda errors: "io.glueconnector.error.OutcomeUnknown" in errors, 20)
        return execution

    def still_open(self):
        """Counts what is open, and what no open execution attends to. Each job and crawler was started once."""
        tally = Tally()
        attended = {self._waits.now(it)["status"] for it in (*self._runs, *self._children, self._crawl, self._fleet)} == {
            "RUNNING"
        }
        for states in (*(self._states(job) for job in self._jobs), self._crawls()):
            active = sum(it in GOING_ON for it in states)
            tally.open += active
            tally.unattended += 0 if attended else active
            tally.lost += not states
            tally.twice += len(states) > 1
        return tally

    def settle(self):
        """From now on, the start in doubt can be found."""
        user = f"glue-{DOUBTFUL}"
        self._iam.put_user_policy(UserName=user, PolicyName=user, PolicyDocument=policy(glue_permissions(ACCOUNT)))
        self._waits.waiting(self._doubtful)

    def outcomes(self):
        """Ends everything in Glue; the error or else the output of each execution."""
        for job in self._jobs:
            self._own.glue.batch_stop_job_run(JobName=job, JobRunIds=self._own.runs(job))
        self._own.glue.stop_crawler(Name=self._crawler)
        ended = [self._waits.ended(it) for it in (*self._runs, self._crawl, self._fleet)]
        return [it.get("error") or json.loads(it["output"]) for it in ended]

    def _states(self, job):
        return [self._own.run_state(job, it) for it in self._own.runs(job)]

    def _crawls(self):
        return [it["State"] for it in self._own.crawls(self._crawler)]
