"""The Glue calls in the sources of the handlers."""

import re

from conftest import ROOT

JAVA = ROOT / "functions/src/main/java/io/glueconnector"
# String literals and comments, where none of these words can be a class.
_NO_CODE = re.compile(r'"(?:\\.|[^"\\\n])*"|/\*.*?\*/|//[^\n]*', re.DOTALL)


def glue_calls(action):
    """The IAM actions of the Glue operations that an action's handler calls, itself or through its helpers."""
    sources = {path.stem: _NO_CODE.sub("", path.read_text()) for path in JAVA.glob("*/*.java")}
    calls, seen, waiting = set(), set(), [action]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            calls |= set(re.findall(r"\bservices\.glue\.model\.(\w+)(?<!Glue)Request;", sources[name]))
            waiting += sources.keys() & set(re.findall(r"\b[A-Z]\w*\b", sources[name]))
    return {f"glue:{call}" for call in calls}
