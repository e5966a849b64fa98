#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# `make install DESTDIR=`: everything is where a Debian system has it, nothing
# lies outside, a program compiles against the installed headers and links with
# the installed libraries, programs run with these; `make help` knows all targets.
. tests/tools/lib.sh

dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
lib=$dir/usr/lib/x86_64-linux-gnu

has() {
	for path; do
		[ -e "$dir/$path" ] || {
			echo "missing: $path"
			return 1
		}
	done
}

# GRUB and QEMU load 32-bit ELF with a multiboot header in the first 8 KiB.
loadable() {
	readelf -h "$1" | grep -q 'Class:.*ELF32' &&
		head -c 8192 "$1" | LC_ALL=C grep -qaP '\x02\xb0\xad\x1b' &&
		head -c 32768 "$1" | LC_ALL=C grep -qaP '\xd6\x50\x52\xe8'
}

same_image() {
	gzip -dc "$dir/boot/xen.gz" | cmp - "$dir/boot/xen"
}

resolved() {
	find "$dir/usr/sbin" "$dir/usr/bin" "$dir/usr/lib/xen/bin" -type f |
	while read -r f; do
		LD_LIBRARY_PATH=$lib ldd "$f" | grep 'not found' &&
			echo "in $f"
	done >"$dir/unresolved"
	cat "$dir/unresolved"
	[ ! -s "$dir/unresolved" ]
	status=$?
	rm -f "$dir/unresolved"
	return $status
}

links() {
	printf '%s\n' '#include <libxl.h>' '#include <libxl_utils.h>' \
		'#include <libxlutil.h>' '#include <xenctrl.h>' \
		'#include <xenguest.h>' '#include <xenstore.h>' \
		'#include <xenevtchn.h>' '#include <xengnttab.h>' \
		'#include <xenforeignmemory.h>' '#include <xencall.h>' \
		'#include <xentoollog.h>' '#include <xentoolcore.h>' \
		'#include <stdio.h>' \
		'int main(void) {' \
		'  XLU_Config *c = xlu_cfg_init(stderr, "x");' \
		'  long v = 0;' \
		'  if (!c || xlu_cfg_readdata(c, "memory=64", 9)) return 1;' \
		'  xlu_cfg_get_long(c, "memory", &v, 0);' \
		'  printf("%ld %s\n", v, libxl_domain_type_to_string(' \
		'         LIBXL_DOMAIN_TYPE_PV));' \
		'  return xs_daemon_socket() == 0; }' >"$dir/p.c"
	gcc -Wall -Werror -nostdinc -isystem "$dir/usr/include" \
		-isystem "$(gcc -print-file-name=include)" \
		-isystem /usr/include/x86_64-linux-gnu -idirafter /usr/include \
		-o "$dir/p" "$dir/p.c" -L"$lib" -lxlutil -lxenlight \
		-lxenctrl -lxenguest -lxenstore -lxenevtchn -lxengnttab \
		-lxenforeignmemory -lxencall -lxentoollog -lxentoolcore
	status=$?
	rm -f "$dir/p.c"
	return $status
}

works() {
	out=$(LD_LIBRARY_PATH=$lib "$dir/p")
	rm -f "$dir/p"
	echo "$out"
	[ "$out" = "64 pv" ]
}

inside() {
	left=$(cd "$dir" && find . -type f |
		grep -vE '^./(boot|etc/(xen|init.d)|usr/(bin|sbin|include|share/(man/man[1-8]|bash-completion/completions)|lib/(xen|x86_64-linux-gnu|systemd/system)))/')
	echo "$left"
	[ -z "$left" ]
}

helped() {
	make -s help >"$dir/help"
	make -pqr . 2>/dev/null | sed -n 's/^\.PHONY: //p' | tr ' ' '\n' |
		grep -vE '^(run-build|test-programs)$|^\$' | sort -u >"$dir/phony"
	[ -s "$dir/phony" ] || return 1
	missing=$(while read -r target; do
		grep -q "^$target " "$dir/help" || echo "$target"
	done <"$dir/phony")
	rm -f "$dir/help" "$dir/phony"
	echo "not in make help: $missing"
	[ -z "$missing" ]
}

ok "make install" make -s install DESTDIR="$dir"
ok "the hypervisor" has boot/xen boot/xen.gz boot/xen-syms
ok "boot/xen is for multiboot 1 and 2" loadable "$dir/boot/xen"
ok "boot/xen.gz is boot/xen" same_image
ok "commands and daemons" has usr/sbin/xl usr/sbin/xenstored \
	usr/sbin/xenconsoled usr/bin/xenstore-read usr/bin/xenstore-ls \
	usr/bin/xenstore-write usr/bin/xenstore-list usr/bin/xenstore-rm \
	usr/bin/xenstore-exists usr/bin/xenstore-chmod \
	usr/bin/xenstore-watch usr/lib/xen/bin/xenconsole \
	usr/lib/xen/bin/xen-init-dom0
ok "libraries" has usr/lib/x86_64-linux-gnu/libxenlight.so.4.17 \
	usr/lib/x86_64-linux-gnu/libxenctrl.so.4.17 \
	usr/lib/x86_64-linux-gnu/libxenguest.so.4.17 \
	usr/lib/x86_64-linux-gnu/libxlutil.so.4.17 \
	usr/lib/x86_64-linux-gnu/libxenstore.so.4 \
	usr/lib/x86_64-linux-gnu/libxentoollog.so.1
ok "headers, manuals, examples" has usr/include/xen/xen.h \
	usr/include/xen/io/ring.h usr/include/libxl.h \
	usr/share/man/man1/xl.1 usr/share/man/man5/xl.cfg.5 \
	usr/share/man/man8/xenstored.8 etc/xen/xl.conf \
	usr/share/bash-completion/completions/xl \
	etc/xen/example.pv.cfg etc/xen/scripts/block \
	etc/xen/scripts/vif-bridge
ok "nothing elsewhere" inside
ok "each program finds its libraries" resolved
ok "a program links with the installed headers and libraries" links
ok "and runs" works
ok "make help lists every target" helped
done_testing
