# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# The demo played without a terminal: one stock guest's whole life, each step
# checked.  Fails at the first step that is not as it should be.

. /lib/xt.sh

step() {
	say "$1"
	shift
	if ! "$@" >/tmp/step.out 2>&1; then
		say "FAILED: $*"
		while read -r line; do
			say "  $line"
		done </tmp/step.out
		exit 1
	fi
}

# The file behind the disk has what the guest says it wrote.
disk_has_data() {
	said=$(sed -n 's/.*@guest disk ok \([0-9a-f]*\).*/\1/p' \
		"$(guest_log demo)")
	sync
	there=$(dd if=/var/lib/xen/demo.img bs=64k count=16 2>/dev/null |
		sha256sum | cut -c 1-64)
	echo "guest wrote $said, file has $there"
	[ "$said" = "$there" ]
}

# The log of the console may be continued or begun anew.
wait_guest_again() {
	wait_for 120 ping -c 1 -W 1 10.0.0.2 && sleep 2
}

same_free_pages() {
	[ "$(free_pages)" = "$before" ]
}

step "dom0 is up; starting xenstored and xenconsoled" start_tools
step "making the bridge xenbr0" start_bridge
dd if=/dev/zero of=/var/lib/xen/demo.img bs=1M count=0 seek=64 2>/dev/null
before=$(free_pages)
step "xl create /etc/xen/demo.cfg ($before pages free)" \
	xl create /etc/xen/demo.cfg
xl list
step "waiting for the guest's user space" wait_guest demo "user space" 120
step "the guest writes its disk and reads it back" wait_guest demo "disk ok" 60
step "the guest pings dom0" wait_guest demo "net ok" 60
step "the guest has done its checks" wait_guest demo "ready" 30
step "its data is in the file behind the disk" disk_has_data
step "dom0 pings the guest" ping -c 3 -W 5 10.0.0.2
say "on the guest's console:"
sed -n 's/.*@guest/  guest:/p' "$(guest_log demo)" | tr -d '\r' |
while read -r line; do
	say "  $line"
done
step "xl shutdown demo" xl shutdown demo
step "waiting for it to go" wait_for 60 gone demo
if ! wait_for 5 same_free_pages; then
	# The first guest makes dom0's own tables grow (grant mappings, event
	# channels); a leak is what each guest loses.
	say "$before pages before, $(free_pages) now: once more, to see if it grows"
	before=$(free_pages)
	step "xl create again" xl create /etc/xen/demo.cfg
	step "the guest works" wait_guest_again
	step "xl shutdown demo" xl shutdown demo
	step "waiting for it to go" wait_for 60 gone demo
fi
if ! wait_for 20 same_free_pages; then
	say "FAILED: $before pages were free before, now $(free_pages)"
	exit 1
fi
say "the hypervisor has $before pages free, as before"
