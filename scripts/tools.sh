#!/usr/bin/env bash
# Builds the tools pinned in tools/go.mod and prints the directory they are in.
#
# They are built once for a given tools/go.mod, go.sum and Go version, in the
# user's cache and never in the tree: every clone shares them, and a change of
# version builds a new set beside the old one.
set -euo pipefail
cd "$(dirname "$0")/../tools"

key=$({ go env GOVERSION GOOS GOARCH; cat go.mod go.sum; } | sha256sum | cut -c1-16)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/havre/tools"
dir="$cache/$key"

if [ ! -d "$dir" ]; then
	echo "building the tools of tools/go.mod into $dir (once, about two minutes)" >&2
	mkdir -p "$cache"
	# Built aside then renamed: an interrupted build is never taken for a whole one.
	building=$(mktemp -d "$cache/building.XXXXXX")
	trap 'rm -rf "$building"' EXIT
	GOFLAGS='' GOWORK=off CGO_ENABLED=0 go build -trimpath -buildvcs=false -o "$building/" tool >&2
	chmod 755 "$building"
	mv -T "$building" "$dir" 2>/dev/null || [ -d "$dir" ] # another build may have won the race
fi
echo "$dir"
