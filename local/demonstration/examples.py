"""Lines to copy into another shell; each works on its own, from any folder, whatever AWS settings that shell has."""

import json
import shlex
import shutil

from glueconnector.routes import request_of
from stack.aws import Aws
from stack.command import USUAL_PORT
from stack.environment import REGION
from stack.folders import ROOT
from stack.openapi import ROUTES, required_fields
from stack.preparing import TOOLS
from stack.running import STACK_NAME
from stack.seeding import CONNECTIONS, CRAWLER, JOB, ON_DEMAND_TRIGGER, SCHEDULED_TRIGGER, SPARK_JOB
from stack.steps import heading, line

# The fields with which the other actions are shown, by the third segment of their routes.
SEEDED = {"jobs": JOB, "crawlers": CRAWLER, "triggers": SCHEDULED_TRIGGER}
# Actions with their own lines, since they need more than a name or show more with it.
SHOWN_ABOVE = {"StartJobRun", "GetStart", "GetJobRun", "GetJobRunLogs", "StopJobRun", "StartCrawler", "StartTrigger"}


def show(stack, callers):
    heading("The stack is up until Ctrl-C. In another shell, over HTTP as the predefined caller:")
    for command in over_http(stack):
        line(command)
    if shutil.which("curl"):
        line(curl(stack, callers["caller"]))
    heading("The same without bin/api: the workflow, a schedule that fires each minute, its removal, the function itself:")
    for command in with_aws_cli(stack):
        line(command)
    heading("The check of a deployed stack; for AWS, leave out --profile and --endpoint-url (--help shows more):")
    line(smoke(stack))
    heading(f"Put your own script into {ROOT / 'local/scripts'}: it becomes a job with its name. Ctrl-C ends everything.\n")


def over_http(stack):
    """At least one line for each action, and one that is denied."""
    program = [ROOT / "bin/api"] if stack.port == USUAL_PORT else [ROOT / "bin/api", "--port", stack.port]
    run = newest_run(stack)

    def api(action, *options, **fields):
        method, path, body, headers = request_of(action, **fields)
        content = [] if body is None else [json.dumps(body)]
        header = [word for name, value in headers for word in ("-H", f"{name}: {value}")]
        return command(*program, *options, method, path, *content, *header)

    return [
        api("StartJobRun", name=JOB, args={"--group-by": "product"}, idempotencyKey="orders-of-today"),
        api("GetStart", idempotencyKey="orders-of-today"),
        api("GetJobRun", name=JOB, jobRunId=run),
        api("GetJobRunLogs", name=JOB, jobRunId=run),
        api("StartJobRun", name=SPARK_JOB, args={"--demo-seconds": "60"}),
        api("StopJobRun", name=JOB, jobRunIds=[run]),
        api("StartCrawler", name=CRAWLER, ifRunning="adopt"),
        api("StartTrigger", name=ON_DEMAND_TRIGGER),
        *(api(action, **plain_fields(action)) for action in ROUTES if action not in SHOWN_ABOVE),
        api("ListJobs", "--as", "stranger"),
    ]


def plain_fields(action):
    """The required fields of an action: at most the name of a seeded resource."""
    kind = ROUTES[action][1].split("/")[3]
    return {"name": SEEDED[kind]} if "name" in required_fields(action) else {}


def curl(stack, caller):
    user = f"{caller['accessKeyId']}:{caller['secretAccessKey']}"
    url = stack.api_url + request_of("GetJobRun", name=JOB, jobRunId=newest_run(stack)).path
    return command("curl", "--noproxy", "*", "--aws-sigv4", f"aws:amz:{REGION}:execute-api", "--user", user, url)


def with_aws_cli(stack):
    request = json.dumps({"connection": "default", "name": JOB, "args": {"--group-by": "date"}})
    target = {
        "Arn": stack.outputs["StartJobRunFunctionArn"],
        "RoleArn": stack.outputs["ScheduleRoleArn"],
        "Input": request,
    }
    schedule = ["--name", "each-minute", "--group-name", stack.outputs["ScheduleGroupName"]]
    when = ["--schedule-expression", "rate(1 minute)", "--flexible-time-window", "Mode=OFF"]
    machine = stack.outputs["RunJobStateMachineArn"]
    function = stack.outputs["StartJobRunFunctionArn"]
    return [
        aws(stack, "stepfunctions", "start-execution", "--state-machine-arn", machine, "--input", request),
        aws(stack, "scheduler", "create-schedule", *schedule, *when, "--target", json.dumps(target)),
        aws(stack, "scheduler", "delete-schedule", *schedule),
        aws(stack, "lambda", "invoke", "--function-name", function, "--payload", request, "/dev/stdout"),
    ]


def smoke(stack):
    which = ["--stack-name", STACK_NAME, "--region", REGION, "--connection", *CONNECTIONS]
    return as_operator(stack, ROOT / "bin/smoke", *which, "--crawler", CRAWLER)


def aws(stack, *words):
    return as_operator(stack, TOOLS / "bin/aws", *words)


def as_operator(stack, program, *words):
    """Names profile and endpoint on the command line, which takes precedence over the settings of the shell."""
    settings = f"NO_PROXY=127.0.0.1 AWS_CONFIG_FILE={shlex.quote(str(stack.profiles))}"
    return f"{settings} {command(program, '--profile', 'glue-connector-operator', '--endpoint-url', stack.endpoint, *words)}"


def newest_run(stack):
    return Aws(stack.endpoint).client("glue").get_job_runs(JobName=JOB)["JobRuns"][0]["Id"]


def command(*words):
    return shlex.join(str(word) for word in words)
