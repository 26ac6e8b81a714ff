#!/usr/bin/env bash
# Copies the scripts of others that the portal embeds (htmx and its extension) from
# the npm packages pinned in portal/package-lock.json into portal/static/vendor.
# Nothing is fetched when they are there already, in those versions.
#
# A program built without them works: its pages are then plain links and forms. So
# a missing npm is a warning, unless ASSETS=required (tests and releases).
set -euo pipefail
cd "$(dirname "$0")/../portal"

vendor=static/vendor
lock=$(sha256sum package-lock.json | cut -d' ' -f1)
axe=node_modules/axe-core/axe.min.js # for the tests in a browser

up_to_date() {
	[ "$(cat "$vendor/.lock" 2>/dev/null)" = "$lock" ] && [ -f "$vendor/htmx.min.js" ] && [ -f "$vendor/sse.min.js" ] &&
		{ [ "${ASSETS-}" != required ] || [ -f "$axe" ]; }
}

without() {
	if [ "${ASSETS-}" = required ]; then
		echo "scripts of others: $1" >&2
		exit 1
	fi
	echo "WARNING: building without htmx, pages will be plain: $1" >&2
	exit 0
}

if up_to_date; then
	exit 0
fi
command -v npm >/dev/null || without "npm is missing; on Debian: sudo apt-get install -y npm"
npm ci --loglevel=error >&2 || without "npm could not fetch the packages of portal/package-lock.json"

cp node_modules/htmx.org/dist/htmx.min.js "$vendor/htmx.min.js"
cp node_modules/htmx-ext-sse/dist/sse.min.js "$vendor/sse.min.js"
echo "$lock" >"$vendor/.lock"
