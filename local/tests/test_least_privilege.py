"""Each permission that a call needs, of a role or a connection: without it the call fails and names what is missing.

The emulated AWS does not check everything that AWS does: it writes logs whatever the role is denied, lets an API call a
function whatever the function's own policy says, and has no dead-letter queue for a schedule. No customer's key encrypts
anything here; the statement about keys exists only because the emulator does not compute the condition on their list. The
static checks compare those statements with AWS's requirements.
"""

from contextlib import nullcontext, suppress
from itertools import product
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from glueconnector.smoke.waiting import poll
from held import ITEMS
from sources import FOR_WORKFLOWS, uses_leases
from stack.aws import Aws
from stack.environment import ACCOUNT, REGION
from stack.running import STACK_NAME
from stack.seeding import glue_permissions, user
from tests.actions import CASES, FIRST_CALLS, STARTS, case

NOT_JUDGED = {"kms", "logs"}
ONLY_WHEN_A_START_FAILS = {"sqs"}
ONLY_IN_DOUBT = tuple(it for it in STARTS if uses_leases(it))


@pytest.mark.parametrize("action", CASES)
def test_function_withoutAStatement_isInternalAndNamesIt(action, doors, connections, things, deployed, counts):
    role = f"{action}FunctionRole"
    policies = deployed.statements(role)
    judged = [
        (policy, index, *named(statement))
        for policy, statements in policies.items()
        for index, statement in enumerate(statements)
        if named(statement)[0] not in NOT_JUDGED | ONLY_WHEN_A_START_FAILS
        and not (action in ONLY_IN_DOUBT and statement["Action"] == "dynamodb:GetItem")
    ]
    assert judged
    for number, (policy, index, service, operations) in enumerate(judged):
        # No function has read it yet, so none has it in memory.
        connection = connections.access_key(f"least-{action}-{number}")

        def start(other, fields, connection=connection):
            return doors.direct(other, fields | {"connection": connection.name}).answered()

        asked = case(action, things(), start)
        fields = asked.fields | {"connection": connection.name}
        with deployed.without_statement(role, policy, index):
            problem = doors.direct(action, fields).failed()
            assert problem["code"] == "Internal"
            assert f"{service}:" in problem["detail"]
            assert all(it in problem["detail"] for it in operations)
            assert action not in STARTS or not asked.took_effect()
        assert asked.holds(doors.direct(action, fields).answered())
        counts["statements removed from functions"] += 1


@pytest.mark.parametrize("action", ONLY_IN_DOUBT)
def test_startInDoubt_mayNotReadTheTable_staysInDoubt(action, doors, connections, things, deployed, faults, counts):
    """Glue's response is lost. The table shows which runs or crawls belong to earlier starts, so this start's own is found."""
    connection = connections.access_key(f"least-doubt-{action}").name

    def start():
        asked = case(action, things(), None)
        faults(action, "resetAfter")
        return asked, doors.direct(action, asked.fields | {"connection": connection})

    with deployed.without(f"{action}FunctionRole", "dynamodb:GetItem"):
        _, said = start()
        assert said.failed()["code"] == "OutcomeUnknown"
    asked, said = start()
    assert asked.holds(said.answered())
    counts["statements removed from functions"] += 1


def named(statement):
    """The service and the operations that a statement allows."""
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    (service,) = {it.split(":")[0] for it in actions}
    return service, [it.split(":")[1] for it in actions]


@pytest.mark.parametrize("action", [it for it in CASES if it not in ("GetStart", "TestConnection")])
def test_connection_withoutThePermission_isAccessDeniedAndNamesIt(action, doors, connections, things, counts):
    operation = FIRST_CALLS.get(action, action)
    permissions = [
        it | {"Action": [name for name in it["Action"] if name != f"glue:{operation}"]} for it in glue_permissions(ACCOUNT)
    ]
    connection = connections.access_key(f"may-not-{action}", statements=permissions)
    asked = case(action, things(), None)
    problem = doors.direct(action, asked.fields | {"connection": connection.name}).failed()
    assert (problem["code"], f"glue:{operation} " in problem["detail"]) == ("AccessDenied", True), problem
    assert action not in STARTS or not asked.took_effect()
    counts["permissions removed from connections"] += 1


def test_functionsOwnRoles_haveNoGluePermission(deployed):
    policies = [policy for action in CASES for policy in deployed.statements(f"{action}FunctionRole").values()]
    services = {named(statement)[0] for policy in policies for statement in policy}
    assert services == {"dynamodb", "secretsmanager"} | NOT_JUDGED | ONLY_WHEN_A_START_FAILS


# A write with this condition reaches an item but has no effect, since the condition does not hold.
UNWRITTEN = {"ConditionExpression": "attribute_exists(startId)"}
USES = {
    "GetItem": lambda client, of, item: client.get_item(Key=item, **of),
    "PutItem": lambda client, of, item: client.put_item(Item=item, **of, **UNWRITTEN),
    "UpdateItem": lambda client, of, item: client.update_item(Key=item, **of, **UNWRITTEN),
}


@pytest.mark.parametrize("role", [it for it in ITEMS if it.endswith("FunctionRole")])
def test_functionsOwnRoles_reachTheirOwnItemsOnly(role, stack, aws, waits, deployed, counts):
    """Only Lambda may assume the role, so a user with the role's statements calls DynamoDB."""
    client, table = using_the_table(role, stack, aws, deployed), {"TableName": waits.table()}
    for kind, (operation, use) in product(("key:", "invocation:", "lease:", "wait:", "fleet:"), USES.items()):
        is_reached = f"{kind}*" in " ".join(ITEMS[role].get(operation, [])).split()
        denied = nullcontext() if is_reached else pytest.raises(ClientError, match="AccessDenied")
        with denied, suppress(client.exceptions.ConditionalCheckFailedException):
            use(client, table, {"startId": {"S": f"{kind}x"}})
        counts["uses of the table tried, of functions"] += 1


def test_functionsOwnRoles_transactionWithAnotherItem_isDenied(stack, aws, waits, deployed):
    client = using_the_table("StartCrawlerFunctionRole", stack, aws, deployed)

    def write(*keys):
        puts = [{"TableName": waits.table(), "Item": {"startId": {"S": it}}} | UNWRITTEN for it in keys]
        client.transact_write_items(TransactItems=[{"Put": it} for it in puts])

    with pytest.raises(client.exceptions.TransactionCanceledException):
        write("key:x", "lease:x")
    with pytest.raises(ClientError, match="AccessDenied"):
        write("key:x", "wait:x")


def using_the_table(role, stack, aws, deployed):
    statements = [it for policy in deployed.statements(role).values() for it in policy if named(it)[0] == "dynamodb"]
    key = user(aws, f"as-{role}-{uuid4().hex[:8]}", statements)
    return Aws(stack.endpoint, key["accessKeyId"], key["secretAccessKey"]).client("dynamodb")


@pytest.mark.parametrize(
    ("action", "group", "decision"),
    [
        ("CreateLogStream", f"{STACK_NAME}:log-stream:", "allowed"),
        ("PutLogEvents", f"{STACK_NAME}:log-stream:2026/11/29/x[1]y", "allowed"),
        ("CreateLogStream", f"{STACK_NAME}-other:log-stream:", "explicitDeny"),
        ("PutLogEvents", f"{STACK_NAME}-other:log-stream:2026/11/29/x[1]y", "explicitDeny"),
        ("CreateLogGroup", STACK_NAME, "explicitDeny"),
    ],
)
def test_functionsOwnRoles_logIntoTheGroupOfTheStackOnly(action, group, decision, deployed):
    """AWS's policy, which SAM attaches, allows it all. No test calls it here, so the emulated IAM is asked directly."""
    resource = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/{group}"
    said = {deployed.decision(f"{it}FunctionRole", f"logs:{action}", resource) for it in [*CASES, *FOR_WORKFLOWS]}
    assert said == {decision}


def test_failedStart_roleMayNotSend_leavesNoMessage(doors, connections, things, deployed, stack, counts):
    with deployed.without("StartTriggerFunctionRole", "sqs:SendMessage"):
        fields = {"connection": connections.access_key("least-failures").name, "name": "no such trigger"}
        doors.schedule("unsent-failure", doors.function("StartTrigger"), fields)
        poll(lambda: refusals(stack, "sqs:SendMessage"), lambda found: found)
    counts["statements removed from functions"] += 1


@pytest.mark.parametrize("action", STARTS)
def test_failedStart_ofEachAction_leavesAMessage(action, doors, kinds, aws):
    name = f"no such thing of {action}"
    doors.schedule(f"failure-{action}", doors.function(action), {"connection": kinds["accessKey"].name, "name": name})
    queues = aws.client("sqs")
    queue = queues.get_queue_url(QueueName=f"{STACK_NAME}-start-failures")["QueueUrl"]
    asked = {"QueueUrl": queue, "MaxNumberOfMessages": 10, "VisibilityTimeout": 0}
    poll(lambda: queues.receive_message(**asked).get("Messages", []), lambda found: any(name in it["Body"] for it in found))


@pytest.mark.parametrize(
    ("statement", "permission"),
    [pytest.param(0, "lambda:InvokeFunction", id="function"), pytest.param(1, "states:StartExecution", id="workflow")],
)
def test_scheduleRole_withoutAStatement_deliversNothing(statement, permission, doors, things, kinds, deployed, stack, counts):
    target = doors.function("StartJobRun") if statement == 0 else stack.outputs["RunJobStateMachineArn"]
    own = things()
    job = own.job()
    fields = {"connection": kinds["accessKey"].name, "name": job}
    with deployed.without_statement("ScheduleRole", "targets", statement):
        doors.schedule(f"without-{statement}", target, fields)
        poll(lambda: refusals(stack, permission, target), lambda found: found)
    assert own.runs(job) == []
    doors.schedule(f"with-{statement}", target, fields)
    poll(lambda: own.runs(job), lambda found: found)
    counts["statements removed from schedules and workflows"] += 1


def refusals(stack, permission, target=""):
    lines = (stack.folder / "logs/emulator.log").read_text().splitlines()
    return [it for it in lines if "Not delivered" in it and permission in it and target in it]
