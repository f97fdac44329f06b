#!/bin/sh
# Puts the pinned environment into .venv beside this file. Called by `make install`; safe to call again.
# With WHEELHOUSE=folder (made by `make wheelhouse` on a machine like this one) it asks no network.
set -eu

python=${PYTHON:-python3}
started=$(date +%s)

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Fenghuo needs Python 3.11 or newer as $python; install it or name another with: make PYTHON=python3.11" >&2
    exit 2
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "Python's venv module is missing; install it with: sudo apt-get install python3-venv" >&2
    exit 2
fi

echo "Installing into .venv …"
[ -x .venv/bin/python ] || "$python" -m venv .venv
if [ -n "${WHEELHOUSE:-}" ]; then
    if [ ! -d "$WHEELHOUSE" ]; then
        echo "The folder $WHEELHOUSE of WHEELHOUSE does not exist; make it with: make wheelhouse" >&2
        exit 2
    fi
    export PIP_NO_INDEX=1 PIP_FIND_LINKS="$WHEELHOUSE" UV_OFFLINE=1 UV_NO_INDEX=1 UV_FIND_LINKS="$WHEELHOUSE"
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv

# uv does not read pip's configuration, where many sites name their mirror.
index=${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}}
if [ -n "$index" ]; then
    UV_DEFAULT_INDEX=$index
    export UV_DEFAULT_INDEX
fi
.venv/bin/uv pip install --python .venv/bin/python --requirement requirements.txt
.venv/bin/uv pip install --python .venv/bin/python --quiet --no-deps --editable .
touch .venv/installed
echo "Installed in $(($(date +%s) - started)) s."
