#!/usr/bin/env bash
# Checks that this machine has what `make test` needs, and installs what it may.
#
# The program itself is pure Go. Only the race detector needs a C compiler, the tests
# of the store a PostgreSQL to start, those of the pages a browser, those of the
# documentation curl: they are installed on Debian when run as root; otherwise we say
# what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v go >/dev/null; then
	echo "Go is missing: install the version named in go.mod, or a later one." >&2
	exit 1
fi

# install puts Debian packages on the machine when it may; what follows looks again.
install() {
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
	fi
}

# require CHECK WHY PACKAGES: installs them unless CHECK finds what they bring.
require() {
	local check=$1 why=$2
	shift 2
	if "$check" >/dev/null; then
		return
	fi
	install "$@"
	if ! "$check" >/dev/null; then
		echo "$why On Debian:" >&2
		echo "    sudo apt-get install -y $*" >&2
		exit 1
	fi
}

# A compiler without the C library's headers is no use: compile and link something.
can_link_c() {
	printf '#include <stdlib.h>\nint main(void) { return EXIT_SUCCESS; }\n' |
		"$(go env CC)" -x c -o /dev/null - 2>/dev/null
}
require can_link_c "The race detector needs a C compiler and the C library's headers." gcc libc6-dev

# The tests of the store start PostgreSQL servers of their own (internal/pgtest).
postgres() {
	[ -n "${HAVRE_TEST_POSTGRES-}" ] || command -v postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres'
}
require postgres "The tests of the store need PostgreSQL 15 or later." postgresql

# The tests of the pages drive a real Chromium, with axe-core from npm.
browser() {
	command -v "${CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome
}
require browser "The tests of the pages need Chromium." chromium fonts-dejavu-core
# A Node that does not come from Debian has its own npm, which Debian's would conflict with.
npm_there() { command -v npm; }
require npm_there "The tests of the pages need Node and npm." nodejs npm

# The tests of provisioning run on real OpenStack clouds (scripts/openstack.sh). What
# these need is not looked for here: root on Debian 12 gets it from the Debian archive
# when they first start (339 packages, 130 MB); elsewhere those tests are skipped.

# The commands of the documentation, which a test runs, call the API with curl.
has_curl() { command -v curl; }
require has_curl "The examples of the documentation need curl." curl

ASSETS=required scripts/assets.sh

echo "$(go version), C compiler: $(go env CC), browser: $(browser)"
