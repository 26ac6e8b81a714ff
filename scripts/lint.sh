#!/usr/bin/env bash
# Reads the sources without running them. Every step runs even if one before it
# failed, so that one run shows everything there is to mend.
set -euo pipefail
cd "$(dirname "$0")/.."

lint=$(scripts/tools.sh)/golangci-lint
failed=()

# step NAME COMMAND...: runs the command, remembers its name if it fails.
step() {
	local name=$1
	shift
	echo "--- $name"
	"$@" || failed+=("$name")
}

in_module() (
	cd "$1"
	shift
	"$@"
)

scripts_parse() {
	local file status=0
	for file in scripts/*.sh .ci/run; do
		bash -n "$file" || status=1
	done
	return "$status"
}

# The program and the benchmarks are two modules with the same standards.
for module in . bench; do
	[ -f "$module/go.mod" ] || continue
	# Formatting (gofumpt), go vet, staticcheck and the rest: see .golangci.yml.
	step "golangci-lint in $module (mend formatting with: make fmt)" in_module "$module" "$lint" run ./...
	step "go.mod is tidy in $module (mend with: go mod tidy)" in_module "$module" go mod tidy -diff
done
step "the linter's configuration is valid" "$lint" config verify
step "templates are laid out and generated (mend with: scripts/templ.sh)" scripts/templ.sh --check
step "shell scripts parse" scripts_parse

if [ ${#failed[@]} -gt 0 ]; then
	printf 'lint failed: %s\n' "${failed[@]}" >&2
	exit 1
fi
