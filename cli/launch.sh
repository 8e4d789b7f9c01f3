# Sourced by bin/*: runs a command of the package in cli/, in its own environment, which it creates when its requirements change.
. "$root/local/find.sh"
environment=$root/.local/cli
if ! [ -x "$environment/bin/python" ] || ! cmp -s "$root/cli/requirements.txt" "$environment/requirements.txt"; then
    find_all python
    "$PYTHON" -B "$root/cli/environment.py" "$environment" >&2
fi
# Compiled modules stay out of the sources, whatever this shell's Python settings are.
export PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$environment/compiled PYTHONPATH=$root/cli/src
exec "$environment/bin/python" -m glueconnector "$@"
