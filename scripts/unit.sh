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

# The tests of provisioning need real OpenStack clouds, which only root starts, on Debian
# 12: elsewhere they are skipped, and say so. HAVRE_TEST_OPENSTACK names others;
# HAVRE_REQUIRE_OPENSTACK=1 fails where there are none, 0 does without.
if [ -z "${HAVRE_TEST_OPENSTACK-}" ] && [ "${HAVRE_REQUIRE_OPENSTACK-}" != 0 ]; then
	status=0
	clouds=$(scripts/openstack.sh up) || status=$?
	if [ "$status" -eq 0 ]; then
		eval "$clouds"
		# shellcheck disable=SC2086 # each is an argument
		trap 'scripts/openstack.sh undo $HAVRE_OPENSTACK_STARTED' EXIT
	elif [ "$status" -ne 3 ] || [ "${HAVRE_REQUIRE_OPENSTACK-}" = 1 ]; then
		echo "the OpenStack clouds of the tests did not start" >&2
		exit 1
	fi
fi
if [ -z "${HAVRE_TEST_OPENSTACK-}" ] && [ -n "${NOTES-}" ]; then # scripts/test.sh says it again at the very end
	echo "provisioning was NOT tested on a real OpenStack: see scripts/openstack.sh" >>"$NOTES"
fi

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
