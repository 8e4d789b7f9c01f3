"""Random histories of events, tokens, rows and the clock: whoever waits learns the right end, once, whatever events do."""

from dataclasses import dataclass
from random import Random

import pytest
from waiting import HAVE_EVENTS, Execution, Expressions, World

HISTORIES = 10_000
SEED = 20_261_124
HOUR = 3600
STATES = ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED")
# The longest wait between two looks, its two minutes for false alarms and Glue's own delay.
WORST = HOUR + 300


@dataclass(frozen=True)
class Attempt:
    began: float
    ended: float
    state: str


@dataclass(frozen=True)
class Run:
    """A run in all its attempts; Glue shows what happened after a while."""

    attempts: tuple
    retries: int
    lag: float
    events_expected: bool

    def id(self, attempt):
        return f"jr_{attempt}"

    def deciding(self, attempt):
        return self.attempts[0] if attempt == "first" else self.attempts[-1]

    def look(self, job_run_id, attempt, now):
        """As GetJobRunEnd tells it."""
        place = int(job_run_id[3:])
        while True:
            seen = self.attempts[place]
            if now < seen.ended + self.lag:
                return {"progress": "running", "jobRunId": self.id(place)}
            if attempt == "first" or seen.state != "FAILED" or place == self.retries:
                return {"progress": "ended", "jobRunId": self.id(place), "state": seen.state}
            if now < self.attempts[place + 1].began + self.lag:
                return {"progress": "betweenAttempts", "jobRunId": self.id(place)}
            place += 1


def any_run(chance):
    retries = chance.choice((0, 0, 0, 1, 2))
    attempts, began = [], 0.0
    while True:
        longest = chance.choice((5, 60, 600, HOUR, 3 * HOUR) if chance.random() < 0.99 else (24 * HOUR,))
        last = len(attempts) == retries
        state = chance.choice(STATES) if last or chance.random() < 0.3 else "FAILED"
        attempts.append(Attempt(began, began + chance.uniform(1, longest), state))
        if last or state != "FAILED":
            break
        began = attempts[-1].ended + chance.uniform(0, 30)
    lag = chance.uniform(0, 60) if chance.random() < 0.2 else 0.0
    return Run(tuple(attempts), retries, lag, chance.random() < 0.8)


def tell(world, run, chance):
    """The fates of events; returns whether each came soon."""
    soon = True
    for place, attempt in enumerate(run.attempts):
        if not run.events_expected or attempt.state not in HAVE_EVENTS:
            soon = False
            continue
        fate = chance.choice(("soon",) * 6 + ("delayed", "lost", "twice", "overtaken"))
        delays = {
            "soon": [chance.uniform(0.1, 2)],
            "delayed": [chance.uniform(2, 2 * HOUR)],
            "lost": [],
            "twice": [chance.uniform(0.1, 2), chance.uniform(0.1, HOUR)],
            "overtaken": [chance.uniform(60, 600)],
        }[fate]
        for delay in delays:
            world.publish(place, attempt.ended + delay)
        soon = soon and fate in ("soon", "twice")
        if chance.random() < 0.05:
            world.publish(place, chance.uniform(attempt.began, attempt.ended), account="444455556666")
        if chance.random() < 0.03:
            world.publish(place, chance.uniform(attempt.began, attempt.ended))
            soon = False
    return soon


@dataclass
class Tally:
    histories: int = 0
    waits: int = 0
    lost: int = 0
    wrong: int = 0
    twice: int = 0
    worst: float = 0.0
    worst_with_event: float = 0.0
    looks: int = 0
    most_looks_of_an_hour: int = 0

    def line(self):
        return (
            f"{self.histories} histories, {self.waits} waits: lost {self.lost}, wrong {self.wrong}, duplicate answers {self.twice}, "
            f"worst lateness {self.worst_with_event:.1f} s with the event, {self.worst:.0f} s without, "
            f"looks at Glue per wait {self.looks / self.waits:.1f}, at most {self.most_looks_of_an_hour} in an hour with the event"
        )


def play(expressions, seed, tally):
    chance = Random(seed)
    run = any_run(chance)
    world = World(expressions, run, chance)
    soon = tell(world, run, chance)
    waits = []
    for number in range(chance.choice((1, 1, 1, 2, 3))):
        attempt = "first" if chance.random() < 0.2 else "last"
        begins = 0.0 if number == 0 else chance.uniform(0, 1.3 * run.attempts[-1].ended)
        wait = Execution(world, number, {"connection": "default", "name": "sales load", "attempt": attempt})
        world.at(begins, wait.go_on)
        waits.append((wait, attempt, begins))
    world.play()
    tally.histories += 1
    for wait, attempt, begins in waits:
        judge(tally, run, wait, attempt, begins, soon and world.is_smooth)


def judge(tally, run, wait, attempt, begins, smooth):
    truth = run.deciding(attempt)
    tally.waits += 1
    tally.lost += wait.endings == 0
    tally.twice += wait.endings > 1
    tally.looks += wait.looks
    if wait.endings == 0:
        return
    tally.wrong += wait.outcome != ("SUCCEEDED" if truth.state == "SUCCEEDED" else f"JobRun.{truth.state}")
    lateness = wait.ended_at - max(truth.ended, begins)
    assert lateness >= 0, "nobody knows an end before it is there"
    tally.worst = max(tally.worst, lateness)
    if smooth and run.lag == 0 and len(run.attempts) == 1:
        tally.worst_with_event = max(tally.worst_with_event, lateness)
        if truth.ended <= HOUR:
            tally.most_looks_of_an_hour = max(tally.most_looks_of_an_hour, wait.looks)


@pytest.fixture(scope="module")
def tally():
    counted, expressions = Tally(), Expressions()
    for number in range(HISTORIES):
        play(expressions, SEED + number, counted)
    return counted


def test_histories_all_endRightlyAndOnce(tally, say):
    say(f"seed {SEED}, {tally.line()}")
    assert (tally.histories, tally.lost, tally.wrong, tally.twice) == (HISTORIES, 0, 0, 0)


def test_histories_withoutEvents_areLateByOneLookAtMost(tally):
    assert tally.worst <= WORST


def test_histories_withTheirEvent_needFewLooks(tally):
    assert 0 < tally.worst_with_event <= 10
    assert 0 < tally.most_looks_of_an_hour <= 3
