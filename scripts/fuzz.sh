#!/usr/bin/env bash
# Runs every fuzz target of the repository for FUZZTIME (20s by default), one
# after the other. A crash leaves its input under testdata/fuzz/ of its package:
# commit it with the fix, it becomes a test.
set -euo pipefail
cd "$(dirname "$0")/.."

count=0
while IFS=: read -r file name; do
	echo "--- $name in $(dirname "$file") for ${FUZZTIME:-20s}"
	go test -run='^$' -fuzz="^$name\$" -fuzztime="${FUZZTIME:-20s}" "./$(dirname "$file")"
	count=$((count + 1))
done < <(grep --recursive --include='*_test.go' --only-matching --extended-regexp '^func Fuzz[A-Za-z0-9_]+' . |
	sed 's|^\./||; s|func ||' | sort)
echo "$count fuzz targets held"
