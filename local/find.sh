# Sourced by bin/*: finds the programs that they need, or lists everything that is missing and exits with code 1.
# JDK_FOLDERS may name other folders to search. Afterwards PYTHON is a Python 3.11 or newer with venv, and JAVA_HOME a JDK 25.

find_linux() {
    [ "$(uname -s)" = Linux ] || missing="$missing
  - Linux, or WSL on Windows: this is $(uname -s), for which AWS's runtime interface client has no library."
}

find_python() {
    local candidate
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            PYTHON=$candidate
            return
        fi
    done
    missing="$missing
  - Python 3.11 or newer with its venv module (on Debian and Ubuntu: apt install python3 python3-venv)."
}

find_jdk() {
    local candidate on_path folders
    folders=${JDK_FOLDERS-"/usr/lib/jvm/* /opt/java/* /opt/jdk* $HOME/.sdkman/candidates/java/* $HOME/.jdks/*"}
    on_path=$(command -v javac || true)
    # The folders are patterns: they must be split and expanded.
    for candidate in "${JAVA_HOME:-}" "${on_path:+$(dirname "$(dirname "$(readlink -f "$on_path")")")}" $folders; do
        if [ -x "$candidate/bin/javac" ] && grep -qs '^JAVA_VERSION="25[."]' "$candidate/release"; then
            export JAVA_HOME=$candidate
            return
        fi
    done
    missing="$missing
  - A JDK 25 (searched in JAVA_HOME, on the PATH and in $folders): install one or set JAVA_HOME."
}

find_maven() {
    command -v mvn >/dev/null || missing="$missing
  - Maven 3.8.6 or newer: no mvn on the PATH (on Debian and Ubuntu: apt install maven)."
}

find_node() {
    local major minor
    IFS=. read -r major minor _ < <(command -v npm >/dev/null && node --version 2>/dev/null) || true
    # The versions that Redocly's linter supports.
    case "$major.$minor" in v20.19 | v20.[2-9][0-9] | v22.1[2-9] | v22.[2-9][0-9] | v2[3-9].* | v[3-9][0-9].*) return ;; esac
    missing="$missing
  - Node 20.19+, 22.12+ or 23+ with npm (from nodejs.org, since distributions often have an older one)."
}

# CI installs it. Debian has only its current version, so none is pinned.
find_chromium() {
    local candidate
    for candidate in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
        command -v "$candidate" >/dev/null && return
    done
    if [ "${CI:-}" = true ] && command -v apt-get >/dev/null; then
        echo "Installing Chromium" >&2
        apt-get -qq update >&2 &&
            DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends \
                chromium fonts-dejavu-core fonts-liberation >/dev/null && return
    fi
    missing="$missing
  - Chromium (on Debian: apt install chromium), or set CHROMIUM to its path."
}

# find_all linux python jdk maven node chromium: finds each named thing, or exits.
find_all() {
    missing=
    local thing
    for thing in "$@"; do "find_$thing"; done
    [ -z "$missing" ] && return
    echo "$(basename "$0"): this machine lacks:$missing" >&2
    exit 1
}
