#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A stock guest is saved, restored, saved while it goes on, migrated to where
# it is while it runs, and dumped, by whatever xl is there; all the while it
# rewrites its memory and compares it with checksums, and watches the clock.
# Fails if a page of it is lost or mixed up, if time goes back, if its disk and
# network do not come back, or if the hypervisor has less free memory afterwards.
[ -e /lib/xt.sh ] || exec "$(dirname "$0")/boot" -q --guest --vmlinux \
	--mem 3072 --dom0-mem 1024 --name stock-save --timeout 1500 --script "$0"
. /lib/xt.sh

rounds() {
	grep -c '@guest memory [0-9]' "$(guest_log g)"
}

# goes_on: three more rounds of its memory, and nothing wrong.
more_rounds() {
	[ "$(rounds)" -ge $((was + 3)) ]
}
goes_on() {
	was=$(rounds)
	wait_for 120 more_rounds || {
		tail -n 20 "$(guest_log g)"
		return 1
	}
	! grep -E '@guest (memory wrong|time went back)' "$(guest_log g)"
}

answers() {
	wait_for 30 ping -c 1 -W 2 10.0.0.2
}

only_one() {
	xl list
	[ "$(xl list | wc -l)" = 3 ] && [ "$(xl list | grep -c '^g ')" = 1 ]
}

# The command that xl would run on the other host is run here.
migrate() {
	xl migrate -s '' g 'xl migrate-receive'
}

# The core is an ELF file with the sections that Xen's tools read.
core_is_right() {
	[ "$(dd if=/var/tmp/g.core bs=1 skip=1 count=3 2>/dev/null)" = ELF ] ||
		return 1
	for section in .note.Xen .xen_prstatus .xen_shared_info .xen_p2m \
		.xen_pages .shstrtab; do
		tail -c 4096 /var/tmp/g.core | grep -q -F "$section" ||
			grep -q -F "$section" /var/tmp/g.core || {
			echo "no $section"
			return 1
		}
	done
	[ "$(wc -c </var/tmp/g.core)" -ge $((144 * 1024 * 1024)) ]
}

new_guest() {
	guest_cfg g 2 'memory = 144' 'vcpus = 2' \
		'extra = "console=hvc0 quiet loglevel=4 cryptomgr.notests rodata=off xt.ip=10.0.0.2 xt.do=memory"' "$@"
	xl create /etc/xen/g.cfg && wait_guest g ready 180
}

# What this hypervisor can: Debian's build logs no dirty pages of PV guests.
live=$(xl dmesg | grep -q Xenolith && echo yes)

ok "tools start" start_tools
ok "bridge" start_bridge
ok "a guest that uses its memory" new_guest
ok "it works" goes_on
ok "save" xl save g /var/tmp/g.save
ok "gone" wait_for 30 gone g
ok "restore" xl restore /var/tmp/g.save
ok "it goes on" goes_on
ok "it answers" answers
ok "destroy" xl destroy g
ok "gone" wait_for 30 gone g
# From here on dom0's own tables have grown to their size.
remember_free
ok "restore it once more" xl restore /var/tmp/g.save
rm /var/tmp/g.save
ok "it goes on" goes_on
ok "save it, and let it run" xl save -c g /var/tmp/g.save
ok "it goes on" goes_on
ok "it answers" answers
rm /var/tmp/g.save
if [ "$live" ]; then
	id=$(xl domid g)
	ok "migrate while it runs" migrate
	ok "it is another domain" [ "$(xl domid g)" != "$id" ]
	ok "there is one" only_one
	ok "it goes on" goes_on
	ok "it answers" answers
	ok "migrate again" migrate
	ok "it goes on" goes_on
else
	ok "live migration is refused" sh -c '! xl migrate -s "" g "xl migrate-receive"'
fi
ok "dump-core" xl dump-core g /var/tmp/g.core
ok "the core has its sections" core_is_right
rm -f /var/tmp/g.core
ok "less memory" xl mem-set g 128
ok "one vCPU less" xl vcpu-set g 1
ok "it goes on" goes_on
ok "save it so" xl save g /var/tmp/g.save
ok "restore" xl restore /var/tmp/g.save
rm /var/tmp/g.save
ok "it goes on" goes_on
ok "destroy" xl destroy g
ok "gone" wait_for 30 gone g
ok "no nodes left" wait_for 20 no_nodes
ok "no pages lost" no_leak
ok "a guest with an emulated TSC" new_guest 'tsc_mode = "always_emulate"'
ok "it works" goes_on
ok "save" xl save g /var/tmp/g.save
ok "restore" xl restore /var/tmp/g.save
ok "it goes on" goes_on
ok "destroy" xl destroy g
ok "no pages lost" no_leak
done_testing
