# Sourced: finds a Python that is new enough, as $python, or ends with one clear line.
python=
for candidate in python3.13 python3.12 python3.11 python3 python; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed" >&2
    exit 1
fi
