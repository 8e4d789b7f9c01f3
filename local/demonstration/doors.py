"""The main job through each of its three doors: starts a job run, watches it until it ends, and shows its result."""

import datetime
import json

from botocore.credentials import Credentials

from glueconnector.routes import request_of
from glueconnector.signing import Http
from glueconnector.smoke.waiting import ENDED, poll
from stack.aws import Aws
from stack.environment import REGION
from stack.processes import Failed
from stack.seeding import JOB
from stack.steps import heading, line


class Demonstration:
    """Calls a running stack as its predefined callers; none of them is the root."""

    def __init__(self, stack, callers):
        self._stack = stack
        self._caller = Credentials(*callers["caller"].values())
        self._http = Http(stack.api_url)
        self._operator = Aws(stack.endpoint, *callers["operator"].values())

    def succeeds(self):
        """Goes through all doors and returns whether each run ended as SUCCEEDED."""
        doors = (
            ("HTTP, signed by the predefined caller", "country", self._start_over_http),
            ("A state machine: RunJob", "product", self._start_by_workflow),
            ("A schedule: EventBridge Scheduler", "date", self._start_by_schedule),
        )
        verdicts = [self._passes(*door) for door in doors]
        return all(verdicts)

    def _passes(self, title, group_by, start):
        heading(title)
        try:
            job_run_id = start(group_by)
            line(f"job run   {job_run_id}")
            return self._watch(job_run_id, group_by) == "SUCCEEDED"
        except (Failed, TimeoutError) as failure:
            line(f"failed    {failure}")
            return False

    def _start_over_http(self, group_by):
        request = request_of("StartJobRun", name=JOB, args={"--group-by": group_by})
        line(f"{request.method} {request.path}")
        return self._call(request)["jobRunId"]

    def _start_by_workflow(self, group_by):
        machines = self._operator.client("stepfunctions")
        execution = machines.start_execution(
            stateMachineArn=self._stack.outputs["RunJobStateMachineArn"],
            input=json.dumps({"connection": "default", "name": JOB, "args": {"--group-by": group_by}}),
        )["executionArn"]
        line(f"execution {execution.rpartition(':')[2]}")
        ended = poll(lambda: machines.describe_execution(executionArn=execution), lambda now: now["status"] != "RUNNING")
        line(f"          {ended['status']}")
        if ended["status"] != "SUCCEEDED":
            raise Failed(f"{ended.get('error')}: {ended.get('cause')}")
        return json.loads(ended["output"])["jobRunId"]

    def _start_by_schedule(self, group_by):
        moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=2)
        at = moment.strftime("%Y-%m-%dT%H:%M:%S")
        arguments = {"--group-by": group_by, "--scheduled-time": "<aws.scheduler.scheduled-time>"}
        self._operator.client("scheduler").create_schedule(
            Name="demonstration",
            GroupName=self._stack.outputs["ScheduleGroupName"],
            ScheduleExpression=f"at({at})",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={
                "Arn": self._stack.outputs["StartJobRunFunctionArn"],
                "RoleArn": self._stack.outputs["ScheduleRoleArn"],
                "Input": json.dumps({"connection": "default", "name": JOB, "args": arguments}),
            },
        )
        line(f"schedule  demonstration, at({at})")
        # The response to a schedule's call is lost, so the run is found in Glue by its scheduled time.
        glue = Aws(self._stack.endpoint).client("glue")
        return poll(lambda: run_scheduled_for(glue, f"{at}Z"), lambda found: found)

    def _watch(self, job_run_id, group_by):
        request = request_of("GetJobRun", name=JOB, jobRunId=job_run_id)
        seen = []

        def run():
            now = self._call(request)["jobRun"]
            if now["jobRunState"] not in seen:
                seen.append(now["jobRunState"])
                line(f"state     {now['jobRunState']}")
            return now

        ended = poll(run, lambda now: now["jobRunState"] in ENDED)
        if ended["jobRunState"] != "SUCCEEDED":
            raise Failed(f"{ended['jobRunState']}: {ended.get('errorMessage')}")
        result = self._stack.folder / f"output/orders-by-{group_by}.csv"
        line(f"result    {result}")
        for row in result.read_text().splitlines():
            line(f"          {row}")
        return ended["jobRunState"]

    def _call(self, request):
        method, path, body, headers = request
        content = None if body is None else json.dumps(body)
        answer = self._http.request(method, self._stack.api_url + path, content, headers, REGION, self._caller)
        if answer.status != 200:
            raise Failed(f"{method} {path} returned {answer.status}: {answer.body}")
        return json.loads(answer.body)


def run_scheduled_for(glue, moment):
    for run in glue.get_job_runs(JobName=JOB)["JobRuns"]:
        if run.get("Arguments", {}).get("--scheduled-time") == moment:
            return run["Id"]
    return None
