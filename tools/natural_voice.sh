#!/bin/sh
# Installs the natural voice (Kokoro-82M) into .venv-voice: some 450 MB, once, at the hall's station.
#   tools/natural_voice.sh [kokoro-js-1.2.1.tgz]
# The voices come from npm; without npm or network, fetch that file elsewhere and name it here.
set -eu
cd "$(dirname "$0")/.."
home=.venv-voice
archive=${1:-}
sum=1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860

. tools/python.sh

echo "[1/3] 建立运行环境 / making the environment ($home)"
[ -x "$home/bin/python" ] || "$python" -m venv "$home"
echo "[2/3] 安装模型 / installing the model (requirements-voice.txt)"
"$home/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r requirements-voice.txt
echo "[3/3] 取得音色 / getting the voices"
if [ -z "$archive" ]; then
    if ! command -v npm >/dev/null 2>&1; then
        echo "没有 npm。请在别处下载 kokoro-js-1.2.1.tgz（npm pack kokoro-js@1.2.1），再把文件名写在命令后面" >&2
        echo "there is no npm: get kokoro-js-1.2.1.tgz elsewhere (npm pack kokoro-js@1.2.1), and name it here" >&2
        exit 1
    fi
    (cd "$home" && npm pack --silent kokoro-js@1.2.1 >/dev/null)
    archive=$home/kokoro-js-1.2.1.tgz
fi
if ! echo "$sum  $archive" | sha256sum --check --status; then
    echo "文件内容不符 / this is not the expected file: $archive" >&2
    exit 1
fi
mkdir -p "$home/kokoro-voices"
tar -xzf "$archive" -C "$home/kokoro-voices" --strip-components=2 \
    package/voices/zf_xiaobei.bin package/voices/af_heart.bin
tar -xzf "$archive" -C "$home/kokoro-voices" --strip-components=1 package/LICENSE
rm -f "$home/kokoro-js-1.2.1.tgz"
echo "已装好，重启终端程序后使用；先在 /voice 页面试听 / installed: restart the station's program, and listen at its page /voice first"
