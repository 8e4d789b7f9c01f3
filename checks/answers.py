"""The results that the workflows' tasks may get: the functions' as in api/openapi.yaml, AWS's as documented, and errors."""

import hashlib
import json

from rendering import ACCOUNT, REGIONS
from stack import openapi

REGION = REGIONS["aws"]
ARN = f"arn:aws:states:{REGION}:{ACCOUNT}"
# The execution that the tasks refer to, and its run.
OWN = f"{ARN}:execution:stack-RunJob:own"
RUN = {"name": "sales load", "region": REGION, "jobRunId": "jr_1"}
ENDED_RUN = {"progress": "ended", "attempt": 0, "logs": {"error": "g"}, "consoleUrl": "https://x", "retryable": False} | RUN
ENDED_CRAWL = {"progress": "ended", "name": "sales files", "region": REGION, "crawlId": "c-1", "retryable": False}
ENDED_FLEET: dict = {
    "items": 2,
    "counts": {"SUCCEEDED": 1, "FAILED": 1},
    "failures": [{"index": 1, "name": "sales load", "state": "FAILED", "message": "no disk"}, {"index": 2, "state": "ABORTED"}],
}
START = {"name": "sales load", "region": REGION, "requestedAt": "2026-01-31T03:00:00Z", "execution": OWN}
PLAN: dict = {"account": ACCOUNT, "region": REGION, "attempt": "last"}

# The functions that only workflows call, and GetStart as they see it.
_OF_FUNCTIONS = {
    "GetWaitPlan": [
        PLAN | {"eventsExpected": it, "ifRunning": how} for it in (True, False) for how in ("fail", "adopt", "queueNext")
    ],
    "GetJobRunEnd": [
        {"progress": "running", "jobRunId": "jr_1"},
        {"progress": "betweenAttempts", "jobRunId": "jr_1"},
        {"progress": "running", "jobRunId": "jr_1_attempt_1"},
        ENDED_RUN | {"state": "SUCCEEDED"},
        ENDED_RUN | {"state": "FAILED", "errorMessage": "no disk"},
    ],
    "GetCrawlEnd": [
        {"progress": "notShown"},
        {"progress": "running", "crawlId": "c-1"},
        ENDED_CRAWL | {"state": "COMPLETED", "dpuHours": 0.1},
        ENDED_CRAWL | {"state": "FAILED", "errorMessage": "no role"},
    ],
    "GetStart": [
        START | {"action": "StartJobRun", "state": "started", "jobRunId": "jr_1"},
        START | {"action": "StartJobRun", "state": "started", "jobRunId": "jr_2", "execution": f"{OWN}-other"},
        START | {"action": "StartCrawler", "state": "started", "outcome": "started", "crawlId": "c-1"},
        START | {"action": "StartCrawler", "state": "started", "outcome": "started"},
        START | {"action": "StartCrawler", "state": "started", "outcome": "adopted"},
        *(START | {"action": "StartJobRun", "state": it} for it in ("inFlight", "unknown", "notStarted")),
    ],
}
_OF_FUNCTIONS["GetSettledStart"] = _OF_FUNCTIONS["GetStart"]


def answers(resource, arguments):
    """The successful results that a task may get."""
    if resource.startswith("lambda:invoke"):
        function = arguments["FunctionName"].split(":")[6].removeprefix("stack-")
        return [{"StatusCode": 200, "Payload": it} for it in _of_function(function)]
    task = resource.removesuffix(".waitForTaskToken").removeprefix("aws-sdk:")
    return _OF_SERVICES[task](arguments) if task in _OF_SERVICES else [{}]


def _of_function(name):
    if name in _OF_FUNCTIONS:
        return _OF_FUNCTIONS[name]
    examples = openapi.answers(name)
    # A list may also have no names, or only one.
    return examples + [it | {"names": it["names"][:most]} for it in examples if "names" in it for most in (0, 1)]


def _described(arguments):
    """https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html"""
    given = [{"connection": "team-a", "name": "sales load"}, {"name": "sales load", "idempotencyKey": "k", "startToken": False}]
    ends = [{"Status": it} for it in ("RUNNING", "ABORTED", "TIMED_OUT")]
    ends += [{"Status": "SUCCEEDED", "Output": json.dumps(it)} for it in (ENDED_RUN, ENDED_CRAWL, ENDED_FLEET)]
    failed = ["JobRun.FAILED", "Crawl.FAILED", "Crawl.UNKNOWN", "Fleet.TooManyFailures"]
    failed += ["Lambda.Unknown", "io.glueconnector.error.NotFound"]
    ends += [{"Status": "FAILED", "Error": error, "Cause": it} for error in failed for it in causes(error)]
    # Neither is required: https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html
    ends += [{"Status": "FAILED"}, {"Status": "FAILED", "Error": "Lambda.Unknown"}]
    machines = [f"{ARN}:stateMachine:stack-{it}" for it in ("RunJob", "RunCrawler", "RunFleet")]
    facts = {"ExecutionArn": arguments["ExecutionArn"], "Name": "own", "StartDate": "2026-01-31T03:00:00.000Z"}
    facts["StopDate"] = "2026-01-31T03:20:00.000Z"
    redrives = [{}, {"RedriveCount": 0}, {"RedriveCount": 2}]
    full = [
        facts | {"StateMachineArn": machine, "Input": json.dumps(given[place % 2])} | end | redrives[place % 3]
        for machine in machines
        for place, end in enumerate(ends)
    ]
    if arguments.get("IncludedData") != "METADATA_ONLY":
        return full
    return [{name: value for name, value in it.items() if name not in ("Input", "Output", "Error", "Cause")} for it in full]


def _history(_):
    """The last event: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html"""
    errors = ("JobRun.FAILED", "Fleet.TooManyFailures", "Lambda.Unknown")
    told = [{"Error": error, "Cause": it} for error in errors for it in causes(error)]
    events = [{"Type": "ExecutionFailed", "ExecutionFailedEventDetails": it} for it in ({}, *told)]
    events += [
        {"Type": "ExecutionSucceeded", "ExecutionSucceededEventDetails": {"Output": json.dumps(ENDED_FLEET)}},
        {"Type": "ExecutionAborted", "ExecutionAbortedEventDetails": {"Error": "", "Cause": ""}},
        {"Type": "ExecutionTimedOut", "ExecutionTimedOutEventDetails": {}},
        {"Type": "TaskScheduled", "TaskScheduledEventDetails": {"Parameters": '{"Key":{"startId":{"S":"wait:1/r/jr_1"}}}'}},
    ]
    return [{"Events": [{"Id": 1} | it]} for it in events]


def _listed(arguments):
    """https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html"""
    # The second belongs to the fleet of this execution, named as RunFleet names it.
    names = ["own", f"fleet-{hashlib.sha256(OWN.encode()).hexdigest()[:32]}-0-0", f"fleet-{'0' * 32}-0-0"]
    moments = ["2026-01-31T03:20:00.000Z", "2026-01-31T02:50:00.000Z", "2025-11-01T00:00:00.000Z"]
    arn = arguments["StateMachineArn"].replace(":stateMachine:", ":execution:")
    executions = [
        {"ExecutionArn": f"{arn}:{it}", "Name": it, "StartDate": moment}
        | ({} if arguments.get("StatusFilter") == "RUNNING" else {"StopDate": moment})
        for it, moment in zip(names, moments, strict=True)
    ]
    return [{"Executions": executions[:most]} | token for most in (0, 1, 2, 3) for token in ({}, {"NextToken": "n"})]


_KEPT = {"startId": {"S": "fleet:x"}, "expiresAt": {"N": "1"}}
_ROW = _KEPT | {"name": {"S": "sales load"}, "state": {"S": "FAILED"}, "message": {"S": "no disk"}}
_TOKENS = {f"{OWN}{it}": {"S": f"token {it}"} for it in range(2)}
_OF_SERVICES = {
    "dynamodb:getItem": lambda _: [{}, {"Item": _ROW}, {"Item": _KEPT}, {"Item": _KEPT | {"endedAt": {"S": "x"}}}],
    "dynamodb:putItem": lambda _: [
        {},
        {"Attributes": {"startId": {"S": "wait:x"}, "expiresAt": {"N": "1"}, "endedAt": {"N": "1"}}},
        {"Attributes": {"startId": {"S": "wait:x"}, "expiresAt": {"N": "1"}, f"{OWN}0": {"S": "token 0"}}},
        {"Attributes": {"startId": {"S": "wait:x"}, "expiresAt": {"N": "1"}} | _TOKENS},
    ],
    "s3:getObject": lambda _: [[], [{"name": "sales load"}], [{"name": "a", "connection": "b", "region": REGION}, "a", 5, None]],
    "s3:putObject": lambda _: [{"ETag": '"e"'}],
    "sfn:describeExecution": _described,
    "sfn:getExecutionHistory": _history,
    "sfn:listExecutions": _listed,
    "sfn:stopExecution": lambda _: [{"StopDate": "2026-01-31T03:20:00.000Z"}],
    "sns:publish": lambda _: [{"MessageId": "m"}],
    "states:startExecution": lambda _: [{"ExecutionArn": OWN, "StartDate": "2026-01-31T03:20:00.000Z"}],
    "states:startExecution.sync:2": lambda _: [
        {"ExecutionArn": OWN, "Status": "SUCCEEDED", "Output": RUN | {"state": "SUCCEEDED"}}
    ],
}


# The prefix of each service's error names.
_PREFIXES = {
    "dynamodb": ("DynamoDb",),
    "lambda": ("Lambda", "Sandbox", "Runtime", "io"),
    "s3": ("S3", "States"),
    "sfn": ("Sfn", "States"),
    "sns": ("Sns",),
    "states": ("StepFunctions",),
}
_WILDCARDS = {"States.ALL", "States.TaskFailed", "States.Timeout"}


def failures(resource, definition):
    """The errors of a task in groups, with their causes: one group for each rule of the definition, and one without a rule."""
    service = resource.removeprefix("aws-sdk:").split(":")[0]
    prefixes = _PREFIXES.get(service, (service.capitalize(),))
    rules = {tuple(it for it in names if it.split(".")[0] in prefixes) for names in _values(definition, "ErrorEquals")}
    ours = sorted(tuple(it for it in rule if it not in _WILDCARDS) for rule in rules)
    groups = [[(error, cause) for error in rule for cause in causes(error)] for rule in ours if rule]
    # A cause is optional: https://states-language.net/spec.html#error-output
    return [*groups, [(f"{prefixes[0]}.UnheardOfException", cause) for cause in ("Unheard of", None)]]


def causes(error):
    """The causes that Step Functions gives for an error; for our own errors, the function's message."""
    if error.startswith("JobRun."):
        return [json.dumps(RUN), json.dumps(RUN | {"errorMessage": "no disk"})]
    if error.startswith(("Crawl.", "Fleet.")):
        reports = {"Crawl.FAILED": json.dumps(ENDED_CRAWL), "Fleet.TooManyFailures": json.dumps(ENDED_FLEET)}
        return [reports.get(error, "The outcome of the crawl is unknown: Glue does not list it.")]
    if not error.startswith("io.glueconnector."):
        return ["Rate exceeded"]
    problems = [it["value"] for it in openapi.CONTRACT["components"]["examples"].values()]
    told = [json.dumps(it) for it in problems if error.endswith(f".{it['code']}")]
    return [json.dumps({"errorType": error, "errorMessage": it}) for it in told]


def _values(node, name):
    if isinstance(node, dict):
        yield from [node[name]] if name in node else []
    for it in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        yield from _values(it, name)
