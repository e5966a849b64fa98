# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# Runs in dom0 for tests/system/coverage: a guest's life, then the counts.
. /lib/xt.sh
ok "tools start" start_tools
ok "bridge" start_bridge
guest_cfg g 2
ok "a guest" xl create /etc/xen/g.cfg
ok "it works" wait_guest g ready 120
ok "it goes" xl shutdown -w g
ok "counts are read" sh -c 'xencov read | gzip -9 >/tmp/cov.gz'
base64 /tmp/cov.gz | while read -r line; do
	echo "@@ COV $line"
done
ok "reset" xencov reset
done_testing
