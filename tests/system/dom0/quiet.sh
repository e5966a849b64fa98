# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Runs in dom0 for `make ubsan-test`: what dom0 and a guest do all day, and the
# hypervisor has found nothing to say of itself.
. /lib/xt.sh
clean() {
	xl dmesg | grep UBSAN
	! xl dmesg | grep -q UBSAN
}
ok "built so" sh -c 'xenhypfs cat /buildinfo/config | grep UBSAN=y'
ok "tools start" start_tools
ok "bridge" start_bridge
guest_cfg g 2
ok "a guest" xl create /etc/xen/g.cfg
ok "it works" wait_guest g ready 120
ok "it goes" xl shutdown -w g
for key in '*' h; do
	xl debug-keys "$key"
done
sleep 2
ok "nothing undefined was done" clean
done_testing
