#!/bin/sh
# One page on the whole screen: a kiosk's touch page, or a hall display.
#   screen.sh ADDRESS
set -eu
browser=$(command -v chromium || command -v chromium-browser)
profile=${XDG_RUNTIME_DIR:-/tmp}/budayang-screen
# A profile of its own in memory: a pulled plug leaves nothing to restore and nothing to ask about.
rm -rf "$profile"
exec "$browser" \
    --kiosk "$1" \
    --user-data-dir="$profile" \
    --ozone-platform-hint=auto \
    --no-first-run \
    --noerrdialogs \
    --disable-infobars \
    --disable-session-crashed-bubble \
    --disable-pinch \
    --overscroll-history-navigation=0 \
    --autoplay-policy=no-user-gesture-required \
    --check-for-update-interval=31536000
