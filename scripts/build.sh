#!/usr/bin/env bash
# Builds the havre program: scripts/build.sh OUTPUT
#
# The same sources and the same Go version give the same bytes, on any machine
# and in any directory (scripts/reproducible.sh proves it):
#   CGO_ENABLED=0     a static binary, with nothing of the host's C library
#   -trimpath         no path of the machine that built it
#   -buildvcs=false   the version is stamped below, so that sources with and
#                     without a git history differ by that stamp and no more
#   GOFLAGS, GOWORK   not inherited from whoever builds
#
# VERSION, COMMIT and DATE come from git, or from the environment when set
# (packagers). Sources without a history are version "dev". SOURCE_DATE_EPOCH,
# when set, gives the date: https://reproducible-builds.org/specs/source-date-epoch/
set -euo pipefail

if [ $# -ne 1 ]; then
	echo "usage: $0 OUTPUT" >&2
	exit 2
fi
output=$(realpath -m "$1")
cd "$(dirname "$0")/.."

version=${VERSION-} commit=${COMMIT-} date=${DATE-}

# Only this tree's own history: sources unpacked inside another repository have none.
if [ -e .git ] && git rev-parse --verify --quiet HEAD >/dev/null 2>&1; then
	version=${version:-$(git describe --tags --always --dirty)}
	commit=${commit:-$(git rev-parse HEAD)}
	date=${date:-$(TZ=UTC git log -1 --format=%cd --date=format-local:%Y-%m-%dT%H:%M:%SZ)}
fi
if [ -n "${SOURCE_DATE_EPOCH-}" ]; then
	date=$(date --utc --date="@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
fi

scripts/assets.sh

pkg=github.com/havre-cloud/havre/internal/version
CGO_ENABLED=0 GOFLAGS='' GOWORK=off go build -trimpath -buildvcs=false \
	-ldflags "-s -w -X $pkg.Version=${version:-dev} -X $pkg.Commit=$commit -X $pkg.Date=$date" \
	-o "$output" ./cmd/havre
