#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# Every internal header compiles by itself: xen/include/xen with the flags of
# the host build, the libraries' headers with those of the tools.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Lint;

sub alone {
	my ($name, $flags, @headers) = @_;
	$flags =~ s/-fsanitize\S*|-fno-sanitize\S*//g;
	my @wrong;
	while (my @some = splice @headers, 0, 200) {
		push @wrong, sh_lines("printf '%s\\n' @some | xargs -P 2 -n 8 " .
			"sh -c 'for h; do printf \"#include \\\"%s\\\"\\n\" " .
			"\"\$PWD/\$h\" | gcc $flags -w -fsyntax-only -x c - " .
			"2>&1 | grep -m 1 error && echo \"in \$h\"; done' sh");
	}
	report($name, @wrong);
}

my $host = make_var('host-cflags');
my $tools = make_var('tools-cflags');
my $libs = join(' ', map {"-I$_"} glob('tools/libs/*/include'));
system('make -s build/include/xen >/dev/null 2>&1');
# A list of X(...) lines is no header to include by itself.
alone('xen/include/xen', $host,
	grep {!/_list\.h$/} sources(qr{^xen/include/xen/.*\.h$}));
my $x86 = make_var('xen-cflags');
alone('xen/arch/x86', $x86, sources(qr{^xen/arch/x86/include/.*\.h$}))
	if $x86 =~ /\S/;
alone('tools/libs', "$tools $libs",
	sources(qr{^tools/libs/[^/]+/include/.*\.h$}));
done();
