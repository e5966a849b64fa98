#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What our writer makes of a small guest on the fake machine of the unit test
# is a stream to Debian's verify-stream-v2.  (A whole image of a Linux guest
# goes through it in tests/exchange/save.t.)
. tests/tools/lib.sh

command -v python3 >/dev/null || skip_all "python3 is missing"
peer=$(peer_tree) || skip_all "Debian's xen-utils cannot be fetched"
xen=$peer/usr/lib/xen-4.17
[ -e "$xen/bin/verify-stream-v2" ] || skip_all "there is no verify-stream-v2"
stream=$(mktemp)
trap 'rm -f "$stream"' EXIT

ok "a stream is written" env STREAM_OUT="$stream" "$B/tests/unit/guest_stream"
ok "verify-stream-v2 accepts it" env PYTHONPATH="$xen/lib/python" \
	PYTHONDONTWRITEBYTECODE=1 \
	python3 "$xen/bin/verify-stream-v2" -v -f libxc -i "$stream"
dd if=/dev/zero of="$stream" bs=1 seek=60 count=8 conv=notrunc 2>/dev/null
ok "and refuses a damaged one" fails env PYTHONPATH="$xen/lib/python" \
	PYTHONDONTWRITEBYTECODE=1 \
	python3 "$xen/bin/verify-stream-v2" -f libxc -i "$stream"
done_testing
