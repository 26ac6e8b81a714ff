#!/usr/bin/env bash
# Checks that this machine has what `make test` needs, and installs what it may.
#
# The program itself is pure Go. Only the race detector needs a C compiler, the tests
# of the store a PostgreSQL to start, and the tests of the pages a browser: they are
# installed on Debian when run as root; otherwise we say what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v go >/dev/null; then
	echo "Go is missing: install the version named in go.mod, or a later one." >&2
	exit 1
fi

# A compiler without the C library's headers is no use: compile and link something.
can_link_c() {
	printf '#include <stdlib.h>\nint main(void) { return EXIT_SUCCESS; }\n' |
		"$(go env CC)" -x c -o /dev/null - 2>/dev/null
}

if ! can_link_c; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gcc libc6-dev
	fi
	if ! can_link_c; then
		echo "The race detector needs a C compiler and the C library's headers. On Debian:" >&2
		echo "    sudo apt-get install -y gcc libc6-dev" >&2
		exit 1
	fi
fi

# The tests of the store start PostgreSQL servers of their own (internal/pgtest).
postgres() {
	[ -n "${HAVRE_TEST_POSTGRES-}" ] || command -v postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres'
}

if ! postgres >/dev/null; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql-15 ||
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
	fi
	if ! postgres >/dev/null; then
		echo "The tests of the store need PostgreSQL 15 or later. On Debian:" >&2
		echo "    sudo apt-get install -y --no-install-recommends postgresql-15" >&2
		exit 1
	fi
fi

# The tests of the pages drive a real Chromium, with axe-core from npm.
browser() {
	command -v "${CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome
}

if ! browser >/dev/null || ! command -v npm >/dev/null; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core nodejs npm
	fi
	if ! browser >/dev/null || ! command -v npm >/dev/null; then
		echo "The tests of the pages need Chromium and npm. On Debian:" >&2
		echo "    sudo apt-get install -y chromium fonts-dejavu-core nodejs npm" >&2
		exit 1
	fi
fi
ASSETS=required scripts/assets.sh

echo "$(go version), C compiler: $(go env CC), browser: $(browser)"
