"""The report as a person uses it: in Chromium, with keyboard, pointer and screen reader, in light and dark."""

import pytest
from cli.tests.report.samples import RecordedApi, gathered

from glueconnector.report.figures import causes
from glueconnector.report.markup import SHAPES
from glueconnector.report.model import FAILED, OPEN
from glueconnector.report.page import page

READABLE = 4.5
VISIBLE = 3.0

CONTRASTS = """(() => {
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = color;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const lightness = (color) => color.slice(0, 3).map((it) => it / 255)
    .map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4))
    .reduce((sum, it, place) => sum + it * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (element) => {
    for (let it = element; it; it = it.parentElement) {
      const color = rgba(getComputedStyle(it).backgroundColor);
      if (color[3] === 255) return color;
    }
  };
  const ratio = (a, b) => { const [x, y] = [lightness(a), lightness(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const found = {};
  const add = (kind, element, color, back) => {
    const value = ratio(rgba(color), back);
    if (!(value >= (found[kind]?.[0] ?? Infinity))) found[kind] = [value, element.outerHTML.slice(0, 120)];
  };
  for (const it of document.querySelectorAll("body *")) {
    if (!it.checkVisibility() || ["SCRIPT", "STYLE"].includes(it.tagName)) continue;
    const style = getComputedStyle(it);
    if (it.classList.contains("icon")) add("shape", it, style.backgroundColor, behind(it.parentElement));
    else if ([...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
      add("text", it, it instanceof SVGElement ? style.fill : style.color, behind(it));
    if (it.matches("figure [aria-label=dot] > *")) {
      const back = behind(it);
      const [color, opacity] = style.stroke === "none" ? [style.fill, style.fillOpacity] : [style.stroke, style.strokeOpacity];
      const mixed = rgba(color).map((part, place) => part * opacity + back[place] * (1 - opacity));
      add("mark", it, `rgb(${mixed.slice(0, 3).join(" ")})`, back);
    }
  }
  return found;
})()"""


def outcome_counts(report):
    counts: dict[str, int] = {}
    for _, run in report.runs:
        counts[run.outcome] = counts.get(run.outcome, 0) + 1
    return counts


def count(browser, selector):
    return browser.run(f"document.querySelectorAll({selector!r}).length")


def text(browser, selector):
    return browser.run(f"document.querySelector({selector!r}).textContent")


def visible_rows(browser):
    return browser.run("[...document.querySelectorAll('#all-runs tbody tr')].filter(it => !it.hidden).length")


def test_open_fetchesNothing_andComplainsOfNothing(browser):
    assert browser.run("document.documentElement.dataset.ready") == ""
    assert browser.fetched == []
    assert browser.complaints == []


def test_texts_areThoseOfTheRuns(browser, recorded):
    counts = outcome_counts(recorded)
    tiles = text(browser, ".tiles")
    assert f"Runs and crawls{sum(counts.values()):,}of " in tiles
    assert f"Failed{counts[FAILED]}{len(causes(recorded))} causes" in tiles
    assert f"Open now{counts[OPEN]}running" in tiles
    assert count(browser, "#open-runs tbody tr") == counts[OPEN]
    assert count(browser, "#by-job tbody tr") == len(recorded.sources)
    assert "may not call glue:GetJobRuns on job ledger-export" in text(browser, "#by-job")
    assert "may not call glue:GetJobRuns on job ledger-export" in text(browser, "#notes")


def test_timeline_hasAMarkForEveryRun_inItsShape(browser, recorded):
    counts = outcome_counts(recorded)
    dots = "#chart-timeline [aria-label=dot]"
    assert count(browser, f"{dots} *") == sum(counts.values())
    assert count(browser, f"{dots} [stroke='var(--failed)']") == counts[FAILED]
    shapes = browser.run(f"new Set([...document.querySelectorAll(\"{dots} *\")].map(it => it.getAttribute('d'))).size")
    assert shapes == len({SHAPES[run.state] for _, run in recorded.runs}) > 3


def test_days_table_addsUpToTheRuns(browser, recorded):
    browser.run("document.querySelector('details.data').open = true")
    total = browser.run(
        "[...document.querySelectorAll('#days td.number:not(:last-child)')].reduce((sum, it) => sum + Number(it.textContent), 0)"
    )
    assert total == sum(outcome_counts(recorded).values())


def test_fleet_showsItsItems(browser):
    assert text(browser, "#fleet p").startswith("12 items: ")
    assert count(browser, "#fleet-0 tbody tr") == 12
    assert count(browser, ".items .icon") == 12


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_isEnough(browser, scheme):
    browser.media(scheme)
    browser.run("document.querySelectorAll('details').forEach(it => { it.open = true })")
    browser.run("document.querySelectorAll('section').forEach(it => { it.style.contentVisibility = 'visible' })")
    found = browser.run(CONTRASTS)
    assert found.keys() == {"text", "shape", "mark"}
    assert found["text"][0] >= READABLE, found
    assert found["shape"][0] >= VISIBLE, found
    assert found["mark"][0] >= VISIBLE, found


def test_theme_followsTheSystemUntilOneIsChosen(browser):
    def back():
        return browser.run("getComputedStyle(document.body).backgroundColor")

    light = back()
    browser.media("dark")
    dark = back()
    assert dark != light
    browser.run("document.querySelector('[name=theme][value=light]').click()")
    assert back() == light


def test_keyboard_arrowsMoveThroughAChart_andEnterShowsTheRun(browser):
    browser.run("document.querySelector('#chart-timeline .chart').focus()")
    browser.press("ArrowLeft")
    first = text(browser, "#said")
    browser.press("ArrowLeft")
    second = text(browser, "#said")
    assert first
    assert second
    assert first != second
    browser.press("ArrowDown")
    assert text(browser, "#said").split(",")[0] != second.split(",")[0]
    browser.press("Enter")
    browser.run("new Promise(done => setTimeout(done))")
    focused = browser.run("document.activeElement.id")
    assert focused.startswith("run-")
    assert browser.run("document.activeElement.classList.contains('shown')")
    assert text(browser, "#said").split(",")[0] in text(browser, f"#{focused}")


def test_keyboard_tabReachesEveryControl_andEachHasAName(browser):
    browser.run("document.body.focus()")
    reached = set()
    for _ in range(60):
        browser.press("Tab")
        reached.add(browser.run("document.activeElement.id || document.activeElement.className || document.activeElement.name"))
    assert {"skip", "theme", "chart"} <= reached
    nameless = browser.run("""[...document.querySelectorAll("button, select, input, [tabindex='0'], section")]
      .filter(it => !it.hidden && !it.textContent.trim() && !it.labels?.length && !it.ariaLabel && !it.ariaLabelledByElements)
      .map(it => it.outerHTML)""")
    assert nameless == []


def test_pointer_nearAMark_showsTheRun(browser):
    place = browser.run("""(() => {
      const chart = document.querySelector('#chart-timeline .chart');
      chart.scrollIntoView({ block: 'center' });
      const box = chart.querySelector("[stroke='var(--failed)'] path, path[stroke='var(--failed)']").getBoundingClientRect();
      return [box.x + box.width / 2 + 2, box.y + box.height / 2];
    })()""")
    browser.move(*place)
    tip = text(browser, "#tip")
    assert any(word in tip for word in ("FAILED", "TIMEOUT", "ERROR"))
    browser.press("Escape")


def test_filter_byState_leavesTheFailures(browser, recorded):
    browser.run("(it => { it.value = 'failed'; it.dispatchEvent(new Event('change')) })(document.getElementById('outcome'))")
    failures = outcome_counts(recorded)[FAILED]
    assert visible_rows(browser) == failures
    assert text(browser, "#found").startswith(f"{failures} of ")


def test_runs_atFirstTheNewest_thenAll(browser, recorded):
    total = sum(outcome_counts(recorded).values())
    assert visible_rows(browser) == 200
    browser.run("document.getElementById('more').click()")
    assert visible_rows(browser) == total


def test_link_toARunFarDown_showsIt(browser, recorded):
    last = sum(outcome_counts(recorded).values()) - 1
    browser.run(f"location.hash = 'run-{last}'")
    browser.run("new Promise(done => setTimeout(done))")
    assert browser.run("document.activeElement.id") == f"run-{last}"


def test_sort_numbers_areLargestFirst(browser):
    click = "document.querySelector('#by-job thead th:nth-child(4) button').click()"
    numbers = (
        "[...document.querySelectorAll('#by-job tbody tr')].map(it => it.cells[3]?.dataset.value).filter(it => it).map(Number)"
    )
    browser.run(click)
    found = browser.run(numbers)
    assert found == sorted(found, reverse=True)
    assert browser.run("document.querySelector('#by-job th[aria-sort]').ariaSort") == "descending"
    browser.run(click)
    assert browser.run(numbers) == sorted(found)


def test_measure_dpuSeconds_redrawsTheChart(browser):
    label = "document.querySelector('#chart-jobs .chart').ariaLabel"
    assert browser.run(label).startswith("Duration of ")
    browser.run("document.querySelector('[name=measure][value=\"1\"]').click()")
    assert browser.run(label).startswith("DPU seconds of ")


def test_measure_thatNoRunHas_saysSo_andRunsOfNoTimeAreDrawn(browser, tmp_path):
    api = RecordedApi(0.02)
    for run in api.jobs["default", "orders-hourly"]:
        del run["maxCapacity"]
        run["executionTime"] = 0
    made = tmp_path / "report.html"
    made.write_text(page(gathered(api, "default", jobs=("orders-hourly",))), encoding="utf-8")
    browser.open(made)
    assert count(browser, "#chart-jobs [aria-label=dot] *") == 3
    browser.run("document.querySelector('[name=measure][value=\"1\"]').click()")
    assert text(browser, "#chart-jobs") == "No run has DPU seconds yet."
    assert browser.complaints == []


def test_oneJob_isDrawnOverTime_withItsMedian(browser):
    browser.run("(it => { it.selectedIndex = 1; it.dispatchEvent(new Event('change')) })(document.getElementById('lane'))")
    assert "over time" in browser.run("document.querySelector('#chart-jobs .chart').ariaLabel")
    assert "median" in browser.run("document.querySelector('#chart-jobs svg').textContent")


def test_narrowScreen_doesNotScrollSideways(browser, file):
    browser.size(380, 800)
    browser.open(file)
    assert browser.run("document.documentElement.scrollWidth") == 380


def test_withoutScripts_theTablesAreThere(browser, file, recorded):
    browser.scripts(False)
    browser.open(file)
    browser.scripts(True)
    assert visible_rows(browser) == sum(outcome_counts(recorded).values())
    assert browser.run("document.querySelector('#days').checkVisibility()")
    assert not browser.run("document.querySelector('.theme').checkVisibility()")
