"""The members of a response for each outcome. The contract only describes them, since generated clients break on oneOf."""

STOPS = {"stopping": set(), "notFound": set(), "alreadyEnded": {"state"}, "failed": {"code"}}
STARTED = {"StartJobRun": {"jobRunId"}, "StartCrawler": {"outcome"}, "StartTrigger": {"outcome", "type"}}
# Members that may be missing because Glue does not show them at once.
LISTED_LATER = {"StartJobRun": set(), "StartCrawler": {"crawlId"}, "StartTrigger": {"jobRunIds"}}


def findings(action, answer):
    """The members that an action's response lacks, or has although its outcome excludes them."""
    match action:
        case "StopJobRun":
            return [text for verdict in answer.get("results", []) for text in of_stop(verdict)]
        case "GetStart":
            return of_start(answer)
    return []


def of_stop(verdict):
    outcome = verdict.get("outcome")
    return differences(outcome, verdict, {"jobRunId", "outcome"} | STOPS.get(outcome, set()))


def of_start(start):
    state, action = start.get("state"), start.get("action")
    needed, optional = {"state", "action", "name", "region", "requestedAt"}, {"execution"}
    if state == "started":
        needed |= {"startedAt"} | STARTED.get(action, set())
        optional |= LISTED_LATER.get(action, set())
    if state == "refused":
        needed |= {"code"}
    return differences(state, start, needed, optional)


def differences(outcome, answer, needed, optional=frozenset()):
    missing = [f"{outcome} lacks {name}" for name in sorted(needed - answer.keys())]
    return missing + [f"{outcome} has {name}" for name in sorted(answer.keys() - needed - optional)]
