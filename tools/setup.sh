#!/bin/sh
# Makes .venv and installs pinned packages into it.
#   tools/setup.sh REQUIREMENTS STAMP
set -eu
requirements=$1
stamp=$2

unfetched() {
    echo "下载不了依赖,请检查网络或代理 / packages cannot be fetched, check network or proxy:" >&2
    tail -n 1 .venv-error >&2
    rm -f .venv-error
    exit 1
}

. tools/python.sh

if [ ! -x .venv/bin/python ]; then
    echo "[1/3] 建立运行环境 / making the environment (.venv)"
    if ! "$python" -m venv .venv 2>.venv-error; then
        cat .venv-error >&2
        rm -rf .venv .venv-error
        echo "缺少 venv 模块,例如 Debian: apt install python3-venv / the venv module is missing" >&2
        exit 1
    fi
    rm -f .venv-error
fi
if [ ! -x .venv/bin/uv ]; then
    echo "[2/3] 准备安装工具 / getting the installer"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check uv 2>.venv-error || unfetched
fi
echo "[3/3] 安装依赖 / installing pinned packages ($requirements)"
# Byte code now, or the first start pays for it.
.venv/bin/uv pip sync --quiet --compile-bytecode --python .venv/bin/python "$requirements" \
    2>.venv-error || unfetched
rm -f .venv-error
touch "$stamp"
