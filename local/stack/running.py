"""The emulated AWS and fake-glue on 127.0.0.1, with the stack that the SAM CLI deploys onto them."""

import json
import os
import re
import shutil
import urllib.request

from glueconnector.target import reachable
from stack.aws import Aws, outputs_of
from stack.deployer import Deployer
from stack.environment import ACCOUNT, REGION, for_running
from stack.folders import FAKE_GLUE_JAR, LOCAL, ROOT, stack_folder
from stack.line import Line
from stack.preparing import EMULATOR, RUNTIME, TOOLS
from stack.processes import Failed, end_of, wait_until

STACK_NAME = "glue-connector"
INBOX = f"{STACK_NAME}-notifications"
# Named like the bucket that the SAM CLI creates, for which the deployer's policies are written.
BUCKET = "aws-sam-cli-managed-default-packages"
SECONDS_TO_START = 60
LISTENING = re.compile(r"fake-glue listening on (http://127\.0\.0\.1:\d+)")


class Stack:
    """One local stack on one port; its processes belong to the given group."""

    def __init__(self, port, group):
        self.port = port
        self.group = group
        self.endpoint = f"http://127.0.0.1:{port}"
        self.folder = stack_folder(port)
        self.fake_glue = None
        self.deployer = None
        self.outputs = {}
        self.line = Line(port)
        self._processes = {}

    def __enter__(self):
        """Removes what an earlier stack on this port left."""
        for name in ("logs", "output", "sam", "temporary"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / name).mkdir(parents=True)
        return self

    def __exit__(self, *_):
        """Ends everything and removes what is no longer valid; logs and results stay."""
        self.group.close()
        self.line.close()
        for file in (self._facts, self.profiles):
            file.unlink(missing_ok=True)
        shutil.rmtree(self.folder / "temporary", ignore_errors=True)

    def start_fake_glue(self, scripts=LOCAL / "scripts"):
        log = self.folder / "logs/fake-glue.log"
        if "JAVA_HOME" not in os.environ:
            raise Failed("JAVA_HOME must name a JDK 25. bin/run and bin/test find one themselves.")
        java = f"{os.environ['JAVA_HOME']}/bin/java"
        options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"]
        arguments = ["--port", "0", "--scripts", scripts, "--python", TOOLS / "bin/python"]
        events = ["--events", f"{self.endpoint}/_local/glue-events"]
        process = self.group.start([java, *options, "-jar", FAKE_GLUE_JAR, *arguments, *events], for_running(self.endpoint), log)
        self._await_start("fake-glue", process, log, lambda: LISTENING.search(log.read_text()))
        self.fake_glue = LISTENING.findall(log.read_text())[0]

    def start_emulator(self):
        log = self.folder / "logs/emulator.log"
        settings = {
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "DOCKER_HOST": f"unix://{self.folder}/no-container-engine",
            "FAKE_GLUE_URL": self.fake_glue,
            "GATEWAY_PORT": str(self.port),
            "GLUE_LINE_URL": self.line.url,
            "IOT_MTLS_ENABLED": "0",
            "LAMBDA_RUNTIME_DIR": str(RUNTIME),
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_REGION": REGION,
            "TMPDIR": str(self.folder / "temporary"),
        }
        process = self.group.start(
            [EMULATOR / "bin/python", "-m", "overlay"], for_running(self.endpoint) | settings, log, folder=LOCAL
        )
        self._await_start("The emulated AWS", process, log, lambda: answers(f"{self.endpoint}/_ministack/health"))

    def deploy(self, parameters=()):
        """`sam build` and `sam deploy` of the unchanged template, by the deployer; afterwards `outputs` has its outputs."""
        aws = Aws(self.endpoint)
        self.deployer = Deployer(aws)
        # Otherwise the SAM CLI creates a bucket in a separate stack and polls for it only every 15 seconds.
        aws.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        sam, log, built = TOOLS / "bin/sam", self.folder / "logs/deploy.log", self.folder / "sam"
        environment = for_running(self.endpoint) | self.deployer.environment | {"TMPDIR": str(self.folder / "temporary")}
        self.group.run([sam, "build", "--build-dir", built], environment, log, folder=ROOT)
        settings = ["--config-file", ROOT / "samconfig.toml", "--stack-name", STACK_NAME, "--region", REGION]
        bucket = ["--no-resolve-s3", "--s3-bucket", BUCKET, "--no-progressbar"]
        told = [f"NotificationTopicArn={topic_with_inbox(aws)}", "NotifyOn=failures,unwatched", "RunMetrics=true"]
        overrides = ["--parameter-overrides", self.deployer.boundary, *told, *parameters]
        self.group.run(
            [sam, "deploy", "--template-file", built / "template.yaml", *settings, *bucket, *overrides],
            environment,
            log,
            folder=ROOT,
        )
        self.outputs = outputs_of(aws.client("cloudformation"), STACK_NAME)

    @property
    def api_url(self):
        return reachable(self.outputs["ApiUrl"], self.endpoint)

    @property
    def _facts(self):
        return self.folder / "stack.json"

    @property
    def profiles(self):
        """A configuration file of the AWS CLI with a profile for each caller."""
        return self.folder / "aws.config"

    def write_down(self, callers):
        """Writes what bin/api and the AWS CLI need, readable only by this user."""
        facts = {"apiUrl": self.api_url, "region": REGION, "callers": callers}
        write_private(self._facts, json.dumps(facts, indent=2))
        write_private(self.profiles, "".join(profile(name, key) for name, key in callers.items()))

    def check(self):
        """Fails if one of the processes has ended by itself."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                raise Failed(f"{name} has ended unexpectedly; its log is in {self.folder}/logs")

    def _await_start(self, name, process, log, started):
        self._processes[name] = process
        wait_until(lambda: process.poll() is not None or started(), SECONDS_TO_START)
        if process.poll() is not None or not started():
            raise Failed(f"{name} did not start:\n{end_of(log)}\nFull log: {log}")


def topic_with_inbox(aws):
    """A topic for the stack's messages, and a queue that keeps them."""
    queues, topics = aws.client("sqs"), aws.client("sns")
    topic = topics.create_topic(Name=INBOX)["TopicArn"]
    queue = topic.replace(":sns:", ":sqs:")
    allowed = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": queue}
    policy = {"Version": "2012-10-17", "Statement": [allowed | {"Condition": {"ArnEquals": {"aws:SourceArn": topic}}}]}
    queues.create_queue(QueueName=INBOX, Attributes={"Policy": json.dumps(policy)})
    topics.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
    return topic


def profile(name, key):
    return (
        f"[profile glue-connector-{name}]\nregion = {REGION}\noutput = json\ncli_pager =\n"
        f"aws_access_key_id = {key['accessKeyId']}\naws_secret_access_key = {key['secretAccessKey']}\n\n"
    )


def write_private(path, text):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False
