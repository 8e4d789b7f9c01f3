"""What the account and the Region must offer to a stack."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from glueconnector.doctor.subject import Subject
from glueconnector.doctor.verdicts import Verdict, bad, good, warning

# RunFleet's maxConcurrency: its default and its largest value. Each item calls one function at a time.
USUAL_FLEET = 20
LARGEST_FLEET = 200
LONGEST_NAME = 40

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html, stack status codes
REMEDIES = {
    "ROLLBACK_COMPLETE": "Its first deployment failed. Read the stack's events, delete the stack, and deploy again.",
    "UPDATE_ROLLBACK_FAILED": "Read the stack's events, remove the cause, and run aws cloudformation continue-update-rollback.",
    "DELETE_FAILED": "Read the stack's events, remove the cause, and delete the stack again.",
}


def stack(subject: Subject) -> Iterator[Verdict]:
    """The stack's name and status."""
    if len(subject.name) > LONGEST_NAME:
        yield bad("Stack", f"{subject.name} has {len(subject.name)} characters.", f"Use a name of at most {LONGEST_NAME}.")
    elif subject.description is None:
        yield good("Stack", f"{subject.name} does not exist yet.")
    elif subject.status == "UPDATE_ROLLBACK_COMPLETE":
        yield warning("Stack", subject.status, "The last update failed and was undone. Read the stack's events.")
    elif "ROLLBACK" in subject.status or "FAILED" in subject.status:
        yield bad(
            "Stack", subject.status, REMEDIES.get(subject.status, "Read the stack's events, delete the stack, and deploy again.")
        )
    else:
        yield good("Stack", subject.status)


def concurrency(subject: Subject) -> Iterator[Verdict]:
    """https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html"""
    limits = subject.target.client("lambda").get_account_settings()["AccountLimit"]
    free = limits.get("UnreservedConcurrentExecutions", limits["ConcurrentExecutions"])
    found = f"{free} concurrent executions are available to functions without a reserve"
    more = "Request more through Service Quotas (Lambda, concurrent executions)"
    if free < USUAL_FLEET:
        yield bad(
            "Concurrency of Lambda",
            f"{found}; a fleet uses {USUAL_FLEET}.",
            f"{more}, or run fleets with a lower maxConcurrency.",
        )
    elif free < LARGEST_FLEET:
        yield warning(
            "Concurrency of Lambda", f"{found}; a fleet uses up to {LARGEST_FLEET}.", f"{more} before you run larger fleets."
        )
    else:
        yield good("Concurrency of Lambda", f"{found}.")


def runtime(subject: Subject) -> Iterator[Verdict]:
    """No operation lists the runtimes of a Region, but ListLayers rejects a value that Lambda does not know there:
    https://docs.aws.amazon.com/lambda/latest/api/API_ListLayers.html"""
    wanted = {"CompatibleRuntime": subject.parameter("Runtime"), "CompatibleArchitecture": subject.parameter("Architecture")}
    named = f"{wanted['CompatibleRuntime']} on {wanted['CompatibleArchitecture']}"
    try:
        subject.target.client("lambda").list_layers(MaxItems=1, **wanted)
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] not in ("InvalidParameterValueException", "ValidationException"):
            raise
        remedy = "Deploy with another Runtime or Architecture, or in another Region; see docs/guide/cold-starts.md."
        yield bad("Runtime", f"Lambda in {subject.region} does not know {named}.", remedy)
    else:
        yield good("Runtime", f"Lambda in {subject.region} knows {named}.")


def access_logs(subject: Subject) -> Iterator[Verdict]:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"""
    if subject.parameter("AccessLogs") != "true":
        yield good("Access logs", "AccessLogs is false, so the API needs no role for them.")
        return
    role = subject.target.client("apigateway").get_account().get("cloudwatchRoleArn")
    if role:
        yield good("Access logs", f"API Gateway writes logs as {role}.")
    else:
        remedy = 'Set the role as docs/guide/deployment.md shows under "Access logs", or deploy with AccessLogs=false.'
        yield bad("Access logs", f"API Gateway has no role for CloudWatch in {subject.region}.", remedy)
