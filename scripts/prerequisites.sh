#!/usr/bin/env bash
# Checks that this machine has what `make test` needs, and installs what it may.
#
# The program itself is pure Go. Only the race detector needs a C compiler: it
# is installed on Debian when run as root; otherwise we say what to install.
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

echo "$(go version), C compiler: $(go env CC)"
