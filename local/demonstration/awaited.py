"""Shows that waits end without polling and that an aborted execution leaves no run; counts the calls to Glue."""

import json
import urllib.request

from glueconnector.smoke.checks import shortened
from glueconnector.smoke.connection import Connection
from glueconnector.smoke.verdicts import Unexpected
from glueconnector.smoke.waiting import poll
from stack.aws import Aws
from stack.environment import REGION, ROOT_KEY, SECOND_REGION
from stack.running import INBOX
from stack.seeding import CRAWLER, SPARK_JOB

CONNECTION = "default"
LONG = "600"
FLEET_SIZE = 20
ABORTED_SIZE = 4
REGIONS = (REGION, SECOND_REGION)


class Awaited:
    """Starts the stack's workflows as its operator and waits for their results."""

    def __init__(self, stack, target, verdicts):
        self._stack = stack
        self._machines = target.client("stepfunctions")
        self._connection = Connection(target, CONNECTION)
        self._verdicts = verdicts
        self._last = None

    def run(self):
        for check in (
            *(self._succeeded, self._failed, self._told, self._looked_up),
            *(self._crawl, self._aborted, self._fleet, self._fleet_aborted),
        ):
            self._verdicts.chain(check)

    def _succeeded(self):
        with self._check("RunJob to the end of its run", "RunJob") as note:
            ended = self._ended(self._start("RunJob", SPARK_JOB, args={"--demo-seconds": "1"}))
            run = json.loads(expected(ended, "SUCCEEDED")["output"])
            note(f"{run['state']}, {shortened(run['jobRunId'])}")
            note(self._calls("RunId", run["jobRunId"]))

    def _failed(self):
        with self._check("RunJob to the end of a run that fails", "RunJob") as note:
            arguments = {"--demo-seconds": "1", "--demo-outcome": "FAILED", "--demo-message": "KeyError: price"}
            self._last = self._start("RunJob", SPARK_JOB, args=arguments)
            ended = self._ended(self._last)
            run = json.loads(expected(ended, "FAILED")["cause"])
            note(f"{ended['error']}: {run['errorMessage']}, log {run['logs']['error']}, retryable {run['retryable']}")
            note(self._calls("RunId", run["jobRunId"]))

    def _told(self):
        with self._check("the message about that run", "RunJob") as note:
            queues = Aws(self._stack.endpoint).client("sqs")
            queue = queues.get_queue_url(QueueName=INBOX)["QueueUrl"]
            asked = {"QueueUrl": queue, "MaxNumberOfMessages": 10, "VisibilityTimeout": 1}

            def about_it():
                bodies = (json.loads(it["Body"]) for it in queues.receive_message(**asked).get("Messages", []))
                return [it for it in bodies if self._last in it["Message"]]

            (message,) = poll(about_it, lambda found: found)
            said = next(it for it in message["Message"].splitlines() if it.startswith("Glue reports"))
            note(f"{message['Subject']}: {said}")

    def _looked_up(self):
        with self._check("ListJobRuns of failed runs, and GetJobRunLogs", "HTTP") as note:
            run = self._connection.ask("ListJobRuns", name=SPARK_JOB, state="FAILED", maxItems=1)["jobRuns"][0]
            note(f"{run['jobRunState']}, {shortened(run['id'])}, {run['errorMessage']}")
            log = self._connection.ask("GetJobRunLogs", name=SPARK_JOB, jobRunId=run["id"], stream="error", tail=2)
            note(f"log: {' / '.join(it['text'] for it in log['lines'])}")

    def _crawl(self):
        with self._check("RunCrawler to the end of its crawl", "RunCrawler") as note:
            ended = self._ended(self._start("RunCrawler", CRAWLER, ifRunning="queueNext"))
            crawl = json.loads(expected(ended, "SUCCEEDED")["output"])
            note(f"{crawl['state']}, crawl {shortened(crawl['crawlId'])}")
            note(self._calls("Filters", crawl["crawlId"]))

    def _aborted(self):
        with self._check("RunJob aborted: its run", "RunJob") as note:
            before = self._runs().keys()
            execution = self._start("RunJob", SPARK_JOB, args={"--demo-seconds": LONG})
            (run,) = poll(lambda: self._runs().keys() - before, lambda new: new)
            self._machines.stop_execution(executionArn=execution)
            poll(lambda: self._runs()[run], lambda state: state == "STOPPED")
            note(f"STOPPED, {shortened(run)}")
            note(self._calls("RunId", run))

    def _fleet(self):
        with self._check(f"RunFleet: {FLEET_SIZE} runs over two Regions", "RunFleet") as note:
            before = self._runs().keys()
            ended = self._ended(self._start_fleet(FLEET_SIZE, "1"))
            fleet = json.loads(expected(ended, "SUCCEEDED")["output"])
            note(json.dumps(fleet["counts"]))
            note(self._calls("RunId", *(self._runs().keys() - before)))

    def _fleet_aborted(self):
        with self._check("RunFleet aborted: its runs", "RunFleet") as note:
            before = self._runs().keys()
            execution = self._start_fleet(ABORTED_SIZE, LONG)
            runs = poll(lambda: self._runs().keys() - before, lambda new: len(new) == ABORTED_SIZE)
            self._machines.stop_execution(executionArn=execution)
            poll(lambda: {state for run, state in self._runs().items() if run in runs}, lambda states: states == {"STOPPED"})
            note(f"{len(runs)} STOPPED")
            note(self._calls("RunId", *runs))

    def _start_fleet(self, size, seconds):
        """Starts one job in two Regions, alternating, until the fleet has its size."""
        items = [{"name": SPARK_JOB, "region": REGIONS[it % 2]} for it in range(size)]
        defaults = {"args": {"--demo-seconds": seconds}}
        return self._execute("RunFleet", {"items": items, "maxConcurrency": FLEET_SIZE, "defaults": defaults})

    def _start(self, workflow, name, **fields):
        return self._execute(workflow, {"connection": CONNECTION, "name": name} | fields)

    def _execute(self, workflow, fields):
        machine = self._stack.outputs[f"{workflow}StateMachineArn"]
        return self._machines.start_execution(stateMachineArn=machine, input=json.dumps(fields))["executionArn"]

    def _ended(self, execution):
        return poll(lambda: self._machines.describe_execution(executionArn=execution), lambda now: now["status"] != "RUNNING")

    def _runs(self):
        """The job's runs in both Regions, with their states."""
        places = (Aws(self._stack.endpoint, region=it).client("glue") for it in REGIONS)
        return {run["Id"]: run["JobRunState"] for glue in places for run in glue.get_job_runs(JobName=SPARK_JOB)["JobRuns"]}

    def _calls(self, field, *values):
        """The calls to Glue about runs or a crawl, as Glue counts them, without the demonstration's own calls."""
        with urllib.request.urlopen(f"{self._stack.fake_glue}/_fake-glue/requests", timeout=10) as answer:
            requests = json.load(answer)["requests"]
        named = ((it["accessKeyId"], json.dumps(it["body"].get(field, ""))) for it in requests)
        asked = [text for key, text in named if key != ROOT_KEY and any(it in text for it in values)]
        return f"reads of Glue: {len(asked)}"

    def _check(self, title, door):
        return self._verdicts.check(CONNECTION, title, door)


def expected(ended, status):
    if ended["status"] != status:
        raise Unexpected(f"expected {status}, but got {ended['status']}: {ended.get('error')}: {ended.get('cause')}")
    return ended
