#!/usr/bin/env bash
# Chromium (browser tests) and CJK fonts (screenshots, figures): install where allowed, else name what is missing.
set -u
missing=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing="chromium"
{ command -v fc-list >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; } || missing="$missing fonts-noto-cjk fontconfig"
[ -n "${missing# }" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing system packages: $missing"
  log=$(mktemp)
  if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then exit 0; fi
  tail -n 3 "$log" >&2
fi
echo "missing system packages:${missing:+ $missing} (tests that need them are skipped; install them with your package manager)" >&2
exit 0
