"""The calls of Glue and of CloudWatch Logs in the sources of the handlers."""

import re

from stack.folders import ROOT
from stack.openapi import ROUTES

JAVA = ROOT / "functions/src/main/java/io/glueconnector"
# IAM's names of the SDK's services.
SERVICES = {"glue": "glue", "cloudwatchlogs": "logs"}
# String literals and comments: a word in them is never a reference to a class.
_NO_CODE = re.compile(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/|//[^\n]*', re.DOTALL)

# The functions that only workflows call: they have no route, no sample event and no output.
FOR_WORKFLOWS = {path.stem for path in JAVA.glob("*/Get*.java")} - ROUTES.keys()


def glue_calls(action):
    """The IAM actions of the operations that an action's handler calls as the connection, itself or through its helpers."""
    requests = (re.findall(r"\bservices\.(glue|cloudwatchlogs)\.model\.(\w+)(?<!Glue)Request;", it) for it in _sources(action))
    return {f"{SERVICES[service]}:{call}" for calls in requests for service, call in calls}


def uses_leases(action):
    """Whether an action starts, or searches for, something whose name is leased to one start at a time."""
    return any(re.search(r"\bleasesName\(\)\s*\{\s*return true;", it) for it in _sources(action))


def _sources(action):
    """The code of an action's handler and of its helpers."""
    sources = {path.stem: _NO_CODE.sub("", path.read_text()) for path in JAVA.glob("*/*.java")}
    seen, waiting = set(), [action]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += sources.keys() & set(re.findall(r"\b[A-Z]\w*\b", sources[name]))
            yield sources[name]
