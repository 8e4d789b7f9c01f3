"""Shows that ends are known without polling, and that an aborted execution leaves no run: with the calls that Glue got."""

import json
import urllib.request

from smoke.checks import shortened
from stack.aws import Aws
from stack.environment import ROOT_KEY
from stack.processes import Failed
from stack.seeding import CRAWLER, SPARK_JOB
from stack.waiting import poll

CONNECTION = "default"
LONG = "600"


class Awaited:
    """Starts the stack's workflows as its operator and waits for what they say."""

    def __init__(self, stack, deployed, verdicts):
        self._stack = stack
        self._machines = deployed.client("stepfunctions")
        self._verdicts = verdicts

    def run(self):
        for check in (self._succeeded, self._failed, self._crawl, self._aborted):
            self._verdicts.chain(check)

    def _succeeded(self):
        with self._check("RunJob to the end of its run", "RunJob") as came:
            ended = self._ended(self._start("RunJob", SPARK_JOB, args={"--demo-seconds": "1"}))
            run = json.loads(expected(ended, "SUCCEEDED")["output"])
            came(f"{run['state']}, {shortened(run['jobRunId'])}")
            came(self._calls("RunId", run["jobRunId"]))

    def _failed(self):
        with self._check("RunJob to the end of a run that fails", "RunJob") as came:
            arguments = {"--demo-seconds": "1", "--demo-outcome": "FAILED", "--demo-message": "KeyError: price"}
            ended = self._ended(self._start("RunJob", SPARK_JOB, args=arguments))
            run = json.loads(expected(ended, "FAILED")["cause"])
            came(f"{ended['error']}: {run['errorMessage']}, log {run['logs']['error']}, retryable {run['retryable']}")
            came(self._calls("RunId", run["jobRunId"]))

    def _crawl(self):
        with self._check("RunCrawler to the end of its crawl", "RunCrawler") as came:
            ended = self._ended(self._start("RunCrawler", CRAWLER, ifRunning="queueNext"))
            crawl = json.loads(expected(ended, "SUCCEEDED")["output"])
            came(f"{crawl['state']}, crawl {shortened(crawl['crawlId'])}")
            came(self._calls("Filters", crawl["crawlId"]))

    def _aborted(self):
        with self._check("RunJob aborted: its run", "RunJob") as came:
            before = self._runs()
            execution = self._start("RunJob", SPARK_JOB, args={"--demo-seconds": LONG})
            (run,) = poll(lambda: self._runs() - before, lambda new: new)
            self._machines.stop_execution(executionArn=execution)
            glue = Aws(self._stack.endpoint).client("glue")
            poll(
                lambda: glue.get_job_run(JobName=SPARK_JOB, RunId=run)["JobRun"]["JobRunState"],
                lambda state: state == "STOPPED",
            )
            came(f"STOPPED, {shortened(run)}")
            came(self._calls("RunId", run))

    def _start(self, workflow, name, **fields):
        return self._machines.start_execution(
            stateMachineArn=self._stack.outputs[f"{workflow}StateMachineArn"],
            input=json.dumps({"connection": CONNECTION, "name": name} | fields),
        )["executionArn"]

    def _ended(self, execution):
        return poll(
            lambda: self._machines.describe_execution(executionArn=execution), lambda now: now["status"] != "RUNNING"
        )

    def _runs(self):
        return {run["Id"] for run in Aws(self._stack.endpoint).client("glue").get_job_runs(JobName=SPARK_JOB)["JobRuns"]}

    def _calls(self, field, value):
        """How often Glue was asked about one run or crawl, as it counts itself; the demonstration's own looks are the root's."""
        with urllib.request.urlopen(f"{self._stack.fake_glue}/_fake-glue/requests", timeout=10) as answer:
            requests = json.load(answer)["requests"]
        asked = [it for it in requests if value in json.dumps(it["body"].get(field, "")) and it["accessKeyId"] != ROOT_KEY]
        return f"reads of Glue: {len(asked)}"

    def _check(self, title, door):
        return self._verdicts.check(CONNECTION, title, door)


def expected(ended, status):
    if ended["status"] != status:
        raise Failed(f"expected {status}, came {ended['status']}: {ended.get('error')}: {ended.get('cause')}")
    return ended
