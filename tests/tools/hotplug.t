#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The hot-plug scripts with a fake xenstore (files), fake commands, which note
# how they were called, and fake network devices: what each does for its
# device, what it says when it cannot, and that nothing is written behind a
# device that is gone.
. tests/tools/lib.sh

dir=$(mktemp -d /tmp/hotplug.XXXXXX) || exit 1
trap 'rm -rf "$dir"' EXIT
scripts=$PWD/tools/hotplug/Linux
mkdir -p "$dir/bin" "$dir/net" "$dir/store" "$dir/proc"
export DIR="$dir" HOTPLUG_PATH="$dir/bin" HOTPLUG_NET="$dir/net"
export HOTPLUG_LOCK="$dir/lock" HOTPLUG_PROC_NET="$dir/proc"
export XENBUS_PATH=/backend

# fake NAME: a command whose body is standard input.
fake() {
	{
		echo '#!/bin/sh'
		cat
	} >"$dir/bin/$1"
	chmod +x "$dir/bin/$1"
}

fake xenstore-read <<'END'
cat "$DIR/store$1" 2>/dev/null
END
fake xenstore-exists <<'END'
[ -e "$DIR/store$1" ]
END
fake xenstore-write <<'END'
while [ $# -gt 0 ]; do
	mkdir -p "$DIR/store${1%/*}"
	printf '%s' "$2" >"$DIR/store$1"
	shift 2
done
END
fake logger </dev/null
fake brctl <<'END'
exit 1
END
fake ip <<'END'
echo "ip $*" >>"$DIR/log"
case "$*" in
"-4 route show default")
	echo "default via 192.0.2.1 dev eth0 proto static"
	;;
"-4 -o addr show dev eth0")
	echo "2: eth0    inet 192.0.2.7/24 brd 192.0.2.255 scope global eth0"
	;;
*"$FAIL"*)
	[ -z "$FAIL" ] || exit 1
	;;
esac
exit 0
END

# device NODE VALUE...: a new device, with nothing noted so far.
device() {
	rm -rf "$dir/store" "$dir/log"
	FAIL=
	export FAIL
	"$dir/bin/xenstore-write" /backend/state 2 /backend/online 1 \
		/backend/frontend-id 5 /backend/handle 0
	while [ $# -gt 0 ]; do
		"$dir/bin/xenstore-write" "/backend/$1" "$2"
		shift 2
	done
}

node() {
	cat "$dir/store/backend/$1"
}

did() {
	grep -qxF -- "$1" "$dir/log"
}

run() {
	script=$1
	shift
	vif=${vif-vif5.0} "$scripts/$script" "$@"
}

interface() {
	mkdir -p "$dir/net/$1"
	mkdir -p "$dir/proc/ipv4/conf/$1" "$dir/proc/ipv6/conf/$1"
}

interface vif5.0
interface eth0
interface xenbr0
mkdir -p "$dir/net/xenbr0/bridge" "$dir/net/xenbr0/brif"
echo 1400 >"$dir/net/xenbr0/mtu"

device bridge xenbr0
ok "vif-bridge" run vif-bridge online
is "says that it is connected" connected node hotplug-status
ok "the interface is a port of the bridge" did \
	"ip link set vif5.0 master xenbr0"
ok "has its MTU" did "ip link set vif5.0 mtu 1400"
ok "and is up" did "ip link set vif5.0 up"
device bridge xenbr0 mtu 9000
ok "vif-bridge with mtu=" run vif-bridge online
ok "takes that" did "ip link set vif5.0 mtu 9000"
device bridge nobridge
ok "vif-bridge without the bridge fails" fails run vif-bridge online
is "and says which" "there is no bridge nobridge" node hotplug-error
is "in the status, too" error node hotplug-status
device bridge xenbr0
FAIL="vif5.0 up"
ok "vif-bridge that cannot bring it up fails" fails run vif-bridge online
is "and says so" "vif5.0 cannot be brought up" node hotplug-error
device bridge xenbr0
rm "$dir/store/backend/online"
run vif-bridge online >/dev/null 2>&1
ok "vif-bridge writes nothing behind a device that is gone" \
	test ! -e "$dir/store/backend/hotplug-status"
device bridge xenbr0
ok "vif-bridge with vifname=" env vif=guest-net sh -c \
	'mkdir -p "$DIR/net/guest-net"; exec "$0/vif-bridge" online' "$scripts"
ok "renames it" did "ip link set vif5.0 name guest-net"
device
ok "vif-bridge offline" run vif-bridge offline
ok "takes it down" did "ip link set vif5.0 down"

device ip "198.51.100.5 2001:db8::5/128"
ok "vif-route" run vif-route online
is "says that it is connected" connected node hotplug-status
ok "the address is routed to the interface" did \
	"ip -4 route replace 198.51.100.5 dev vif5.0"
ok "so is the IPv6 address" did \
	"ip -6 route replace 2001:db8::5/128 dev vif5.0"
ok "which has this domain's own address" did \
	"ip addr replace 192.0.2.7/32 dev vif5.0"
ok "it answers for the guest outside" grep -q 1 \
	"$dir/proc/ipv4/conf/eth0/proxy_arp"
ok "and for the gateway inside" grep -q 1 \
	"$dir/proc/ipv4/conf/vif5.0/proxy_arp"
ok "in IPv6, too" did "ip -6 neigh replace proxy 2001:db8::5 dev eth0"
ok "vif-route offline" run vif-route offline
ok "takes the route away" did "ip -4 route del 198.51.100.5 dev vif5.0"
ok "and the answer" did "ip -6 neigh del proxy 2001:db8::5 dev eth0"
device
ok "vif-route without an address fails" fails run vif-route online
is "and says what it needs" \
	"vif-route needs the guest's address: ip= in vif=" node hotplug-error
device ip 198.51.100.5 gatewaydev eth9
ok "vif-route to a device without address fails" fails run vif-route online
is "and says which" "eth9 has no IPv4 address" node hotplug-error

for script in vif-bridge vif-route block; do
	device
	ok "$script: unknown actions are refused" fails run $script nonsense
	is "$script: by name" "$script: unknown action 'nonsense'" \
		node hotplug-error
	ok "$script: without a device it says so" sh -c \
		'! env -u XENBUS_PATH "$1" add 2>&1 | grep -q "run by the tool" ||
		exit 0; exit 1' - "$scripts/$script"
done
done_testing
