"""The cause of each error in the catalogue, on the running stack: a request that meets it, as (action, fields)."""

# More than a client sends on its own.
ALWAYS = {"times": 20}
NOBODY_LISTENS = "http://127.0.0.1:9"


class Causes:
    """Causes for one door; `during` keeps a change of the stack until the test ends."""

    def __init__(self, door, connection, connections, things, fault, deployed, start, during):
        self._door = door
        self._start = start
        self._connections = connections
        self._things = things
        self._fault = fault
        self._deployed = deployed
        self._during = during
        self._own = {"connection": connection.name}

    def request(self, code):
        return getattr(self, code)()

    def InvalidRequest(self):
        return "ListJobs", self._own | {"maxItems": 51}

    def PayloadTooLarge(self):
        return "StartJobRun", self._own | {"name": "x", "args": {"--text": "x" * 66_000}}

    def ConnectionNotFound(self):
        return "ListJobs", {"connection": "no-such"}

    def ConnectionInvalid(self):
        half = {"type": "accessKey", "accessKeyId": "AKIAHALFFILLED000001"}
        return "ListJobs", {"connection": self._connections.store(f"half-filled-{self._door}", half)}

    def AccessDenied(self):
        return "ListJobs", {"connection": self._connections.access_key(f"may-nothing-{self._door}", statements=[]).name}

    def NotFound(self):
        return "StartJobRun", self._own | {"name": "no such job"}

    def AlreadyRunning(self):
        crawler = self._things.crawler()
        self._things.glue.start_crawler(Name=crawler)
        return "StartCrawler", self._own | {"name": crawler}

    def ConcurrentRunsExceeded(self):
        job = self._things.job(runs_at_once=1)
        self._things.run(job)
        return "StartJobRun", self._own | {"name": job}

    def Conflict(self):
        self._refuse("StopTrigger", "ConcurrentModificationException")
        return "StopTrigger", self._own | {"name": self._things.scheduled()}

    def IdempotencyConflict(self):
        first = self._own | {"name": self._things.job(), "idempotencyKey": f"used twice {self._door}"}
        self._start(first)
        return "StartJobRun", first | {"args": {"--other": "request"}}

    def Throttled(self):
        self._fault("ListJobs", "throttled", **ALWAYS)
        return "ListJobs", self._own

    def LimitExceeded(self):
        self._refuse("StartJobRun", "ResourceNumberLimitExceededException")
        return "StartJobRun", self._own | {"name": self._things.job()}

    def GlueFailure(self):
        self._fault("ListJobs", "failureBefore", status=500, **ALWAYS)
        return "ListJobs", self._own

    def OutcomeUnknown(self):
        """The response to the start is lost, and so is every search for it."""
        self._fault("StartJobRun", "resetAfter")
        self._fault("GetJobRuns", "failureBefore", status=500, **ALWAYS)
        return "StartJobRun", self._own | {"name": self._things.job()}

    def Unavailable(self):
        """Secrets Manager cannot be reached."""
        self._during(self._deployed.altered("ListJobs", {"AWS_ENDPOINT_URL_SECRETS_MANAGER": NOBODY_LISTENS}))
        return "ListJobs", self._own

    def DeadlineExceeded(self):
        self._during(self._deployed.altered("ListJobs", Timeout=3))
        self._fault("ListJobs", "delayBefore", seconds=4)
        return "ListJobs", self._own

    def Internal(self):
        self._during(self._deployed.without("GetStartFunctionRole", "dynamodb:GetItem"))
        return "GetStart", self._own | {"idempotencyKey": "any"}

    def _refuse(self, operation, code):
        self._fault(operation, "errorBefore", status=400, code=code, message="in Glue's words", **ALWAYS)
