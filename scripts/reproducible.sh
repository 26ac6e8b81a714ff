#!/usr/bin/env bash
# Proves that the build is reproducible: builds the program from two copies of
# the sources in two directories, once with the usual build cache and once with
# an empty one, another time zone, language and umask, and compares the bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Neither copy has a git history: give both the same stamp.
export VERSION=v0.0.0-reproducible COMMIT=0000000000000000000000000000000000000000 DATE=1970-01-01T00:00:00Z

copy() {
	mkdir -p "$1"
	tar --create --exclude=./.git --exclude=./bin --exclude=node_modules . | tar --extract --directory "$1"
}

copy "$tmp/here"
"$tmp/here/scripts/build.sh" "$tmp/first"

copy "$tmp/some/where/else"
(
	umask 077
	export GOCACHE="$tmp/empty-cache" TZ=Pacific/Kiritimati LC_ALL=C
	"$tmp/some/where/else/scripts/build.sh" "$tmp/second"
)

if ! cmp "$tmp/first" "$tmp/second"; then
	echo "the build is not reproducible: the two binaries differ" >&2
	exit 1
fi
echo "reproducible: twice the same $(stat --format=%s "$tmp/first") bytes, sha256 $(sha256sum "$tmp/first" | cut -d' ' -f1)"
