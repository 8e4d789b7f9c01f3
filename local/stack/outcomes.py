"""Which members an answer has for which outcome. The contract says it in words alone, since generated clients break on oneOf."""

STOPS = {"stopping": set(), "notFound": set(), "alreadyEnded": {"state"}, "failed": {"code"}}
STARTED = {"StartJobRun": {"jobRunId"}, "StartCrawler": {"outcome"}, "StartTrigger": {"outcome", "type"}}
# What Glue does not show at once may be missing.
LISTED_LATER = {"StartJobRun": set(), "StartCrawler": {"crawlId"}, "StartTrigger": {"jobRunIds"}}


def findings(action, answer):
    """What an action's answer lacks, or has although its outcome excludes it."""
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
