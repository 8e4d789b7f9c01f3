"""Random histories of events, tokens, items, aborts and the clock, and the workflows' guarantees that they break."""

from dataclasses import dataclass, field
from random import Random

from world import Attempt, Crawler, Run, World

SEED = 20_261_124
HOUR = 3600
NEVER = 20 * 24 * HOUR
# The longest time from a start's request to Glue to the end of its execution.
LONGEST_START = 30
RUN_STATES = ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED")
RUN_EVENTS = {"SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED"}
CRAWL_STATES = ("COMPLETED", "COMPLETED", "FAILED", "STOPPED")
CRAWL_EVENTS = {"COMPLETED": "Succeeded", "FAILED": "Failed"}
# The longest wait between two polls, plus two minutes for false alarms and Glue's own delay.
WORST = HOUR + 300
# After the event of an attempt that Glue retries, the wait polls every 15 seconds until the next attempt exists.
WORST_WITH_EVENT, WORST_BETWEEN_ATTEMPTS = 10, 25
MOST_LOOKS, MOST_LOOKS_OF_AN_ATTEMPT = 3, 4
# If no event can come, a wait polls as often as Step Functions' own integration, and never before its first poll is due.
MOST_LOOKS_OF_AN_HOUR = 20
FIRST_LOOK, FIRST_LOOK_WHERE_EVENTS_COME = 15, 300


@dataclass
class Tally:
    histories: int = 0
    waits: int = 0
    runs: int = 0
    aborted: int = 0
    lost: int = 0
    wrong: int = 0
    duplicates: int = 0
    failed: int = 0
    left_alive: int = 0
    stopped_of_others: int = 0
    worst: float = 0.0
    worst_with_event: float = 0.0
    worst_between_attempts: float = 0.0
    glue_calls: int = 0
    most_looks: int = 0
    most_looks_of_an_attempt: float = 0.0
    most_looks_of_an_hour: int = 0
    first_look: float = NEVER
    first_look_where_events_come: float = NEVER
    kinds: dict = field(default_factory=dict)

    def line(self):
        kinds = ", ".join(f"{number} of {kind}" for kind, number in self.kinds.items())
        return (
            f"{self.histories} histories ({kinds}), {self.waits} waits: lost {self.lost}, wrong {self.wrong}, "
            f"duplicate wake-ups {self.duplicates}, worst lateness {self.worst_with_event:.1f} s with the event, "
            f"{self.worst:.0f} s without, Glue calls per run {self.glue_calls / self.runs:.1f}, "
            f"polls of a one-hour wait at most {self.most_looks} with the event, "
            f"{self.most_looks_of_an_hour} without events, "
            f"{self.aborted} executions aborted and {self.failed} failed uncaught: "
            f"runs left behind {self.left_alive}, other runs stopped {self.stopped_of_others}"
        )

    def findings(self):
        """Returns the broken guarantees."""
        limits = {
            "lost": (self.lost, 0),
            "wrong": (self.wrong, 0),
            "duplicate wake-ups": (self.duplicates, 0),
            "late": (self.worst, WORST),
            "late with the event": (self.worst_with_event, WORST_WITH_EVENT),
            "late between attempts": (self.worst_between_attempts, WORST_BETWEEN_ATTEMPTS),
            "too many polls": (self.most_looks, MOST_LOOKS),
            "too many polls between attempts": (self.most_looks_of_an_attempt, MOST_LOOKS_OF_AN_ATTEMPT),
            "too many polls without events": (self.most_looks_of_an_hour, MOST_LOOKS_OF_AN_HOUR),
            "polls too soon": (FIRST_LOOK, self.first_look),
            "polls too soon although events come": (FIRST_LOOK_WHERE_EVENTS_COME, self.first_look_where_events_come),
            "left behind": (self.left_alive, 0),
            "stopped another's run": (self.stopped_of_others, 0),
        }
        return {name for name, (found, limit) in limits.items() if found > limit}


def any_run(name, chance):
    retries = chance.choice((0, 0, 0, 1, 2))
    attempts: list = []
    began = 0.0
    while True:
        longest = chance.choice((5, 60, 600, HOUR, 3 * HOUR) if chance.random() < 0.99 else (24 * HOUR,))
        last = len(attempts) == retries
        state = chance.choice(RUN_STATES) if last or chance.random() < 0.3 else "FAILED"
        attempts.append(Attempt(began, began + chance.uniform(1, longest), state))
        if last or state != "FAILED":
            break
        began = attempts[-1].ended + chance.uniform(0, 30)
    lag = chance.uniform(0, 60) if chance.random() < 0.2 else 0.0
    return Run(name, attempts, retries, lag, chance.random() < 0.8)


def any_crawler(name, chance):
    longest = (5, 60, 600, HOUR, 3 * HOUR)
    crawls = [(chance.uniform(1, chance.choice(longest)), chance.choice(CRAWL_STATES)) for _ in range(8)]
    lag = chance.uniform(0, 60) if chance.random() < 0.2 else 0.0
    return Crawler(name, crawls, lag, chance.random() < 0.8, chance.choice((1, 10, 20, 120)))


class Events:
    """The events of a history, some late, lost or repeated; `soon` shows whether all came promptly."""

    def __init__(self, world, chance):
        self.soon = True
        self.sent = 0
        self._world = world
        self._chance = chance
        world.when_started = self.tell

    def tell(self, thing, crawl):
        """Schedules the events of a run or a crawl that has just started."""
        if isinstance(thing, Run):
            for place, attempt in enumerate(thing.attempts):
                detail = {"jobRunId": thing.id(place), "state": attempt.state}
                self._tell(thing, detail, thing.began + attempt.began, thing.began + attempt.ended, attempt.state in RUN_EVENTS)
        else:
            detail = {"crawlerName": thing.name, "state": CRAWL_EVENTS.get(crawl.state, crawl.state)}
            self._tell(thing, detail, crawl.began, crawl.ended, crawl.state in CRAWL_EVENTS)

    def _tell(self, thing, detail, began, ended, has_event):
        if not (thing.events_expected and has_event):
            self.soon = False
            return
        chance = self._chance
        fate = chance.choice(("soon",) * 6 + ("delayed", "lost", "twice", "overtaken"))
        delays = {
            "soon": [chance.uniform(0.1, 2)],
            "delayed": [chance.uniform(2, 2 * HOUR)],
            "lost": [],
            "twice": [chance.uniform(0.1, 2), chance.uniform(0.1, HOUR)],
            "overtaken": [chance.uniform(60, 600)],
        }[fate]
        for delay in delays:
            self._send(detail, ended + delay)
        self.soon = self.soon and fate in ("soon", "twice")
        if chance.random() < 0.05:
            self._send(detail, chance.uniform(began, ended), account="444455556666")
        if chance.random() < 0.03:
            self._send(detail, chance.uniform(began, ended))
            self.soon = False

    def _send(self, detail, moment, **more):
        self.sent += 1
        self._world.event(detail, moment, **more)


def play(expressions, definitions, number, tally, partition="aws"):
    chance = Random(SEED + number)
    kind = ("jobs", "jobs", "crawlers", "aborts")[number % 4]

    def world_of(*things):
        return World(expressions, definitions, chance, things, partition=partition)

    {"jobs": play_run, "crawlers": play_crawls, "aborts": play_aborts}[kind](world_of, chance, tally)
    tally.histories += 1
    tally.kinds[kind] = tally.kinds.get(kind, 0) + 1


def play_run(world_of, chance, tally):
    """One run, and one to three executions that wait for it."""
    run = any_run("load", chance)
    world = world_of(run)
    events, waits = Events(world, chance), []
    for number in range(chance.choice((1, 1, 1, 2, 3))):
        attempt = "first" if chance.random() < 0.2 else "last"
        begins = 0.0 if number == 0 else chance.uniform(0, 1.3 * run.attempts[-1].ended)
        given = {"connection": "default", "name": run.name, "attempt": attempt, "idempotencyKey": "shared"}
        waits.append((world.start("RunJob", given, begins), attempt, begins))
    world.play(NEVER)
    is_smooth = events.soon and world.is_smooth and run.lag == 0
    for wait, attempt, begins in waits:
        truth, expected = run.deciding(attempt), "SUCCEEDED"
        if truth.state != expected:
            expected = f"JobRun.{truth.state}"
        repeated = len(run.attempts) if attempt == "last" and len(run.attempts) > 1 else 0
        judge(tally, wait, expected, max(run.ended(attempt), begins), is_smooth, repeated, truth.ended)
        judge_looks(tally, wait, run, events, world)
    tally.runs += 1
    tally.glue_calls += world.glue_calls
    tally.duplicates += world.duplicates


def judge_looks(tally, wait, run, events, world):
    """For a wait that no event woke: when and how often it polled Glue."""
    if events.sent or not wait.looked_at:
        return
    first = wait.looked_at[0] - wait.began_at
    if run.events_expected:
        tally.first_look_where_events_come = min(tally.first_look_where_events_come, first)
        return
    tally.first_look = min(tally.first_look, first)
    if world.is_smooth and len(run.attempts) == 1:
        of_the_first_hour = [it for it in wait.looked_at if it <= wait.began_at + HOUR]
        tally.most_looks_of_an_hour = max(tally.most_looks_of_an_hour, len(of_the_first_hour))


def play_crawls(world_of, chance, tally):
    """One crawler, which others may use before and in between, and one or two executions that want a crawl."""
    crawler = any_crawler("files", chance)
    world = world_of(crawler)
    events, waits = Events(world, chance), []
    others = [0.0] * (chance.random() < 0.4) + [chance.uniform(0, 2 * HOUR)] * (chance.random() < 0.3)
    for moment in others:
        world.at(moment, lambda: begin_anothers(world, crawler))
    for _ in range(chance.choice((1, 1, 2))):
        given = {"connection": "default", "name": crawler.name, "ifRunning": chance.choice(("fail", "adopt", "queueNext"))}
        waits.append(world.start("RunCrawler", given, chance.uniform(0, 600)))
    world.play(NEVER)
    for wait in waits:
        start = world.starts.get(f"{wait.arn}/0/Start crawler")
        if not start:
            tally.waits += 1
            tally.lost += not is_refused(wait, crawler)
            continue
        crawl = start["crawl"]
        expected = "SUCCEEDED" if crawl.state == "COMPLETED" else f"Crawl.{crawl.state}"
        alone = len(crawler.crawls) == 1
        is_smooth = events.soon and world.is_smooth and crawler.lag == 0 and alone
        judge(tally, wait, expected, crawl.ended, is_smooth, 0, crawl.ended - crawl.began)
    tally.runs += len(crawler.crawls)
    tally.glue_calls += world.glue_calls
    tally.duplicates += world.duplicates


def is_refused(wait, crawler):
    """Whether an execution failed because a crawl was running, and not only because the crawler was getting ready."""
    asked = wait.ended_at - LONGEST_START
    ran = any(it.began <= wait.ended_at and it.ended >= asked for it in crawler.crawls)
    return ran and wait.given["ifRunning"] != "queueNext" and wait.outcome == "io.glueconnector.error.AlreadyRunning"


def begin_anothers(world, crawler):
    crawl = crawler.start(world.now)
    if crawl:
        world.when_started(crawler, crawl)


def play_aborts(world_of, chance, tally):
    """At any moment, one of two executions is aborted or fails in a way that no state catches.

    A status event reports an abort, promptly or late; no event reports a failure.
    """
    if chance.random() < 0.6:
        workflow, things = "RunJob", [any_run(name, chance) for name in ("own", "other")]
        longest = things[0].attempts[-1].ended
    else:
        workflow, things = "RunCrawler", [any_crawler(name, chance) for name in ("own", "other")]
        longest = things[0].next_crawls[0][0]
    world = world_of(*things)
    Events(world, chance)
    joins = chance.random() < 0.2
    shared = {"idempotencyKey": "shared"} if joins else {}
    kept = world.start(workflow, {"connection": "default", "name": things[1].name} | shared)
    joined = things[1] if joins else things[0]
    aborted = world.start(workflow, {"connection": "default", "name": joined.name} | shared, 5.0 if joins else 0.0)
    world.when_ended = lambda execution: tell_status(world, chance, execution)
    world.searches = chance.random() < 0.3
    fate = "States.Runtime" if world.searches else "ABORTED"
    world.at(5.0 * joins + chance.choice((chance.uniform(0, 6), chance.uniform(0, 1.1 * longest))), lambda: aborted.end(fate))
    world.play(NEVER)
    tally.aborted += fate == "ABORTED"
    tally.failed += fate != "ABORTED"
    tally.lost += kept.outcome is None
    if joins:
        tally.stopped_of_others += stops_of(things[1])
        return
    tally.stopped_of_others += stops_of(things[1])
    tally.left_alive += outlives(things[0], world, aborted)


def tell_status(world, chance, execution):
    """Acts like the rule for executions that are aborted or time out."""
    if execution.status in ("ABORTED", "TIMED_OUT") and execution.workflow in ("RunJob", "RunCrawler"):
        for _ in range(chance.choice((1, 1, 2))):
            delay = chance.uniform(0.1, 2) if chance.random() < 0.8 else chance.uniform(2, HOUR)
            world.at(world.now + delay, lambda: world.start("StopAbandoned", {"executionArn": execution.arn}))


def stops_of(thing):
    return thing.stops if isinstance(thing, Run) else sum(it.stops for it in thing.crawls)


def outlives(thing, world, execution):
    """Whether a run outlives all handling of its execution's end."""
    done = max((it.ended_at for it in world.executions.values() if it.workflow == "StopAbandoned"), default=execution.ended_at)
    if isinstance(thing, Run):
        return thing.began is not None and thing.ended("last") > done + 60
    return bool(thing.crawls) and thing.crawls[-1].ended > done + 60


def judge(tally, wait, expected, ended, is_smooth, repeated, seconds):
    """If Glue retries the run, `repeated` is the number of attempts."""
    tally.waits += 1
    if wait.outcome in (None, "TIMED_OUT"):
        tally.lost += 1
        return
    lateness = wait.ended_at - ended
    # An end cannot be known before it happens.
    tally.wrong += wait.outcome != expected or lateness < 0
    tally.worst = max(tally.worst, lateness)
    if is_smooth and repeated:
        tally.worst_between_attempts = max(tally.worst_between_attempts, lateness)
        if seconds <= HOUR:
            tally.most_looks_of_an_attempt = max(tally.most_looks_of_an_attempt, wait.looks / repeated)
    elif is_smooth:
        tally.worst_with_event = max(tally.worst_with_event, lateness)
        if seconds <= HOUR:
            tally.most_looks = max(tally.most_looks, wait.looks)
