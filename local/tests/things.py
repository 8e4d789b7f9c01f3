"""Jobs, crawlers and triggers in Glue, each created for one test."""

from itertools import count

from stack.aws import Aws
from stack.environment import REGION

LONG = "600"


class Things:
    """The resources of one account, arranged and inspected with its root's key."""

    _numbers = count(1)

    def __init__(self, stack, account, region=REGION):
        self.glue = Aws(stack.endpoint, account, region=region).client("glue")

    def _name(self, kind):
        return f"{kind} {next(self._numbers)}"

    def job(self, name=None, runs_at_once=50, tags=None, retries=0, command="glueetl", seconds=LONG):
        """A job whose runs take longer than any test, by default."""
        name = name or self._name("job")
        self.glue.create_job(
            Name=name,
            Role="glue-jobs",
            Command={"Name": command, "ScriptLocation": "s3://scripts/x.py"},
            DefaultArguments={"--demo-seconds": seconds},
            ExecutionProperty={"MaxConcurrentRuns": runs_at_once},
            MaxRetries=retries,
            Tags=tags or {},
        )
        return name

    def run(self, job):
        return self.glue.start_job_run(JobName=job)["JobRunId"]

    def runs(self, job):
        return [run["Id"] for run in self.glue.get_job_runs(JobName=job)["JobRuns"]]

    def ended_runs(self, job):
        return [run["Id"] for run in self.glue.get_job_runs(JobName=job)["JobRuns"] if "CompletedOn" in run]

    def run_state(self, job, run):
        return self.glue.get_job_run(JobName=job, RunId=run)["JobRun"]["JobRunState"]

    def crawler(self, name=None, seconds=LONG, outcome="COMPLETED", stopping="1"):
        """A crawler whose crawls take longer than any test, by default."""
        name = name or self._name("crawler")
        targets = {"S3Targets": [{"Path": "s3://files/"}]}
        tags = {"demo-seconds": seconds, "demo-outcome": outcome, "demo-stopping-seconds": stopping}
        self.glue.create_crawler(Name=name, Role="glue-crawlers", DatabaseName="files", Targets=targets, Tags=tags)
        return name

    def crawls(self, crawler):
        """The crawls of a crawler, newest first."""
        return self.glue.list_crawls(CrawlerName=crawler)["Crawls"]

    def crawler_state(self, name):
        return self.glue.get_crawler(Name=name)["Crawler"]["State"]

    def on_demand(self, name=None):
        """A trigger that starts its own job when it fires, and that job."""
        name, job = name or self._name("trigger"), self.job()
        self.glue.create_trigger(Name=name, Type="ON_DEMAND", Actions=[{"JobName": job}])
        return name, job

    def scheduled(self, name=None):
        name, starts = name or self._name("trigger"), [{"JobName": self.job()}]
        schedule = "cron(0 3 * * ? *)"
        self.glue.create_trigger(Name=name, Type="SCHEDULED", Schedule=schedule, Actions=starts, StartOnCreation=True)
        return name

    def trigger_state(self, name):
        return self.glue.get_trigger(Name=name)["Trigger"]["State"]
