"""What bin/run shows of a running stack: the main job through its doors, all actions, and lines to copy."""

import stack  # noqa: F401 - it puts the package of the command line on the path
