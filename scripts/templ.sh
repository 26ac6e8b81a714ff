#!/usr/bin/env bash
# Lays out the templates of the portal and writes the Go code made of them
# (*_templ.go), which is committed: nobody needs the generator to build.
#
#   scripts/templ.sh          writes
#   scripts/templ.sh --check  fails when something would be written
set -euo pipefail
cd "$(dirname "$0")/.."

templ=$(scripts/tools.sh)/templ

# The generated code names each template by its path from here.
write() (
	cd "$1"
	"$templ" fmt -log-level error portal
	"$templ" generate -log-level error -path portal
)

if [ "${1-}" != --check ]; then
	write .
	exit 0
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
tar --create --exclude=node_modules go.mod portal | tar --extract --directory "$tmp"
write "$tmp"
if ! diff --recursive --brief --exclude=node_modules portal "$tmp/portal"; then
	echo "templates and generated code differ; mend with: scripts/templ.sh" >&2
	exit 1
fi
