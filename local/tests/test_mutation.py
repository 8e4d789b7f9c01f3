"""bin/mutation's figures: what each package's tests noticed, and the page that shows it."""

import mutation

LINES = """\
Starts.java,io.glueconnector.ledger.Starts,Mutator,once,12,KILLED,StartsTest
Starts.java,io.glueconnector.ledger.Starts,Mutator,once,13,TIMED_OUT,StartsTest
Starts.java,io.glueconnector.ledger.Starts$Inner,Mutator,once,14,SURVIVED,none
Crawls.java,io.glueconnector.crawlers.Crawls,Mutator,list,9,NO_COVERAGE,none
"""
TABLE = """\
| package | noticed | changes | share |
|---|---|---|---|
| ledger | 2 | 3 | 67% |
| trace | 0 | 1 | 0% |
| all | 2 | 4 | 50% |
"""


def report(folder):
    file = folder / "mutations.csv"
    file.write_text(LINES)
    return file


def test_packages_ofAReport_countWhatWasNoticed(tmp_path):
    assert mutation.packages(report(tmp_path)) == {"ledger": (2, 3), "trace": (0, 1)}


def test_main_withoutAPage_printsTheFigures(tmp_path, capsys):
    mutation.main(report(tmp_path))
    assert capsys.readouterr().out == TABLE + "\n"


def test_main_withAPage_replacesItsFiguresOnly(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- figures -->\nold\n<!-- end of figures -->\nafter\n")
    mutation.main(report(tmp_path), page)
    assert page.read_text() == f"before\n<!-- figures -->\n{TABLE}<!-- end of figures -->\nafter\n"
