"""The cost of an end does not grow with the number of open waits. The model counts calls; no time is measured."""

import json
from random import Random

from interpreter import Expressions
from world import Attempt, Run, World, deployed, mutated

FEW, MANY = 10, 10_000
ENDS = 20
HOUR = 3600


class Counting(World):
    """A world in which nothing goes wrong and more waits can be opened."""

    def __init__(self, definitions, runs):
        super().__init__(Expressions(), definitions, Random(1), runs, trouble=0)
        self.when_started = self._tell

    def open_more(self, execution, run, number):
        """Opens waits of other executions for other runs, each as that execution opened its own."""
        text = json.dumps(self.table.latest_update)
        for it in range(number):
            other = json.loads(text.replace(execution.arn, f"{execution.arn}-{it}").replace(run.name, f"other-{it}"))
            self.table.update(other)
            self.await_answer(execution, other["ExpressionAttributeValues"][":token"]["S"], 24 * HOUR, lambda _: None)

    def _tell(self, run, _):
        self.event({"jobRunId": run.id(0), "state": "SUCCEEDED"}, run.began + run.attempts[0].ended + 1)

    def costs(self):
        ends = [it for it in self.executions.values() if it.workflow == "EndWaits"]
        return {
            "executions of EndWaits": len(ends),
            "states of EndWaits": sum(it.states_entered for it in ends),
            "wake-ups": self.answers,
            "calls to the table": self.table.calls,
            "bytes of the items": self.table.bytes,
            "calls to Glue": self.glue_calls,
        }


def cost_of_ends(definitions, waits):
    """The cost of the ends of some runs while the given number of waits for other runs is open."""
    runs = [Run("sought", [Attempt(0, 2 * HOUR, "SUCCEEDED")])] + [
        Run(f"ends-{it:02}", [Attempt(0, 60, "SUCCEEDED")]) for it in range(ENDS)
    ]
    world = Counting(definitions, runs)
    waiting = world.start("RunJob", {"name": "sought"})
    world.play(until=10)
    world.open_more(waiting, runs[0], waits - 1)
    before = world.costs()
    ending = [world.start("RunJob", {"name": it.name}) for it in runs[1:]]
    world.play(until=world.now + 200)
    assert {it.outcome for it in ending} == {"SUCCEEDED"}
    assert waiting.outcome is None
    return {name: number - before[name] for name, number in world.costs().items()}


def test_ends_withTenThousandWaitsOpen_costAsMuchAsWithTen(say, record_testsuite_property):
    many = cost_of_ends(deployed(), MANY)
    assert many == cost_of_ends(deployed(), FEW)
    assert {many[name] for name in ("executions of EndWaits", "wake-ups")} == {ENDS}
    each = ", ".join(f"{name} {number / ENDS:g}" for name, number in many.items())
    record_testsuite_property("waits open in the model while the calls for an end were counted", MANY)
    say(f"an end with {MANY:,} waits open costs the same as with {FEW}: {each}")


def test_ends_ifAllWaitsSharedAnItem_wouldCostMoreWithMany():
    """Proves that the comparison can fail."""
    row = "$join(['wait:' & $plan.account, $plan.region, $jobRunId], '/')"
    noted = deployed()["EndWaits"]["States"]["Record the end"]["Arguments"]["Item"]["startId"]["S"]
    shared = mutated(("RunJob", row, "'wait:all'"), ("EndWaits", noted, "wait:all"))
    few, more = (cost_of_ends(shared, waits) for waits in (FEW, 10 * FEW))
    assert more["bytes of the items"] > few["bytes of the items"]
    assert more["wake-ups"] > few["wake-ups"]
