#!/usr/bin/env bash
# Everything that must hold before a change is accepted. Continuous integration
# runs this and nothing else. The first section that fails ends the run, and the
# last line always says which.
set -euo pipefail
cd "$(dirname "$0")/.."

sections=(prerequisites lint vuln unit reproducible)

# What a section could not do, without that being a failure, is written here.
NOTES=$(mktemp)
export NOTES

finish() {
	local status=$? took="$((SECONDS / 60)) min $((SECONDS % 60)) s"
	echo
	sed 's/^/##### WARNING: /' "$NOTES"
	rm -f "$NOTES"
	if [ "$status" -eq 0 ]; then
		echo "##### make test: PASSED in $took (${sections[*]})"
	else
		echo "##### make test: FAILED in section '$section' after $took (alone: scripts/$section.sh)"
	fi
}
trap finish EXIT

for i in "${!sections[@]}"; do
	section=${sections[i]}
	printf '\n##### %d/%d %s\n' "$((i + 1))" "${#sections[@]}" "$section"
	"scripts/$section.sh"
done
