# shellcheck shell=sh
#
# What the hot-plug scripts share.  A script is called with an action and finds
# its device's xenstore directory in XENBUS_PATH.  It says how it went by
# $XENBUS_PATH/hotplug-status ("connected") or hotplug-error (a sentence), and
# by its exit code.  POSIX sh with busybox's commands is all that is needed.

# Tests put their own commands and devices in front.
PATH=$HOTPLUG_PATH${HOTPLUG_PATH:+:}/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/xen/bin
export PATH
NET=${HOTPLUG_NET:-/sys/class/net}
LOCK_DIR=${HOTPLUG_LOCK:-/run/xen/hotplug-lock}

log() {
	echo "$*" >&2
	logger -t xen-hotplug "$*" 2>/dev/null
	return 0
}

# Is the device still there?  Nothing is written behind its removal.
device_exists() {
	xenstore-exists "$XENBUS_PATH/state" 2>/dev/null ||
		xenstore-read "$XENBUS_PATH/state" >/dev/null 2>&1
}

fatal() {
	device_exists && xenstore-write "$XENBUS_PATH/hotplug-error" "$*" \
		"$XENBUS_PATH/hotplug-status" error
	log "$*"
	release_lock
	exit 1
}

success() {
	device_exists &&
		xenstore-write "$XENBUS_PATH/hotplug-status" connected
}

# read_node NAME [DEFAULT]
read_node() {
	xenstore-read "$XENBUS_PATH/$1" 2>/dev/null || {
		[ $# -gt 1 ] && echo "$2"
	}
}

# One holder at a time: a directory with the holder's process in it, taken
# over from holders that died.
claim_lock() {
	mkdir -p "${LOCK_DIR%/*}"
	tries=0
	until mkdir "$LOCK_DIR" 2>/dev/null; do
		holder=$(cat "$LOCK_DIR/pid" 2>/dev/null)
		if [ -n "$holder" ] && [ ! -d "/proc/$holder" ]; then
			rm -rf "$LOCK_DIR"
			continue
		fi
		tries=$((tries + 1))
		if [ "$tries" -gt 300 ]; then
			log "$LOCK_DIR is held by process ${holder:-?}"
			exit 1
		fi
		sleep 0.1 2>/dev/null || sleep 1
	done
	echo $$ >"$LOCK_DIR/pid"
	HAVE_LOCK=1
	trap release_lock EXIT
}

release_lock() {
	[ -n "$HAVE_LOCK" ] && rm -rf "$LOCK_DIR"
	HAVE_LOCK=
}

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
