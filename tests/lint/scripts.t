#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# Shell scripts pass shellcheck, Perl scripts compile without warnings.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Lint;

my (@shell, @perl);
for my $file (sources(qr{^(?:tests|tools|docs|xen|firmware|\.ci)/})) {
	next if $file =~ /\.(?:[chSs]|md|mk|txt|cfg|map)$/;
	open(my $fh, '<', $file) or next;
	my $first = <$fh> // '';
	close($fh);
	push @shell, $file if $first =~ m{^#!.*\b(?:ba)?sh\b} ||
		$file =~ /\.sh$/;
	push @perl, $file if $first =~ m{^#!.*perl} || $file =~ /\.pm$/;
}
my @out = @shell ? sh_lines('shellcheck -x -S warning -f gcc ' .
	"-e SC1091 @shell 2>&1") : ();
report('shellcheck', @out);

my $libs = '-Itests/lint/lib -Itests/system/lib';
my @wrong;
for my $file (@perl) {
	# 64-bit numbers are meant: there is no 32-bit build machine.
	my @say = grep {!/non-portable at/} sh_lines("perl $libs -wc $file 2>&1");
	push @wrong, map {"$file: $_"} @say unless "@say" eq "$file syntax OK";
}
report('perl -wc', @wrong);
done();
