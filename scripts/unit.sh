#!/usr/bin/env bash
# Runs every Go test (the examples of the documentation are among them) under
# the race detector, in random order, and fails below COVER_MIN per cent of
# statements covered. The profile is left in bin/coverage.out for `make cover`.
set -euo pipefail
cd "$(dirname "$0")/.."

profile=bin/coverage.out
mkdir -p bin

ASSETS=required scripts/assets.sh # the tests of the pages need them

# The C of SQLite, translated by machine, locks as it does everywhere else: watching
# each of its reads and writes takes half of the time and finds nothing of ours. Nor
# does watching those that read or pack a text byte by byte, in memory of their own: what
# they are given and what they make are watched in all other packages. What a package
# here makes once, with sync.Once or sync/atomic, must be read by itself alone: other
# readers would look like races.
unwatched=()
for package in \
	modernc.org/sqlite/lib modernc.org/libc/... modernc.org/memory \
	compress/flate github.com/antlr4-go/antlr/v4 go.yaml.in/yaml/v3 \
	github.com/go-json-experiment/json/jsontext github.com/go-json-experiment/json/internal/jsonwire; do
	unwatched+=("-gcflags=$package=-race=false -d=checkptr=0")
done

CGO_ENABLED=1 go test -race "${unwatched[@]}" -shuffle=on -timeout=30m -covermode=atomic -coverprofile="$profile" ./...

# What templates generate is mostly branches for a browser that leaves: not counted.
grep -v '_templ\.go:' "$profile" > "$profile.ours"
mv "$profile.ours" "$profile"

total=$(go tool cover -func="$profile" | awk '/^total:/ { sub("%", "", $NF); print $NF }')
minimum=${COVER_MIN:-80}
echo "coverage: $total% of statements, at least $minimum% wanted"
if awk -v total="$total" -v minimum="$minimum" 'BEGIN { exit !(total < minimum) }'; then
	echo "coverage is too low; to see what is not covered: make cover" >&2
	exit 1
fi
