# Read by the scripts beside it: `. "$(dirname "$0")/lib.sh"`. Each step looks first and is silent when there is nothing to do.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONPATH VIRTUAL_ENV PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true UV_NO_PROGRESS=1 PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

is_root() { [ "$(id -u)" -eq 0 ]; }
has() { command -v "$1" >/dev/null 2>&1; }

# As root on Debian or Ubuntu: installs the packages; anywhere else: false.
apt_install() {
    is_root && has apt-get || return 1
    say "Installing $* ..."
    apt-get update -qq </dev/null >/dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "$@" \
            </dev/null >/dev/null
}

# The same for what we can do without: gives up where no mirror answers, and never in the middle of installing.
apt_install_soon() {
    is_root && has apt-get && apt-cache show "$1" >/dev/null 2>&1 || return 1
    say "Installing $1 ..."
    timeout 120 sh -c 'apt-get -o Acquire::http::Timeout=10 -o Acquire::Retries=0 update -qq &&
        apt-get -o Acquire::http::Timeout=10 install -y -qq --download-only --no-install-recommends "$0"' "$1" \
        </dev/null >/dev/null 2>&1 && apt_install "$1"
}

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if has "$name" && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    fail 'Ombud needs Python 3.11 or newer (Debian 12, Ubuntu 24.04 or later: apt-get install python3).'
}

# A virtual environment with pip, also where Debian left ensurepip out of its python3: there, pip comes out of the
# package python3-pip-whl, whose signature apt checks and which needs no root to download.
bootstrap_pip() {
    if "$1" -c 'import ensurepip' 2>/dev/null; then
        "$1" -m venv .tools
        pip='-m pip'
        return
    fi
    "$1" -m venv --without-pip .tools
    has apt-get || fail 'This Python has no ensurepip: install the venv package of your system and run this again.'
    mkdir -p .tools/pip
    is_root && apt-get update -qq </dev/null
    (cd .tools/pip && apt-get download -qq -o APT::Sandbox::User=root python3-pip-whl </dev/null && dpkg-deb -x ./*.deb .) ||
        fail 'This Python cannot install packages yet. Run: sudo apt-get update && sudo apt-get install -y python3-venv'
    pip=$(echo .tools/pip/usr/share/python-wheels/pip-*.whl)/pip
}

# uv, in an environment of its own
ensure_tools() {
    want=$(cksum <requirements-tools.lock && pwd)
    [ -x .tools/bin/uv ] && [ "$(cat .tools/.installed 2>/dev/null)" = "$want" ] && return
    python=$(find_python)
    say "Setting up with $("$python" --version) ..."
    rm -rf .tools
    bootstrap_pip "$python"
    # shellcheck disable=SC2086  # two words, or a path below this folder
    .tools/bin/python $pip install -q --require-hashes -r requirements-tools.lock >&2
    printf '%s\n' "$want" >.tools/.installed
}

# What an installed environment depends on; the folder too, because a moved .venv does not work.
environment_fingerprint() {
    {
        cat "$1" requirements-build.lock pyproject.toml hatch_build.py frontend/package-lock.json frontend/vendor.py
        find webapp -name '*.po' -exec cat {} +
    } | cksum
    pwd
}

is_installed() {
    [ -x .venv/bin/ombud ] && [ -f webapp/static/vendor/.stamp ] &&
        [ "$(cat .venv/.installed 2>/dev/null)" = "$(environment_fingerprint "$1")" ]
}

venv_works() {
    .venv/bin/python -c '' 2>/dev/null && [ "$(tail -n 1 .venv/.installed 2>/dev/null || pwd)" = "$(pwd)" ]
}

# ensure_environment LOCK: .venv with exactly what LOCK names, Ombud itself, and the browser files
ensure_environment() {
    is_installed "$1" && return
    ensure_tools
    venv_works || .tools/bin/uv venv -q --clear --python "$(find_python)" .venv
    say "Installing what $1 names ..."
    .tools/bin/uv pip sync -q --python .venv --require-hashes "$1"
    .tools/bin/uv pip install -q --python .venv --no-deps --reinstall-package ombud --require-build-hashes \
        --build-constraints requirements-build.lock -e .
    environment_fingerprint "$1" >.venv/.installed
}

# The tests' environment serves for running too: no reinstallation when going from one to the other.
ensure_runtime() {
    is_installed requirements-dev.lock || ensure_environment requirements.lock
    ensure_pango
}

ensure_dev() {
    ensure_environment requirements-dev.lock
    ensure_pango
}

# Letters become PDFs by WeasyPrint, which needs Pango from the system. Everything else works without.
ensure_pango() {
    [ -f .venv/.pango ] && return
    pango_works || apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core || true
    if pango_works; then
        : >.venv/.pango
        return
    fi
    say 'Letters cannot be made into PDFs yet: Pango is missing; everything else works. To install it:'
    say '  Debian, Ubuntu: sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core'
    say '  Fedora: sudo dnf install pango dejavu-sans-fonts    Arch: sudo pacman -S pango ttf-dejavu    macOS: brew install pango'
}

pango_works() { .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1; }

# The browser tests drive a Chromium of the system, or the one playwright brings; playwright's driver wants libatomic.
ensure_browser() {
    [ -f .venv/.browser ] && return
    driver_works || apt_install libatomic1 || true
    shell_there || apt_install_soon chromium-headless-shell || chromium_there || apt_install chromium ||
        playwright_install || true
    if driver_works && { chromium_there || [ -f .venv/.playwright ]; }; then
        : >.venv/.browser
        return
    fi
    say 'The browser tests will fail: they need Chromium and libatomic. To install them:'
    say '  Debian: sudo apt-get install -y chromium-headless-shell libatomic1    Fedora: sudo dnf install chromium libatomic'
    say 'or name a Chromium yourself: OMBUD_CHROMIUM=/path/to/chromium'
}

driver_works() { .venv/bin/playwright --version >/dev/null 2>&1; }

# Chromium without windows: a page costs a quarter of what it costs the whole one.
shell_there() { [ -n "${OMBUD_CHROMIUM:-}" ] || has chromium-headless-shell; }

chromium_there() { shell_there || has chromium || has chromium-browser || has google-chrome; }

playwright_install() {
    if is_root; then set -- --with-deps; else set --; fi
    .venv/bin/playwright install "$@" chromium >&2 && : >.venv/.playwright
}
