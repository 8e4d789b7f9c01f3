"""The local stack. It also uses the package of the command line, which needs no installation here."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "cli/src"))
