"""Bar charts of initialization and first call, as SVG without a library."""

from html import escape
from statistics import median

WIDTH, BAR, GAP, LEFT, RIGHT, HEAD = 760, 18, 6, 190, 60, 34
INIT, FIRST = "#3b6ea5", "#e08e45"


def cold_starts(settings, makes, runs, title, base_name):
    """One group of bars for each setting. A bar is the median cold start relative to boto3's."""
    totals = {key: split(its) for key, its in runs.items()}
    bases = {setting: sum(totals.get((setting, base_name)) or totals[setting, makes[0].name]) for setting in settings}
    longest = max(
        sum(totals[setting, make.name]) / bases[setting]
        for setting in settings
        for make in makes
        if (setting, make.name) in totals
    )
    scale = (WIDTH - LEFT - RIGHT) / longest
    parts, y = [], 10
    for setting in settings:
        parts.append(text(10, y + 14, title(setting) + ", cold total ÷ boto3", "bold"))
        y += HEAD - 10
        for make in (make for make in makes if (setting, make.name) in totals):
            init, first = (part / bases[setting] for part in totals[setting, make.name])
            parts += bar(y, make.name, init, first, scale)
            y += BAR + GAP
        y += GAP * 2
    parts += legend(y)
    return document(y + HEAD, parts)


def split(runs):
    return median(run.init for run in runs), median(run.first for run in runs)


def bar(y, name, init, first, scale):
    end = LEFT + (init + first) * scale
    return [
        text(LEFT - 8, y + BAR - 5, name, anchor="end"),
        rectangle(LEFT, y, init * scale, INIT),
        rectangle(LEFT + init * scale, y, first * scale, FIRST),
        text(end + 6, y + BAR - 5, f"{init + first:.2f}"),
    ]


def legend(y):
    return [
        rectangle(LEFT, y, BAR, INIT),
        text(LEFT + BAR + 6, y + BAR - 5, "initialization"),
        rectangle(LEFT + 140, y, BAR, FIRST),
        text(LEFT + 146 + BAR, y + BAR - 5, "first call"),
    ]


def rectangle(x, y, width, colour):
    return f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{colour}"/>'


def text(x, y, words, weight="normal", anchor="start"):
    return f'<text x="{x:.1f}" y="{y}" font-weight="{weight}" text-anchor="{anchor}">{escape(words)}</text>'


def document(height, parts):
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    ground = f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>'
    return "".join([f'{frame} font-family="sans-serif" font-size="12">', ground, *parts, "</svg>\n"])
