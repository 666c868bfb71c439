#!/bin/sh
# Finds Chromium and a Chinese font for the journeys, or installs them where that is possible.
set -eu
found() {
    command -v chromium || command -v chromium-browser || command -v google-chrome ||
        ls "$HOME"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome 2>/dev/null
}
if ! found >/dev/null; then
    echo "安装 Chromium / installing Chromium"
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null
    else
        .venv/bin/python -m playwright install chromium
    fi
fi
if command -v fc-list >/dev/null && [ -z "$(fc-list :lang=zh family)" ] &&
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "安装中文字体 / installing a Chinese font"
    apt-get update -qq && apt-get install -y -qq fonts-noto-cjk >/dev/null
fi
if ! command -v espeak-ng >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "安装 espeak-ng / installing espeak-ng"
    apt-get update -qq && apt-get install -y -qq espeak-ng >/dev/null
fi
found >/dev/null || { echo "没有找到 Chromium / Chromium was not found" >&2; exit 1; }
