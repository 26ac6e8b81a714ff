#!/usr/bin/env bash
# Looks for known weaknesses in what we ship:
#   1. dependencies at a version their own authors retracted (asked of the
#      module registry);
#   2. known vulnerabilities, in dependencies and in Go itself, that our code
#      really reaches (govulncheck).
#
#   VULNDB         the vulnerability database: https://, or file:// for a copy.
#                  For a closed network, unpack https://vuln.go.dev/vulndb.zip
#                  somewhere and set VULNDB=file:///path/of/that/folder.
#   VULN_REQUIRED  1: fail when the database cannot be read; 0: warn and go on.
#                  1 by default in continuous integration (CI=true), 0 elsewhere.
set -euo pipefail
cd "$(dirname "$0")/.."

db=${VULNDB:-https://vuln.go.dev}
required=${VULN_REQUIRED:-$([ "${CI-}" = true ] && echo 1 || echo 0)}

echo "--- retracted dependencies"
modules=$(go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}' ./... | sort -u)
if [ -n "$modules" ]; then
	mapfile -t modules <<<"$modules"
	said=$(go list -m -u -f '{{if .Retracted}}retracted: {{.}}: {{join .Retracted "; "}}
{{else if .Deprecated}}deprecated: {{.}}: {{.Deprecated}}
{{end}}' "${modules[@]}" | sed '/^$/d')
	echo "${#modules[@]} modules linked"
	echo "${said:-none retracted, none deprecated}"
	if grep -q '^retracted: ' <<<"$said"; then
		exit 1 # a deprecated module is a warning, a retracted version is an error
	fi
fi

echo "--- known vulnerabilities"
govulncheck=$(scripts/tools.sh)/govulncheck
# -version says when the database was last updated, or nothing if it cannot be read.
updated=$(timeout 60 "$govulncheck" -db "$db" -version 2>/dev/null | sed -n 's/^DB updated: //p' || true)
if [ -n "$updated" ]; then
	echo "database: $db, updated $updated"
	age=$((($(date +%s) - $(date --date="${updated% UTC}" +%s)) / 86400))
	if [ "$age" -gt 30 ]; then
		echo "WARNING: this database is $age days old, recent vulnerabilities are not in it" >&2
	fi
	exec "$govulncheck" -db "$db" ./...
fi

cat >&2 <<TEXT
!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!
  KNOWN VULNERABILITIES WERE NOT CHECKED
  The database $db cannot be read from here.
  Run this where it can be, or set VULNDB to a copy (see scripts/vuln.sh).
!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!
TEXT
[ "$required" != 1 ] || exit 1
if [ -n "${NOTES-}" ]; then # scripts/test.sh says it again at the very end
	echo "known vulnerabilities were NOT checked: no database" >>"$NOTES"
fi
