#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The macros and inline functions of our public headers act as libxen-dev's do:
# behave.c says what is compared.  One TAP test a subject.
#
# XEN_REF_INCLUDE, XEN_OUR_PUBLIC: as for abi.t.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
ref=${XEN_REF_INCLUDE:-/usr/include}
ours=${XEN_OUR_PUBLIC:-$here/../../xen/include/public}

if ! [ -f "$ref/xen/xen.h" ]; then
	echo "1..0 # SKIP no reference headers in $ref (libxen-dev)"
	exit 0
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
ln -s "$(realpath "$ours")" "$tmp/xen"
${CC:-gcc} -O1 -w -I"$tmp" -o "$tmp/ours" "$here/behave.c"
${CC:-gcc} -O1 -w -I"$ref" -o "$tmp/ref" "$here/behave.c"
"$tmp/ours" >"$tmp/ours.out"
"$tmp/ref" >"$tmp/ref.out"

paste "$tmp/ours.out" "$tmp/ref.out" | awk -F '\t' '
	{
		ok = $1 == $3 && $2 != "" && $2 == $4
		printf "%s %d - %s\n", ok ? "ok" : "not ok", NR, $1
		if (!ok) {
			printf "# ours %s, reference %s\n", $2, $4
			bad = 1
		}
	}
	END { print "1.." NR; exit(bad || NR == 0) }'
