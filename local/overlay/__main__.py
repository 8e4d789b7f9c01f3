"""Starts MiniStack with the corrections in this folder: python -m overlay, from the folder local/.

Environment, in addition to MiniStack's own: FAKE_GLUE_URL, GLUE_LINE_URL (the address at which functions call Glue), JAVA_HOME,
LAMBDA_RUNTIME_DIR (the runtime interface client's jars).
"""

import sys
from importlib.metadata import version

import ministack.app

from overlay import (
    api_gateway,
    asynchronous,
    conditions,
    counting,
    data_limit,
    decisions,
    definitions,
    deletion,
    deployers,
    distributed_map,
    expressions,
    functions,
    glue,
    java,
    notifications,
    payloads,
    resources,
    roles,
    scheduler,
    sessions,
    simulation,
    workflows,
)
from overlay.corrections import Corrections, Moved

WRITTEN_FOR = "1.5.33"
# Corrections of the same function wrap one another in this order.
PARTS = (
    java,
    functions,
    payloads,
    glue,
    counting,
    resources,
    conditions,
    decisions,
    sessions,
    api_gateway,
    asynchronous,
    roles,
    deployers,
    simulation,
    scheduler,
    workflows,
    distributed_map,
    notifications,
    data_limit,
    definitions,
    expressions,
    deletion,
)


def main():
    corrections = Corrections()
    for part in PARTS:
        part.register(corrections)
    try:
        corrections.apply()
    except Moved as moved:
        sys.exit(
            f"The overlay was written for MiniStack {WRITTEN_FOR}; in {version('ministack')} these names changed:\n{moved}\n"
            "Install the pinned version (local/requirements/emulator.txt) or adapt local/overlay to the new one."
        )
    if version("ministack") != WRITTEN_FOR:
        sys.exit(
            f"The overlay was written for MiniStack {WRITTEN_FOR}; this is {version('ministack')}. None of its names changed: "
            "run bin/test with the new version, then change WRITTEN_FOR in local/overlay."
        )
    ministack.app.main()


main()
