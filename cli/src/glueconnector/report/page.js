"use strict";
(() => {
const data = JSON.parse(document.getElementById("data").textContent);
const by = (id) => document.getElementById(id);
const COLOR = { succeeded: "var(--succeeded)", failed: "var(--failed)", stopped: "var(--stopped)", open: "var(--open)", other: "var(--other)" };
const MEASURES = [{ name: "Duration", of: duration }, { name: "DPU seconds", of: (it) => `${number(it)} DPU s` }];
const FEW_LANES = 24;
const FEW_ROWS = 200;
const LANE = 22;
const DAY = 86_400_000;
const runs = data.runs.map((run, place) => ({ ...run, place }));
const rows = runs.map((_, place) => by(`run-${place}`));

function number(value) { return value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 1 : 0 }); }
function duration(seconds) {
  const whole = Math.floor(seconds);
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole / 60) % 60).padStart(2, "0")} min`;
  if (whole >= 60) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${seconds < 10 && seconds % 1 ? seconds.toFixed(1) : whole} s`;
}
const moment = d3.utcFormat("%a %d %b %H:%M:%S");
function told(run) {
  const seconds = run.outcome === "open" ? (data.made - run.start) / 1000 : run.values[0];
  const lines = [data.lanes[run.lane].label, run.state, run.start ? `started ${moment(run.start)}` : "not started"];
  if (seconds !== null) lines.push(`${run.outcome === "open" ? "elapsed" : "duration"} ${duration(seconds)}${run.outlying[0] ? ", outlier" : ""}`);
  if (run.values[1] !== null) lines.push(`${number(run.values[1])} DPU s${run.outlying[1] ? ", outlier" : ""}`);
  return lines.join("\n");
}

/* Rows of the table of all runs: filtered, sorted, and at first only the newest. */
const body = by("all-runs").tBodies[0];
const texts = rows.map((row) => row.textContent.toLowerCase());
let whole = false;
function filter() {
  const words = by("find").value.toLowerCase();
  const outcome = by("outcome").value;
  let found = 0;
  for (const row of body.rows) {
    const place = Number(row.id.slice(4));
    const fits = (!outcome || runs[place].outcome === outcome) && texts[place].includes(words);
    found += fits;
    row.hidden = !fits || (!whole && found > FEW_ROWS);
  }
  by("found").textContent = `${found.toLocaleString("en-US")} of ${rows.length.toLocaleString("en-US")}`;
  by("more").hidden = whole || found <= FEW_ROWS;
  by("more").textContent = `Show all ${found.toLocaleString("en-US")}`;
}
function show(place) {
  by("find").value = by("outcome").value = "";
  whole ||= [...body.rows].indexOf(rows[place]) >= FEW_ROWS;
  filter();
  document.querySelector("tr.shown")?.classList.remove("shown");
  rows[place].classList.add("shown");
  rows[place].scrollIntoView({ block: "center" });
  rows[place].focus({ preventScroll: true });
}
function linked() {
  const place = /^#run-(\d+)$/.exec(location.hash)?.[1];
  if (place && rows[place]) show(Number(place));
}
by("find").addEventListener("input", filter);
by("outcome").addEventListener("change", filter);
by("more").addEventListener("click", () => { whole = true; filter(); });
addEventListener("hashchange", linked);
/* A second click on the same link changes no hash. */
document.addEventListener("click", (event) => { if (event.target.closest?.("a[href^='#run-']")) setTimeout(linked); });

function sortable(table) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => heading.querySelector("button")?.addEventListener("click", () => {
    const up = heading.getAttribute("aria-sort") === "descending" || (!heading.hasAttribute("aria-sort") && !heading.classList.contains("number"));
    headings.forEach((it) => it.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    const value = (row) => row.cells[column]?.dataset.value ?? row.cells[column]?.textContent ?? "";
    const keys = [...table.tBodies[0].rows].map((row) => [value(row), row]);
    const compared = ([a], [b]) => (a === "") - (b === "") || (isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b) * (up ? 1 : -1);
    table.tBodies[0].append(...keys.sort(compared).map(([, row]) => row));
    if (table.id === "all-runs") filter();
  }));
}
document.querySelectorAll("table[data-sortable]").forEach(sortable);

/* A chart is one stop of the keyboard: arrows go from mark to mark, Enter opens the run; the pointer finds the nearest mark. */
function explorable(figure, svg, label, marks) {
  const chart = document.createElement("div");
  chart.className = "chart";
  chart.tabIndex = 0;
  chart.setAttribute("role", "application");
  chart.setAttribute("aria-roledescription", "chart");
  chart.setAttribute("aria-label", `${label} Use the arrow keys to move through it${marks.some((it) => it.run) ? ", Enter to show a run in the table" : ""}.`);
  svg.setAttribute("aria-hidden", "true");
  /* A style sheet of its own would make the browser compute the style of the whole page again; page.css has these rules. */
  svg.querySelector("style")?.remove();
  chart.append(svg);
  figure.append(chart);
  const tree = d3.quadtree(marks, (it) => it.x, (it) => it.y);
  const cursor = d3.select(svg).append("circle").attr("class", "cursor").attr("r", 8).attr("visibility", "hidden");
  const lanes = d3.groups(marks, (it) => it.lane).sort(([a], [b]) => a - b).map(([, of]) => of.sort((a, b) => a.x - b.x));
  const near = (lane, x) => lane[d3.minIndex(lane, (it) => Math.abs(it.x - x))];
  let at = null;
  function go(mark, aloud) {
    at = mark;
    const tip = by("tip");
    tip.hidden = !mark;
    cursor.attr("visibility", mark ? "visible" : "hidden");
    if (!mark) return;
    const text = mark.run ? told(mark.run) : mark.text;
    cursor.attr("cx", mark.x).attr("cy", mark.y);
    tip.textContent = text;
    const box = svg.getBoundingClientRect();
    const left = box.left + mark.x * (box.width / svg.width.baseVal.value) + scrollX;
    tip.style.left = `${left + 14 + tip.offsetWidth > scrollX + innerWidth ? left - tip.offsetWidth - 14 : left + 14}px`;
    tip.style.top = `${box.top + mark.y + scrollY + 10}px`;
    if (aloud) by("said").textContent = text.replaceAll("\n", ", ");
  }
  function step(key) {
    const lane = lanes.findIndex((it) => it.includes(at));
    if (lane < 0) return lanes[0]?.at(-1);
    const place = lanes[lane].indexOf(at);
    return {
      ArrowLeft: lanes[lane][place - 1],
      ArrowRight: lanes[lane][place + 1],
      ArrowUp: lanes[lane - 1] && near(lanes[lane - 1], at.x),
      ArrowDown: lanes[lane + 1] && near(lanes[lane + 1], at.x),
      Home: lanes[lane][0],
      End: lanes[lane].at(-1),
    }[key] ?? at;
  }
  chart.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") {
      event.preventDefault();
      go(step(event.key), true);
    } else if (event.key === "Enter" && at?.run) {
      location.hash = `run-${at.run.place}`;
    } else if (event.key === "Escape") {
      go(null);
    }
  });
  chart.addEventListener("pointermove", (event) => {
    const [x, y] = d3.pointer(event, svg);
    go(tree.find(x, y, 24) ?? null);
  });
  chart.addEventListener("pointerleave", () => go(null));
  chart.addEventListener("blur", () => go(null));
  chart.addEventListener("click", () => { if (at?.run) location.hash = `run-${at.run.place}`; });
}

function icon(outcome, shape) {
  return `<i class="icon ${shape} ${outcome}"></i>`;
}
function legend(entries) {
  const list = document.createElement("ul");
  list.className = "legend";
  list.innerHTML = entries.map((it) => `<li>${it}</li>`).join("");
  return list;
}
function statesIn(shown) {
  const order = ["succeeded", "open", "failed", "stopped", "other"];
  const kinds = d3.rollups(shown, (of) => of[0], (it) => it.state).map(([, it]) => it);
  return kinds.sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || a.state.localeCompare(b.state));
}
function stateLegend(shown) {
  return statesIn(shown).map((it) => {
    const item = document.createElement("span");
    item.textContent = it.state;
    return icon(it.outcome, it.shape) + item.innerHTML;
  });
}
/* Circles show what is usual and lie below; the other shapes are larger and lie on top. */
function dots(shown, x, y) {
  const symbol = (it) => (it.shape === "ring" ? "circle" : it.shape);
  const filled = shown.filter((it) => it.shape === "circle");
  const others = shown.filter((it) => it.shape !== "circle");
  return [
    Plot.dot(filled, { x, y, r: 2.8, fill: (it) => COLOR[it.outcome], fillOpacity: 0.75 }),
    Plot.dot(others, { x, y, r: 4.2, symbol, stroke: (it) => COLOR[it.outcome], strokeWidth: 1.8, fill: "none" }),
  ];
}
/* Days, or hours if the period is short; in the clock of 24 hours, unlike Plot's own ticks. */
function timeAxis(anchor) {
  const long = data.made - data.since > 2 * DAY;
  const days = Math.ceil((data.made - data.since) / DAY);
  const interval = long ? d3.utcDay.every(Math.ceil(days / 14)) : d3.utcHour.every(6);
  return Plot.axisX({ anchor, label: null, tickSize: 0, ticks: interval, tickFormat: d3.utcFormat(long ? "%a %d %b" : "%d %b %H:%M") });
}
let widths = new Map();
const widthOf = (figure) => widths.get(figure);
const pen = document.createElement("canvas").getContext("2d");
pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
function labelWidth(labels) {
  return Math.min(d3.max(labels, (it) => pen.measureText(it).width) ?? 0, 260) + 14;
}
const short = (label) => (label.length > 38 ? `${label.slice(0, 36)}…` : label);

function drawDays(figure) {
  const days = data.days.map((it) => ({ ...it, ended: it.succeeded + it.failed + it.stopped }));
  const parts = days.flatMap((it) => [
    { day: it.day, count: it.succeeded, fill: COLOR.succeeded },
    { day: it.day, count: -it.failed, fill: COLOR.failed },
    { day: it.day, count: -it.stopped, fill: COLOR.stopped },
  ]).filter((it) => it.count);
  const width = widthOf(figure);
  const every = Math.ceil(days.length / (width / 64));
  const svg = Plot.plot({
    width, height: 224, marginLeft: 34, marginRight: 4, marginTop: 20, marginBottom: 40,
    x: { type: "band", domain: days.map((it) => it.day), padding: 0.5 },
    y: { label: null, nice: true },
    marks: [
      Plot.gridY({ ticks: 5, stroke: "var(--grid)", strokeOpacity: 1 }),
      Plot.axisY({ ticks: 5, tickSize: 0, label: null, tickFormat: (it) => (Number.isInteger(it) ? number(Math.abs(it)) : "") }),
      Plot.barY(parts, { x: "day", y: "count", fill: "fill", insetTop: 0.5 }),
      Plot.ruleY([0], { stroke: "var(--muted)" }),
      Plot.text(days.filter((_, place) => place % every === 0), {
        x: "day", y: "succeeded", dy: -8, fill: "var(--ink)", text: "rate",
      }),
      Plot.text(days.filter((it, place) => place % every === 0 && it.failed), {
        x: "day", y: (it) => -it.failed - it.stopped, dy: 10, fill: "var(--failed)", text: (it) => `${it.failed} failed`,
      }),
      Plot.axisX({ tickSize: 0, label: null, anchor: "bottom", dy: 14, ticks: days.filter((_, place) => place % every === 0).map((it) => it.day),
        tickFormat: (it) => d3.utcFormat("%a %d")(new Date(it)) }),
    ],
  });
  const x = svg.scale("x"), y = svg.scale("y");
  const marks = days.map((it) => ({
    lane: 0, x: x.apply(it.day) + x.bandwidth / 2, y: y.apply(it.succeeded),
    text: `${d3.utcFormat("%A %d %B")(new Date(it.day))}\n${it.succeeded} succeeded, ${it.failed} failed, ${it.stopped} stopped, ${it.open} open`,
  }));
  figure.append(legend([
    `<span class="succeeded"><span class="bar"></span></span>above the line: succeeded`,
    `<span class="failed"><span class="bar"></span></span>below: failed`, `<span class="stopped"><span class="bar"></span></span>below: stopped`,
    `percent: share of the ended runs that succeeded`,
  ]));
  explorable(figure, svg, "Runs by day and outcome.", marks);
}

let allLanes = false;
function drawTimeline(figure) {
  const started = runs.filter((it) => it.start);
  const busy = d3.rollup(started, (of) => d3.sum(of, (it) => (it.outcome === "failed" || it.outcome === "open" ? 1000 : 1)), (it) => it.lane);
  const found = d3.sort([...busy.keys()], (it) => -busy.get(it));
  const lanes = d3.sort(allLanes ? found : found.slice(0, FEW_LANES), (it) => it);
  const kept = new Set(lanes);
  const shown = started.filter((it) => kept.has(it.lane));
  const name = (lane) => short(data.lanes[lane].label);
  const svg = Plot.plot({
    width: widthOf(figure), height: lanes.length * LANE + 52, marginLeft: labelWidth(lanes.map(name)), marginRight: 14, marginTop: 26, marginBottom: 24,
    x: { type: "utc", domain: [data.since, data.made] },
    y: { type: "band", domain: lanes, padding: 0 },
    marks: [
      Plot.gridY({ stroke: "var(--grid)", strokeOpacity: 1 }),
      Plot.gridX(d3.utcDays(data.since, data.made), { stroke: "var(--line)", strokeOpacity: 1 }),
      timeAxis("top"),
      timeAxis("bottom"),
      Plot.axisY({ label: null, tickSize: 0, tickFormat: name, fill: "var(--ink)" }),
      Plot.ruleY(shown, { y: "lane", x1: (it) => Math.max(it.start, data.since), x2: "end", stroke: (it) => COLOR[it.outcome], strokeWidth: 5, strokeOpacity: 0.3 }),
      ...dots(shown, "end", "lane"),
    ],
  });
  figure.append(legend([...stateLegend(shown), "A shape stands at a run's end, or at its latest moment if it is open; the bar shows how long it took."]));
  const x = svg.scale("x"), y = svg.scale("y");
  const marks = shown.map((run) => ({ run, lane: lanes.indexOf(run.lane), x: x.apply(run.end), y: y.apply(run.lane) + y.bandwidth / 2 }));
  explorable(figure, svg, `Timeline of ${shown.length} runs in ${lanes.length} lanes, one for each job or crawler.`, marks);
  if (found.length > lanes.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `Show all ${found.length} jobs and crawlers; these are the ${lanes.length} with the most failures, open runs and runs`;
    button.addEventListener("click", () => { allLanes = true; draw("chart-timeline"); });
    figure.append(button);
  }
}

function tickOf(measure) {
  return measure ? d3.format("~s") : (it) => (it >= 3600 ? `${it / 3600} h` : it >= 60 ? `${it / 60} min` : `${it} s`);
}
const TICKS = [[1, 10, 60, 600, 3600, 36_000, 360_000], [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7]];

function drawJobs(figure) {
  const measure = Number(document.querySelector("[name=measure]:checked").value);
  const lane = by("lane").value;
  const measured = runs.filter((it) => it.values[measure] !== null && (lane === "" || it.lane === Number(lane)));
  if (!measured.length) {
    figure.innerHTML = `<p class="empty">No run has ${MEASURES[measure].name === "Duration" ? "a duration" : "DPU seconds"} yet.</p>`;
    return;
  }
  (lane === "" ? drawSpread : drawOne)(figure, measure, measured, Number(lane));
}
const ringed = (shown, x, y) => Plot.dot(shown, { x, y, r: 6.5, stroke: "var(--warned)", strokeWidth: 1.6, fill: "none" });
const OUTLIER = `<i class="icon ring late"></i>ringed: outlier`;

function drawSpread(figure, measure, shown) {
  const lanes = d3.sort(new Set(shown.map((it) => it.lane)), (it) => -(data.lanes[it].medians[measure] ?? 0));
  /* A logarithmic scale has no zero, so less than half a second is drawn as half a second. */
  const value = (it) => Math.max(it.values[measure], 0.5);
  const name = (lane) => short(data.lanes[lane].label);
  const medians = lanes.filter((it) => data.lanes[it].medians[measure] !== null);
  const [least, most] = d3.extent(shown, value);
  const domain = [least * 0.8, most * 1.25];
  const ticks = TICKS[measure].filter((it) => it >= domain[0] && it <= domain[1]);
  const svg = Plot.plot({
    width: widthOf(figure), height: lanes.length * LANE + 52, marginLeft: labelWidth(lanes.map(name)), marginRight: 14, marginTop: 26, marginBottom: 24,
    x: { type: "log", domain, axis: null },
    y: { type: "band", domain: lanes, padding: 0 },
    marks: [
      Plot.gridY({ stroke: "var(--grid)", strokeOpacity: 1 }),
      Plot.gridX(ticks, { stroke: "var(--line)", strokeOpacity: 1 }),
      /* Plot's own axis labels only powers of ten. */
      ...[["top", -12], ["bottom", 12]].map(([frameAnchor, dy]) => Plot.text(ticks, { x: Plot.identity, frameAnchor, dy, text: tickOf(measure) })),
      Plot.axisY({ label: null, tickSize: 0, tickFormat: name, fill: "var(--ink)" }),
      ...dots(shown, value, "lane"),
      Plot.tickX(medians, { x: (it) => Math.max(data.lanes[it].medians[measure], 0.5), y: (it) => it, stroke: "var(--ink)", strokeWidth: 2.5, inset: 3 }),
      ringed(shown.filter((it) => it.outlying[measure]), value, "lane"),
    ],
  });
  figure.append(legend([...stateLegend(shown), `<span class="tick"></span>median`, OUTLIER, "logarithmic scale"]));
  const x = svg.scale("x"), y = svg.scale("y");
  const marks = shown.map((run) => ({ run, lane: lanes.indexOf(run.lane), x: x.apply(value(run)), y: y.apply(run.lane) + y.bandwidth / 2 }));
  explorable(figure, svg, `${MEASURES[measure].name} of ${shown.length} runs, by job or crawler.`, marks);
}

function drawOne(figure, measure, shown, lane) {
  const value = (it) => it.values[measure];
  const median = data.lanes[lane].medians[measure];
  const svg = Plot.plot({
    width: widthOf(figure), height: 260, marginLeft: 64, marginRight: 90, marginTop: 12, marginBottom: 26,
    x: { type: "utc", domain: [data.since, data.made] },
    y: { domain: [0, (d3.max(shown, value) ?? 1) * 1.08] },
    marks: [
      Plot.gridY({ stroke: "var(--grid)", strokeOpacity: 1, ticks: 5 }),
      timeAxis("bottom"),
      Plot.axisY({ label: null, tickSize: 0, ticks: 5, tickFormat: (it) => (measure ? d3.format("~s")(it) : duration(it)) }),
      Plot.ruleX(shown, { x: "start", y1: 0, y2: value, stroke: (it) => COLOR[it.outcome], strokeOpacity: 0.35 }),
      ...(median === null ? [] : [
        Plot.ruleY([median], { stroke: "var(--ink)", strokeDasharray: "4 3" }),
        Plot.text([`median\n${MEASURES[measure].of(median)}`], { frameAnchor: "right", y: [median], dx: 82, textAnchor: "end", fill: "var(--ink)" }),
      ]),
      ...dots(shown, "start", value),
      ringed(shown.filter((it) => it.outlying[measure]), "start", value),
    ],
  });
  figure.append(legend([...stateLegend(shown), OUTLIER]));
  const x = svg.scale("x"), y = svg.scale("y");
  explorable(figure, svg, `${MEASURES[measure].name} of ${shown.length} runs of ${data.lanes[lane].label} over time.`,
    shown.map((run) => ({ run, lane: 0, x: x.apply(run.start), y: y.apply(value(run)) })));
}

const CHARTS = { "chart-days": drawDays, "chart-timeline": drawTimeline, "chart-jobs": drawJobs };
function draw(...ids) {
  /* All at once, since each drawn chart would make the browser lay the page out again. */
  widths = new Map(ids.map((id) => [by(id), Math.max(by(id).parentElement.clientWidth - 36, 280)]));
  for (const id of ids) {
    const figure = by(id);
    figure.replaceChildren();
    figure.hidden = false;
    if (runs.length) CHARTS[id](figure);
    else figure.innerHTML = `<p class="empty">No run started in this period.</p>`;
  }
}

for (const [place, lane] of data.lanes.entries()) {
  if (runs.some((it) => it.lane === place)) by("lane").append(new Option(lane.label, place));
}
document.querySelectorAll("[name=measure]").forEach((it) => it.addEventListener("change", () => draw("chart-jobs")));
by("lane").addEventListener("change", () => draw("chart-jobs"));
document.querySelectorAll("[name=theme]").forEach((it) => it.addEventListener("change", () => {
  document.documentElement.style.colorScheme = it.value;
}));
/* Without scripts the tables are all there is; with them, the charts come first. */
document.querySelectorAll("[hidden].controls, [hidden].theme").forEach((it) => { it.hidden = false; });
document.querySelector("details.data").open = false;
filter();
draw(...Object.keys(CHARTS));
linked();
let drawn = innerWidth;
let waiting;
addEventListener("resize", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { if (innerWidth !== drawn) { drawn = innerWidth; draw(...Object.keys(CHARTS)); } }, 150);
});
document.documentElement.dataset.ready = "";
})();
