"""Creates what is missing in .local/: python3 local/prepare.py [--build] [--tests]; --tests includes what only the tests need."""

import sys

from stack.preparing import prepare
from stack.processes import Failed

if __name__ == "__main__":
    try:
        prepare(build="--build" in sys.argv[1:], tests="--tests" in sys.argv[1:])
    except Failed as failure:
        sys.exit(f"\n{failure}")
    except KeyboardInterrupt:
        sys.exit(130)
