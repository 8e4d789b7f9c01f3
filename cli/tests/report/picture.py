"""Takes the picture of the guide, docs/guide/report.png.

Usage: PYTHONPATH=cli/src:local .local/tools/bin/python -m cli.tests.report.picture FILE
"""

import sys
import tempfile
from pathlib import Path

import cli.tests.conftest  # noqa: F401 - it finds the packages that bin/glue runs on

WIDTH, HEIGHT = 1360, 1000


def take(file):
    from cli.tests.report.browser import Browser
    from cli.tests.report.samples import ARN, RecordedApi, denied, gathered

    from glueconnector.report.page import page

    api = RecordedApi(fleet=12)
    api.refused["/connections/team-a/jobs/ledger-export/runs"] = denied("job ledger-export")
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "report.html"
        document.write_text(page(gathered(api, "default", "team-a", fleets=(ARN,))), encoding="utf-8")
        browser = Browser(Path(folder) / "profile", WIDTH, HEIGHT)
        try:
            browser.media("light")
            browser.open(document)
            browser.picture(file)
        finally:
            browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
