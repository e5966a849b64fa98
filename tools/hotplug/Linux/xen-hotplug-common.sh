# shellcheck shell=sh
#
# What the hot-plug scripts share.  A script is called with an action and finds
# its device's xenstore directory in XENBUS_PATH.  It says how it went by
# $XENBUS_PATH/hotplug-status ("connected") or hotplug-error (a sentence), and
# by its exit code.  POSIX sh, busybox's commands, flock and losetup are all that
# is needed.

# Tests put their own commands and devices in front.
PATH=$HOTPLUG_PATH${HOTPLUG_PATH:+:}/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/xen/bin
export PATH
NET=${HOTPLUG_NET:-/sys/class/net}
LOCK=${HOTPLUG_LOCK:-/run/xen/hotplug.lock}

log() {
	echo "$*" >&2
	logger -t xen-hotplug "$*" 2>/dev/null
	return 0
}

# Is the device wanted?  The toolstack writes "online" 0 before it calls the
# script to remove the device, and a node that is written behind the removal
# makes its directory anew, but not "online".
device_wanted() {
	[ "$(read_node online 0)" = 1 ]
}

# publish NAME VALUE [NAME VALUE...]: writes nodes of the device, if it is still
# wanted.  What it claims is held to the script's end; see await_writers.
publish() {
	claim_lock
	device_wanted || return 1
	left=$#
	while [ "$left" -gt 0 ]; do
		name=$1 value=$2
		shift 2
		set -- "$@" "$XENBUS_PATH/$name" "$value"
		left=$((left - 2))
	done
	xenstore-write "$@"
}

fatal() {
	publish hotplug-error "$*" hotplug-status error
	log "$*"
	exit 1
}

success() {
	publish hotplug-status connected
}

# What removes a device calls this first: when it returns, all that another
# script has done for the device can be read, and none will write any more.
await_writers() {
	claim_lock
	release_lock
}

# read_node NAME [DEFAULT]
read_node() {
	xenstore-read "$XENBUS_PATH/$1" 2>/dev/null || {
		[ $# -gt 1 ] && echo "$2"
	}
}

# One holder at a time; the kernel takes it from who dies.
claim_lock() {
	[ -z "$have_lock" ] || return 0
	mkdir -p "${LOCK%/*}"
	exec 9>"$LOCK"
	flock -w 30 9 || {
		log "$LOCK is held by another script for more than 30 s"
		exit 1
	}
	have_lock=1
}

release_lock() {
	exec 9>&-
	have_lock=
}
have_lock=

# What vif-* need first: the interface, under the name that vifname= wants.
vif_prepare() {
	[ -n "$vif" ] || fatal "${0##*/}: the toolstack names no interface"
	dev=vif$(read_node frontend-id).$(read_node handle)
	[ "$dev" = "$vif" ] || [ ! -e "$NET/$dev" ] || {
		ip link set "$dev" down
		ip link set "$dev" name "$vif"
	}
	[ -e "$NET/$vif" ] || fatal "there is no interface $vif"
}

[ -n "$XENBUS_PATH" ] || {
	echo "XENBUS_PATH is not set: this script is run by the toolstack" >&2
	exit 1
}
