#!/usr/bin/env bash
# Two real OpenStack clouds (labs/openstack-lab) for the tests of provisioning:
# cloud-pi, with one region, and nubo, with two.
#
#   eval "$(scripts/openstack.sh up)"   start those that do not run
#   scripts/openstack.sh down           stop both, keep their data
#   scripts/openstack.sh undo WHAT...   undo what an `up` did: $HAVRE_OPENSTACK_STARTED
#
# `up` prints for a shell HAVRE_TEST_OPENSTACK, a clouds.yaml with both clouds, and
# HAVRE_OPENSTACK_STARTED. Where they cannot run, it says why and exits with status 3:
# they need root, Debian 12 and 5 GiB of free memory; the first time, the Debian
# archive and some minutes more. A cloud that is new takes the first hundred ports
# free from 15000 on.
set -euo pipefail
cd "$(dirname "$0")/.."

clouds=(cloud-pi nubo)
state=${LABS_STATE:-/tmp/labs}

lab() { # CLOUD COMMAND...
	local name=$1
	shift
	case $name in
	cloud-pi) labs/openstack-lab --name cloud-pi --region cloud-pi-1 "$@" ;;
	nubo) OPENSTACK_LAB_EXTRA_REGIONS=nubo-rie labs/openstack-lab --name nubo --region nubo-internet "$@" ;;
	*) echo "openstack.sh: there is no cloud $name" >&2 && exit 2 ;;
	esac
}

runs() { lab "$1" status >/dev/null 2>&1; }

# why_not: why clouds cannot be started here; nothing when they can.
why_not() {
	local free
	if [ "$(id -u)" != 0 ]; then
		echo "only root can install and start OpenStack"
		return
	fi
	# shellcheck source=/dev/null
	if [ "$(. /etc/os-release 2>/dev/null && echo "${ID-} ${VERSION_ID-}")" != "debian 12" ]; then
		echo "labs/openstack-lab needs Debian 12"
		return
	fi
	free=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)
	if [ "$free" -lt 5120 ]; then
		echo "two clouds need 5 GiB of free memory, and this machine has $free MiB"
	fi
}

# free_base: the first hundred ports that nothing listens on and no other lab has.
free_base() {
	local base port
	for base in {15000..15900..100}; do
		if grep -qsx "BASE=$base" "$state"/openstack-lab*/settings; then continue; fi
		for port in 0 11 60 61 62 69 72 73 74 76 78 80 92 96; do
			if (exec 3<>"/dev/tcp/127.0.0.1/$((base + port))") 2>/dev/null; then continue 2; fi
		done
		echo "$base"
		return
	done
	echo "openstack.sh: no hundred ports are free from 15000 to 15999" >&2
	return 1
}

# undo CLOUD=VERB...: the data of a cloud that was new goes with it.
undo() {
	local what status=0
	for what in "$@"; do
		lab "${what%%=*}" "${what#*=}" || status=1
	done
	for what in "${clouds[@]}"; do
		if [ -e "$state/openstack-lab-$what" ]; then return "$status"; fi
	done
	rm -f "$state/openstack-clouds.yaml"
	return "$status"
}

started=()
unfinished() {
	local status=$?
	if [ ${#started[@]} -gt 0 ]; then undo "${started[@]}" >&2 || true; fi
	exit "$status"
}

up() {
	local name reason base new
	trap unfinished EXIT
	for name in "${clouds[@]}"; do
		if runs "$name"; then continue; fi
		reason=$(why_not)
		if [ -n "$reason" ]; then
			echo "openstack.sh: $reason" >&2
			exit 3
		fi
		if [ -e "$state/openstack-lab-$name/settings" ]; then
			started+=("$name=down")
			lab "$name" up
		else
			base=$(free_base)
			started+=("$name=destroy")
			lab "$name" --port-base "$base" up
		fi
	done
	new=$(mktemp "$state/openstack-clouds.XXXXXX")
	echo "clouds:" >"$new"
	for name in "${clouds[@]}"; do
		sed 1d "$state/openstack-lab-$name/clouds.yaml" >>"$new"
	done
	mv "$new" "$state/openstack-clouds.yaml"
	trap - EXIT
	printf "export HAVRE_TEST_OPENSTACK='%s'\n" "$state/openstack-clouds.yaml"
	printf "export HAVRE_OPENSTACK_STARTED='%s'\n" "${started[*]}"
}

case ${1-} in
up) up ;;
down) undo "${clouds[@]/%/=down}" ;;
undo) undo "${@:2}" ;;
*) sed -n '2,14s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
