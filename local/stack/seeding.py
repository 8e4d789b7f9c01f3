"""What a newcomer needs to try the stack: connections, jobs, and callers who may do just enough."""

import json

from stack.aws import Aws
from stack.environment import ACCOUNT, REGION, ROOT_KEY
from stack.folders import LOCAL

CUSTOMER = "222222222222"
JOB = "summarize-orders"
SPARK_JOB = "nightly-load"
CRAWLER = "orders"
ON_DEMAND_TRIGGER = "summarize-now"
SCHEDULED_TRIGGER = "summarize-nightly"

# What the connector's actions need of Glue in a connection's account, by the kind of thing they name.
PERMISSIONS = {
    "job": ["BatchStopJobRun", "GetJobRun", "GetJobRuns", "StartJobRun"],
    "crawler": ["ListCrawls", "StartCrawler", "StopCrawler"],
    "trigger": ["BatchGetTriggers", "GetTrigger", "StartTrigger", "StopTrigger"],
    "*": ["ListCrawlers", "ListJobs", "ListTriggers"],
}


def seed(stack):
    """Makes everything and returns the callers' keys by name."""
    aws, customer = Aws(stack.endpoint), Aws(stack.endpoint, CUSTOMER)
    connections(stack, aws, customer)
    for account in (aws, customer):
        jobs(account, stack.folder / "output")
        crawler_and_triggers(account)
    return callers(stack, aws)


def connections(stack, aws, customer):
    """`default` is this account, `team-a` another one: each a key pair that may use that account's jobs."""
    for name, owner, account in (("default", aws, ACCOUNT), ("team-a", customer, CUSTOMER)):
        key = user(owner, f"glue-{name}", glue_permissions(account))
        secret = {"type": "accessKey"} | key
        aws.client("secretsmanager").create_secret(
            Name=stack.outputs["ConnectionPrefix"] + name, SecretString=json.dumps(secret)
        )


def glue_permissions(account):
    return [
        allow(
            [f"glue:{action}" for action in actions],
            "*" if kind == "*" else f"arn:aws:glue:{REGION}:{account}:{kind}/*",
        )
        for kind, actions in PERMISSIONS.items()
    ]


def jobs(aws, output):
    """A Python shell job for each script, named like it, and a Spark job that is only simulated."""
    glue = aws.client("glue")
    for script in scripts():
        glue.create_job(**python_shell_job(script, output))
    glue.create_job(
        Name=SPARK_JOB,
        Role="glue-jobs",
        Command={"Name": "glueetl", "ScriptLocation": "s3://scripts/nightly_load.py", "PythonVersion": "3"},
        DefaultArguments={"--demo-seconds": "5"},
        GlueVersion="5.0",
        WorkerType="G.1X",
        NumberOfWorkers=2,
    )


def crawler_and_triggers(aws):
    """A crawler whose crawls take five seconds, a trigger that fires when it is started and one that a clock fires."""
    glue = aws.client("glue")
    target = {"S3Targets": [{"Path": "s3://orders/"}]}
    glue.create_crawler(Name=CRAWLER, Role="glue-crawlers", DatabaseName="orders", Targets=target)
    starts_job = [{"JobName": JOB}]
    glue.create_trigger(Name=ON_DEMAND_TRIGGER, Type="ON_DEMAND", Actions=starts_job)
    glue.create_trigger(Name=SCHEDULED_TRIGGER, Type="SCHEDULED", Schedule="cron(0 3 * * ? *)", Actions=starts_job)


def add_script(stack, script):
    """Makes the job of a script that came while the stack was up."""
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
    """Who may call what; nobody here is the root and nobody has a Glue permission."""
    api = stack.outputs["ApiUrl"].removeprefix("https://").partition(".")[0]
    stage = stack.outputs["ApiUrl"].rpartition("/")[2]
    group = stack.outputs["ScheduleGroupName"]

    def on_connection(name):
        arn = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{api}/{stage}/*/connections/{name}/*"
        return allow(["execute-api:Invoke"], arn)

    functions = [arn for name, arn in stack.outputs.items() if name.endswith("FunctionArn")]
    machine = stack.outputs["RunJobStateMachineArn"]
    operator = [
        allow(["lambda:InvokeFunction"], *functions),
        allow(["states:StartExecution"], machine),
        allow(["states:DescribeExecution"], machine.replace(":stateMachine:", ":execution:") + ":*"),
        allow(["scheduler:CreateSchedule", "scheduler:DeleteSchedule"], f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{group}/*"),
        allow(["iam:PassRole"], stack.outputs["ScheduleRoleArn"]),
    ]
    return {
        "caller": user(aws, "caller", [on_connection("default")]),
        "team-a": user(aws, "team-a", [on_connection("team-a")]),
        "stranger": user(aws, "stranger", []),
        "operator": user(aws, "operator", operator),
    }


def allow(actions, *resources):
    return {"Effect": "Allow", "Action": actions, "Resource": list(resources)}


def user(aws, name, statements):
    """An IAM user with a key pair and one inline policy."""
    iam = aws.client("iam")
    iam.create_user(UserName=name)
    if statements:
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_user_policy(UserName=name, PolicyName=name, PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"accessKeyId": key["AccessKeyId"], "secretAccessKey": key["SecretAccessKey"]}
