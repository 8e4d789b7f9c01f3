"""Lines to copy into another shell; each works alone, from any folder, whatever that shell's AWS settings are."""

import json
import shlex
import shutil

from stack.aws import Aws
from stack.command import USUAL_PORT
from stack.environment import REGION
from stack.folders import ROOT
from stack.preparing import TOOLS
from stack.running import STACK_NAME
from stack.seeding import CONNECTIONS, CRAWLER, JOB, ON_DEMAND_TRIGGER, SCHEDULED_TRIGGER, SPARK_JOB
from stack.steps import heading, line


def show(stack, callers):
    heading("The stack is up until Ctrl-C. In another shell, over HTTP as the seeded caller:")
    for command in over_http(stack):
        line(command)
    if shutil.which("curl"):
        line(curl(stack, callers["caller"]))
    heading("The same without bin/api: the workflow, a schedule that fires each minute and its end, the function itself:")
    for command in with_aws_cli(stack):
        line(command)
    heading("The check of a deployed stack, as it runs against AWS without --profile and --endpoint-url; --help tells more:")
    line(smoke(stack))
    heading(f"Put a script of your own into {ROOT / 'local/scripts'}: it becomes a job of its name. Ctrl-C ends everything.\n")


def over_http(stack):
    """One line for each action, and one that is refused."""
    program = [ROOT / "bin/api"] if stack.port == USUAL_PORT else [ROOT / "bin/api", "--port", stack.port]
    jobs, crawlers, triggers = (f"/connections/default/{kind}" for kind in ("jobs", "crawlers", "triggers"))
    run = newest_run(stack)

    def api(*words):
        return command(*program, *words)

    return [
        api("GET", jobs),
        api("POST", f"{jobs}/{JOB}/runs", '{"args": {"--group-by": "product"}}', "-H", "Idempotency-Key: orders-of-today"),
        api("GET", "/connections/default/starts?idempotencyKey=orders-of-today"),
        api("GET", f"{jobs}/{JOB}/runs/{run}"),
        api("POST", f"{jobs}/{SPARK_JOB}/runs", '{"args": {"--demo-seconds": "60"}}'),
        api("POST", f"{jobs}/{JOB}/runs/stop", json.dumps({"jobRunIds": [run]})),
        api("GET", crawlers),
        api("POST", f"{crawlers}/{CRAWLER}/start", '{"ifRunning": "adopt"}'),
        api("POST", f"{crawlers}/{CRAWLER}/stop", "{}"),
        api("GET", triggers),
        api("POST", f"{triggers}/{ON_DEMAND_TRIGGER}/start", "{}"),
        api("POST", f"{triggers}/{SCHEDULED_TRIGGER}/stop", "{}"),
        api("POST", "/connections/default/test", "{}"),
        api("--as", "stranger", "GET", jobs),
    ]


def curl(stack, caller):
    user = f"{caller['accessKeyId']}:{caller['secretAccessKey']}"
    url = f"{stack.api_url}/connections/default/jobs/{JOB}/runs/{newest_run(stack)}"
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
    """Names profile and endpoint on the command line, where no setting of the shell outranks them."""
    settings = f"NO_PROXY=127.0.0.1 AWS_CONFIG_FILE={shlex.quote(str(stack.profiles))}"
    return f"{settings} {command(program, '--profile', 'glue-connector-operator', '--endpoint-url', stack.endpoint, *words)}"


def newest_run(stack):
    return Aws(stack.endpoint).client("glue").get_job_runs(JobName=JOB)["JobRuns"][0]["Id"]


def command(*words):
    return shlex.join(str(word) for word in words)
