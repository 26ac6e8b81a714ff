# shellcheck shell=bash
# What the labs share. Sourced by them, never run.
#
#   state of a lab      ${LABS_STATE:-/tmp/labs}/NAME[-$LAB_INSTANCE]
#   programs, modules   ${LABS_CACHE:-~/.cache/labs}/NAME
#
# A server runs in a session of its own, without standard input. Its process number
# is kept with its start time, as the kernel counts it: no other process, which
# would come to have the same number, is ever signalled.

set -euo pipefail
umask 022

# shellcheck disable=SC2034 # the labs use it
LABS_DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

log() { printf '%s: %s\n' "$LAB_NAME" "$*" >&2; }

# fail MESSAGE [LOG...]: tells the message and the end of the logs, and exits.
fail() {
	log "FAILED: $1"
	shift
	local file
	for file in "$@"; do
		[ -s "$file" ] || continue
		printf -- '---- the last lines of %s\n' "$file" >&2
		tail -n "${LAB_TAIL:-25}" "$file" >&2
	done
	exit 1
}

# lab_init NAME: sets LAB_NAME, LAB_STATE, LAB_CACHE, LAB_RUN and LAB_LOG.
lab_init() {
	LAB_NAME=$1
	local instance=${LAB_INSTANCE:+-$LAB_INSTANCE}
	case "$instance" in *[!A-Za-z0-9_-]*) fail "LAB_INSTANCE has characters other than letters, digits, - and _" ;; esac
	LAB_STATE="${LABS_STATE:-/tmp/labs}/$LAB_NAME$instance"
	LAB_CACHE="${LABS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/labs}/$LAB_NAME"
	LAB_RUN="$LAB_STATE/run"
	LAB_LOG="$LAB_STATE/log"
	exec </dev/null
}

lab_dirs() { mkdir -p "$LAB_RUN" "$LAB_LOG" "$LAB_CACHE"; }

# lab_lock: two commands on one instance wait for each other. Servers do not
# inherit the lock.
lab_lock() {
	mkdir -p "$(dirname "$LAB_STATE")"
	exec 9>"$LAB_STATE.lock"
	flock -w "${LAB_LOCK_TIMEOUT:-900}" 9 || fail "another $LAB_NAME command holds $LAB_STATE.lock"
}

# need COMMAND...: fails when one is missing.
need() {
	local command
	for command in "$@"; do
		command -v "$command" >/dev/null 2>&1 || fail "missing command: $command"
	done
}

# proc_start PID: when a process started, in ticks since the machine did; nothing
# when it is gone or only waits to be buried.
proc_start() {
	local line
	{ line=$(cat "/proc/$1/stat"); } 2>/dev/null || return 0
	line=${line##*) }
	# shellcheck disable=SC2086 # the fields are wanted apart
	set -- $line
	[ "$1" = Z ] || printf '%s' "${20}"
}

# alive SERVER: is the process that was recorded still that same process?
alive() {
	local pid start
	[ -s "$LAB_RUN/$1.pid" ] || return 1
	read -r pid start <"$LAB_RUN/$1.pid"
	[ -n "$start" ] && [ "$(proc_start "$pid")" = "$start" ]
}

pid_of() { cut -d' ' -f1 "$LAB_RUN/$1.pid" 2>/dev/null || true; }

record() { printf '%s %s\n' "$2" "$(proc_start "$2")" >"$LAB_RUN/$1.pid"; }

# spawn SERVER COMMAND...: starts it in the background; what it says goes to
# $LAB_LOG/SERVER.log.
spawn() {
	local server=$1
	shift
	alive "$server" && return 0
	rm -f "$LAB_RUN/$server.pid"
	: >"$LAB_LOG/$server.log"
	setsid "$@" </dev/null >>"$LAB_LOG/$server.log" 2>&1 9>&- &
	record "$server" $!
	disown $! 2>/dev/null || true
}

# stop SERVER [SECONDS [SIGNAL]]: asks, waits, then kills.
stop() {
	local server=$1 seconds=${2:-15} signal=${3:-TERM} pid i
	if alive "$server"; then
		pid=$(pid_of "$server")
		kill "-$signal" "$pid" 2>/dev/null || true
		for ((i = 0; i < seconds * 20; i++)); do
			alive "$server" || break
			sleep 0.05
		done
		if alive "$server"; then
			log "$server ($pid) did not stop in ${seconds}s: killing it"
			kill -KILL "$pid" 2>/dev/null || true
			sleep 0.2
		fi
	fi
	rm -f "$LAB_RUN/$server.pid"
}

# wait_for SERVER SECONDS COMMAND...: until the command succeeds; fails at once when
# the server stops meanwhile.
wait_for() {
	local server=$1 seconds=$2 end
	shift 2
	end=$((SECONDS + seconds))
	until "$@" >/dev/null 2>&1; do
		alive "$server" || fail "$server stopped while starting" "$LAB_LOG/$server.log"
		[ "$SECONDS" -lt "$end" ] || fail "$server is not ready after ${seconds}s" "$LAB_LOG/$server.log"
		sleep 0.05
	done
}

port_busy() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# want_free PORT...: refuses to start where something else listens.
want_free() {
	local port
	for port in "$@"; do
		if port_busy "$port"; then fail "port $port of 127.0.0.1 is in use"; fi
	done
}

# rss_mib SERVER...: the memory of the processes recorded.
rss_mib() {
	local server total=0 kib
	for server in "$@"; do
		alive "$server" || continue
		kib=$(awk '/^VmRSS:/ { print $2 }' "/proc/$(pid_of "$server")/status" 2>/dev/null || echo 0)
		total=$((total + ${kib:-0}))
	done
	echo $((total / 1024))
}

# status_of SERVER...: a line each; exit status 0 when all run, 3 otherwise.
status_of() {
	local server status=0
	for server in "$@"; do
		if alive "$server"; then
			printf '%-26s running  pid %-7s %5s MiB\n' "$server" "$(pid_of "$server")" "$(rss_mib "$server")"
		else
			printf '%-26s stopped\n' "$server"
			status=3
		fi
	done
	return $status
}

random_hex() { od -An -N"${1:-16}" -tx1 /dev/urandom | tr -d ' \n'; }

# lab_mark, lab_wipe: only a directory that a lab marked as its own is removed.
lab_mark() { : >"$LAB_STATE/.lab"; }

lab_wipe() {
	[ -n "$LAB_STATE" ] && [ -e "$LAB_STATE/.lab" ] || return 0
	rm -rf "$LAB_STATE"
}

# env_line NAME VALUE: a line for a shell to eval, and easy to read for a program.
env_line() { printf "export %s='%s'\n" "$1" "${2//\'/\'\\\'\'}"; }
