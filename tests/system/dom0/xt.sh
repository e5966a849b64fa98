# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# What test scripts in dom0 use: `. /lib/xt.sh`.  Results are TAP, printed with
# the mark that the harness strips.

xt_count=0
xt_failed=0

# say TEXT: a line that comes out of tests/system/boot.
say() {
	printf '\n@@ %s\n' "$*"
}

# ok NAME COMMAND...: one test point; a failure shows the output.
ok() {
	xt_name=$1
	shift
	xt_count=$((xt_count + 1))
	xt_from=$(uptime_ms)
	if "$@" >/tmp/xt.out 2>&1; then
		say "ok $xt_count - $xt_name # $(since "$xt_from")"
		return 0
	fi
	xt_failed=$((xt_failed + 1))
	say "not ok $xt_count - $xt_name"
	while read -r line; do
		say "# $line"
	done </tmp/xt.out
	return 1
}

# skip NAME REASON
skip() {
	xt_count=$((xt_count + 1))
	say "ok $xt_count - $1 # SKIP $2"
}

# done_testing: the plan, and the script's exit.
done_testing() {
	say "1..$xt_count"
	[ "$xt_failed" = 0 ]
	exit
}

uptime_ms() {
	read -r up rest </proc/uptime
	echo "${up%.*}${up#*.}0"
}

since() {
	ms=$(($(uptime_ms) - $1))
	printf '%d.%02d s' $((ms / 1000)) $((ms % 1000 / 10))
}

# wait_for SECONDS COMMAND...: until it succeeds.
wait_for() {
	end=$(($(uptime_ms) + $1 * 1000))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(uptime_ms)" -lt "$end" ] || {
			echo "still not true: $*"
			return 1
		}
		usleep 100000
	done
}

# start_tools: xenstored, dom0's own nodes, xenconsoled.
start_tools() {
	xenstored || return 1
	wait_for 10 xenstore-exists / || wait_for 10 xenstore-ls / || return 1
	if command -v xen-init-dom0 >/dev/null; then
		xen-init-dom0 || return 1
	else
		xenstore-write /local/domain/0/name Domain-0 \
			/local/domain/0/domid 0 || return 1
	fi
	xenconsoled --log=all --log-dir=/var/log/xen/console
}

# start_bridge: xenbr0 with 10.0.0.1.
start_bridge() {
	brctl addbr xenbr0 &&
	echo 0 >/sys/class/net/xenbr0/bridge/forward_delay &&
	ip addr add 10.0.0.1/24 dev xenbr0 &&
	ip link set xenbr0 up
}

# guest_cfg NAME NUMBER [EXTRA...]: writes /etc/xen/NAME.cfg for a stock guest
# with a disk of 16 MiB and an address of 10.0.0.NUMBER; EXTRA are more lines.
guest_cfg() {
	name=$1
	number=$2
	shift 2
	kernel=/guest/vmlinuz
	[ -e /guest/vmlinux ] && kernel=/guest/vmlinux
	mkdir -p /etc/xen /var/tmp
	dd if=/dev/zero of="/var/tmp/$name.img" bs=1M count=0 seek=16 2>/dev/null
	cat >"/etc/xen/$name.cfg" <<END
name = "$name"
type = "pv"
kernel = "$kernel"
ramdisk = "/guest/initrd"
extra = "console=hvc0 quiet loglevel=4 cryptomgr.notests rodata=off xt.ip=10.0.0.$number"
memory = 128
vcpus = 1
disk = [ "format=raw,vdev=xvda,access=rw,target=/var/tmp/$name.img" ]
vif = [ "bridge=xenbr0,mac=00:16:3e:00:00:$(printf %02x "$number")" ]
on_poweroff = "destroy"
on_reboot = "restart"
on_crash = "destroy"
END
	for line; do
		echo "$line" >>"/etc/xen/$name.cfg"
	done
}

guest_log() {
	echo "/var/log/xen/console/guest-$1.log"
}

# guest_said NAME TEXT: the guest's console has a line "@guest TEXT".
guest_said() {
	grep -q "@guest $2" "$(guest_log "$1")"
}

# wait_guest NAME TEXT SECONDS
wait_guest() {
	wait_for "$3" guest_said "$1" "$2" || {
		tail -n 30 "$(guest_log "$1")"
		return 1
	}
}

# gone NAME: no such domain, and nothing of it in the store.
gone() {
	! xl domid "$1" >/dev/null 2>&1
}

# free_pages: the hypervisor's count.
free_pages() {
	physinfo free_pages
}

# no_leak: the count is as $xt_before, which remember_free set when it had come
# to rest: a domain's name may be gone before its last page is free.
remember_free() {
	xt_before=$(free_pages)
	for _ in $(seq 20); do
		sleep 0.5
		xt_was=$xt_before
		xt_before=$(free_pages)
		[ "$xt_was" != "$xt_before" ] || return
	done
}
no_leak() {
	wait_for 10 free_is "$xt_before" && return
	echo "$xt_before pages were free, now $(free_pages)"
	return 1
}
free_is() {
	[ "$(free_pages)" = "$1" ]
}

# tiny_cfg NAME: /etc/xen/NAME.cfg for the guest that powers off at once.
tiny_cfg() {
	cat >"/etc/xen/$1.cfg" <<END
name = "$1"
type = "pv"
kernel = "/guest/tiny"
memory = 8
END
}

# no_nodes: xenstore has nothing of guests that are gone.
no_nodes() {
	left=$(xenstore-list /local/domain | grep -vx 0)
	left="$left $(xenstore-list /vm 2>/dev/null | wc -l)"
	for kind in vbd vif console; do
		left="$left$(xenstore-list "/local/domain/0/backend/$kind" \
			2>/dev/null)"
	done
	echo "left in the store: $left"
	[ "$left" = " 1" ] || [ "$left" = " 0" ]
}
