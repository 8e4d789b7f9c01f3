"""The prose of source files: their comments and texts, each on its own line, with everything else blanked out."""

import re

from conftest import ROOT

# Texts with fewer words are names and keys.
WORDS = 3
MADE = {"target", ".local", "node_modules"}
PAGES = ["*.md", "docs/**/*.md", "bench/*.md", "fake-glue/README.md", ".github/**/*.md"]
# The tests' own texts are not read by users, and many imitate AWS's.
CODE = ["shared/src/**/*.java", "functions/src/**/*.java", "fake-glue/src/**/*.java", "packaging/**/*.java", "bench/**/*.java"]
SOURCES = [*CODE, "checks/*.py", "local/**/*.py", "bench/**/*.py", "*.yaml", "api/*.yaml", "statemachines/*.json"]

_JAVA_COMMENT = r'"(?:\\.|[^"\\\n])*"|(?P<prose>/\*.*?\*/|//[^\n]*)'
_JAVA_TEXT = r'/\*.*?\*/|//[^\n]*|"(?P<prose>(?:\\.|[^"\\\n])*)"'
_PYTHON = r'(?P<prose>"""[^"].*?""")|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|(?P<comment>#[^\n]*)'
_YAML = r"(?P<prose>(?<=: )[^\n{\[]*|(?<![^\s])#[^\n]*)"
_JSON = r'"(?:Comment|Cause)": "(?P<prose>(?:\\.|[^"\\\n])*)"'
# Names, code and addresses are not prose.
_NO_PROSE = re.compile(r"\{@\w+ [^}]*}|`[^`\n]*`|https?://\S+|<[^>\n]*>|\$?\{[^}\n]*}|%\d*\$?[sd]|\\n")


def pages():
    return _files(PAGES)


def texts():
    """Each source file with only its prose, on its original lines: path to text."""
    return {path: prose(path) for path in _files(SOURCES)}


def prose(path):
    source = path.read_text()
    kept = [""] * (source.count("\n") + 1)
    for pattern in _patterns(path):
        for found in re.finditer(pattern, source, re.DOTALL):
            _keep(kept, source, found)
    return "\n".join(kept)


def _files(globs):
    found = {path for glob in globs for path in ROOT.glob(glob)}
    return sorted(path for path in found if not MADE & set(path.relative_to(ROOT).parts))


def _patterns(path):
    match path.suffix:
        case ".java":
            return [_JAVA_COMMENT] if "test" in path.parts else [_JAVA_COMMENT, _JAVA_TEXT]
        case ".py":
            return [_PYTHON]
        case ".yaml":
            return [_YAML]
        case _:
            return [_JSON]


def _keep(kept, source, found):
    for group in [name for name, text in found.groupdict().items() if text]:
        first = source.count("\n", 0, found.start(group))
        for number, line in enumerate(found.group(group).split("\n"), first):
            plain = _NO_PROSE.sub("it", line).strip('/*#" \t')
            if len(re.findall(r"[A-Za-z]{2,}", plain)) >= WORDS:
                kept[number] = f"{kept[number]} {plain}".strip()
