"""The resources with which a newcomer can try the stack: connections, jobs, and callers with only the permissions they need."""

import json
import secrets

from stack.aws import Aws
from stack.environment import ACCOUNT, REGION, ROOT_KEY, SECOND_REGION
from stack.folders import LOCAL, ROOT

CUSTOMER = "222222222222"
JOB = "summarize-orders"
SPARK_JOB = "nightly-load"
CRAWLER = "orders"
ON_DEMAND_TRIGGER = "summarize-now"
SCHEDULED_TRIGGER = "summarize-nightly"
# A separate name, so the guide can create the same workflow under its own name.
EXAMPLE = "seeded-time-boxed-runs"
EXAMPLE_TAGS = {"team": "sales"}

CONNECTIONS = {
    "default": "a key pair of this account",
    "team-a": "a role of another account, assumed with a key pair and its External ID",
}

# The Glue permissions that the connector's actions need in a connection's account, by the kind of resource.
PERMISSIONS = {
    "job": ["BatchStopJobRun", "GetJob", "GetJobRun", "GetJobRuns", "StartJobRun"],
    "crawler": ["GetCrawler", "ListCrawls", "StartCrawler", "StopCrawler"],
    "trigger": ["BatchGetTriggers", "GetTrigger", "StartTrigger", "StopTrigger"],
    "*": ["ListCrawlers", "ListJobs", "ListTriggers"],
}


def seed(stack, scripts):
    """Creates everything, including a job for each script, and returns the callers' keys by name."""
    aws, customer = Aws(stack.endpoint), Aws(stack.endpoint, CUSTOMER)
    connections(stack, aws, customer)
    for account in (aws, customer):
        jobs(account, scripts, stack.folder / "output")
        crawler_and_triggers(account)
    spark_job(Aws(stack.endpoint, region=SECOND_REGION))
    example_workflow(stack, aws)
    return callers(stack, aws)


def connections(stack, aws, customer):
    """Both kinds: `default` is a key pair of this account, `team-a` a role of a customer's account with an External ID."""
    key = user(aws, "glue-default", glue_permissions(ACCOUNT))
    secret(stack, aws, "default", {"type": "accessKey"} | key)
    external_id = secrets.token_hex(16)
    role = role_for_partner(customer, external_id)
    base = user(aws, "glue-team-a", [allow(["sts:AssumeRole"], role)])
    secret(stack, aws, "team-a", {"type": "assumeRole", "roleArn": role, "externalId": external_id} | base)


def secret(stack, aws, connection, value):
    name = stack.outputs["ConnectionPrefix"] + connection
    aws.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(value))


def role_for_partner(customer, external_id):
    """A role that this account may assume if it knows the External ID; returns its ARN."""
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
    }
    return role_with(customer, "glue-connector", trust, glue_permissions(CUSTOMER))


def glue_permissions(account):
    return [
        allow(
            [f"glue:{action}" for action in actions],
            *(["*"] if kind == "*" else [f"arn:aws:glue:{it}:{account}:{kind}/*" for it in (REGION, SECOND_REGION)]),
        )
        for kind, actions in PERMISSIONS.items()
    ] + [
        allow(["logs:FilterLogEvents", "logs:GetLogEvents"], f"arn:aws:logs:{it}:{account}:log-group:/aws-glue/*")
        for it in (REGION, SECOND_REGION)
    ]


def jobs(aws, scripts, output):
    """A Python shell job for each script, with its name, and a Spark job that is only simulated."""
    glue = aws.client("glue")
    for script in scripts:
        glue.create_job(**python_shell_job(script, output))
    spark_job(aws)


def spark_job(aws):
    aws.client("glue").create_job(
        Name=SPARK_JOB,
        Role="glue-jobs",
        Command={"Name": "glueetl", "ScriptLocation": "s3://scripts/nightly_load.py", "PythonVersion": "3"},
        DefaultArguments={"--demo-seconds": "5", "--target": "s3://lake/orders/"},
        GlueVersion="5.0",
        WorkerType="G.1X",
        NumberOfWorkers=2,
        ExecutionProperty={"MaxConcurrentRuns": 20},
        Tags=EXAMPLE_TAGS,
    )


def crawler_and_triggers(aws):
    """A crawler with crawls of twenty seconds, a trigger that fires on start, and one that fires on a schedule."""
    glue = aws.client("glue")
    target = {"S3Targets": [{"Path": "s3://orders/"}]}
    takes = {"demo-seconds": "20"}
    glue.create_crawler(Name=CRAWLER, Role="glue-crawlers", DatabaseName="orders", Targets=target, Tags=takes)
    starts_job = [{"JobName": JOB}]
    glue.create_trigger(Name=ON_DEMAND_TRIGGER, Type="ON_DEMAND", Actions=starts_job)
    glue.create_trigger(Name=SCHEDULED_TRIGGER, Type="SCHEDULED", Schedule="cron(0 3 * * ? *)", Actions=starts_job)


def example_workflow(stack, aws):
    """The state machine of docs/examples, with a role that may invoke only its functions."""
    definition = (ROOT / "docs/examples/time-boxed-runs.asl.json").read_text()
    functions = [name for name in stack.outputs if f"${{{name}}}" in definition]
    for name in functions:
        definition = definition.replace(f"${{{name}}}", stack.outputs[name])
    trust = {"Effect": "Allow", "Principal": {"Service": "states.amazonaws.com"}, "Action": "sts:AssumeRole"}
    may_invoke = allow(["lambda:InvokeFunction"], *(stack.outputs[name] for name in functions))
    role = role_with(aws, EXAMPLE, trust, [may_invoke])
    aws.client("stepfunctions").create_state_machine(name=EXAMPLE, definition=definition, roleArn=role)


def machine_arn(name):
    return f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{name}"


def add_script(stack, script):
    """Creates the job of a script that was added while the stack was up."""
    for account in (ROOT_KEY, CUSTOMER):
        Aws(stack.endpoint, account).client("glue").create_job(**python_shell_job(script, stack.folder / "output"))


def scripts():
    return sorted((LOCAL / "scripts").glob("*.py"))


def python_shell_job(script, output):
    return {
        "Name": job_name(script),
        "Role": "glue-jobs",
        "Command": {"Name": "pythonshell", "ScriptLocation": f"s3://scripts/{script.name}", "PythonVersion": "3.9"},
        "DefaultArguments": {"--input-folder": str(LOCAL / "data"), "--output-folder": str(output)},
        "MaxCapacity": 0.0625,
        "ExecutionProperty": {"MaxConcurrentRuns": 10},
    }


def job_name(script):
    return script.stem.replace("_", "-")


def callers(stack, aws):
    """The callers' keys by name. None is the root, and none has a Glue permission."""
    api = stack.outputs["ApiUrl"].removeprefix("https://").partition(".")[0]
    stage = stack.outputs["ApiUrl"].rpartition("/")[2]
    group = stack.outputs["ScheduleGroupName"]

    def on_connection(name):
        stage_arn = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api}/{stage}"
        return allow(["execute-api:Invoke"], *(f"{stage_arn}/{method}/connections/{name}/*" for method in ("GET", "POST")))

    functions = [arn for name, arn in stack.outputs.items() if name.endswith("FunctionArn")]
    machines = [arn for name, arn in stack.outputs.items() if name.endswith("StateMachineArn")] + [machine_arn(EXAMPLE)]
    executions = [machine.replace(":stateMachine:", ":execution:") + ":*" for machine in machines]
    operator = [
        allow(["cloudformation:DescribeStacks"], f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/*"),
        on_connection("*"),
        allow(["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"], *functions),
        allow(["logs:FilterLogEvents"], f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/*"),
        allow(["states:StartExecution"], *machines),
        allow(["states:StartSyncExecution"], stack.outputs["RunJobStateMachineArn"].replace("-RunJob", "-TellEnds")),
        allow(["states:DescribeExecution", "states:StopExecution"], *executions),
        allow(
            ["scheduler:CreateSchedule", "scheduler:DeleteSchedule"], f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{group}/*"
        ),
        allow(["iam:PassRole"], stack.outputs["ScheduleRoleArn"]),
    ]
    return {
        "caller": user(aws, "caller", [on_connection("*")]),
        "team-a": user(aws, "team-a", [on_connection("team-a")]),
        "stranger": user(aws, "stranger", []),
        "operator": user(aws, "operator", operator),
    }


def policy(statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(actions, *resources):
    return {"Effect": "Allow", "Action": actions, "Resource": list(resources)}


def role_with(aws, name, trust, statements):
    """An IAM role with one inline policy; returns its ARN."""
    iam = aws.client("iam")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy([trust]))["Role"]
    iam.put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=policy(statements))
    return role["Arn"]


def user(aws, name, statements):
    """An IAM user with a key pair and one inline policy."""
    iam = aws.client("iam")
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName=name, PolicyDocument=policy(statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}
