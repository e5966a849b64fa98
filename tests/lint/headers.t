#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# Each public header stands alone: it compiles without others before it, as C99
# and as C++, for a guest, for the tools and for the hypervisor, without a
# warning; it starts with its licence, needs nothing but other public headers
# and the compiler's own, and depends on no configuration.
#
# A header may refuse a user by #error, but not all of them.

use strict;
use warnings;
use File::Basename;
use File::Find;

chdir(dirname(__FILE__) . "/../..") or die "cannot go to the top: $!\n";
my $public = "xen/include/public";
my $cc = $ENV{CC} // "gcc";
my $cxx = $ENV{CXX} // "g++";
my $warn = "-Wall -Wextra -Werror -fsyntax-only -ffreestanding";

my @views = (
	[ "guest, C99" => "$cc -std=c99 -xc $warn -Wundef" .
		" -D__XEN_INTERFACE_VERSION__=0x00040e00" ],
	[ "old guest, C99" => "$cc -std=c99 -xc $warn" ],
	[ "tools, C99" => "$cc -std=c99 -xc $warn -D__XEN_TOOLS__" ],
	[ "hypervisor, C11" => "$cc -std=gnu11 -xc $warn -Wundef -D__XEN__" ],
	[ "guest, C++" => "$cxx -std=c++11 -xc++ $warn" .
		" -D__XEN_INTERFACE_VERSION__=0x00040e00" ],
	[ "tools, C++" => "$cxx -std=c++11 -xc++ $warn -D__XEN_TOOLS__" ],
);

# What is wrong with the text of a header.
sub text_faults {
	my ($file) = @_;
	my @faults;

	open my $f, "<", $file or die "$file: $!\n";
	my @lines = <$f>;
	close $f;
	push @faults, "first line is not the MIT licence identifier"
		unless $lines[0] eq "/* SPDX-License-Identifier: MIT */\n";
	for my $i (0 .. $#lines) {
		my $at = "line " . ($i + 1);
		push @faults, "$at: depends on a configuration"
			if $lines[$i] =~ /\bCONFIG_/;
		push @faults, "$at: includes $1"
			if $lines[$i] =~ /^\s*#\s*include\s+(<.*>)/ &&
			$1 !~ m{^<(stdint|stddef)\.h>$};
	}
	return @faults;
}

# What a compiler says in one view; undef where the header refuses the user.
sub compile_faults {
	my ($file, $view) = @_;
	my ($what, $cmd) = @$view;

	# The other width's register frame.
	$cmd .= " -m32" if $file =~ /x86_32\.h$/;
	my $out = `$cmd -include $file /dev/null 2>&1`;
	return () if $? == 0;
	return undef if $out =~ /#error/;
	return map { "$what: $_" } (split /\n/, $out)[0 .. 5];
}

# One header after the other in two processes.
sub check {
	my ($file) = @_;
	my @faults = text_faults($file);
	my $users = 0;

	for my $view (@views) {
		my @found = compile_faults($file, $view);
		next if @found && !defined $found[0];
		$users++;
		push @faults, grep { defined } @found;
	}
	push @faults, "refuses everybody" unless $users;
	return @faults;
}

my @headers;
find(sub { push @headers, $File::Find::name if /\.h$/ }, $public);
@headers = sort @headers;
die "no headers below $public\n" unless @headers;

my @pipes;
my $jobs = 2;
for my $job (0 .. $jobs - 1) {
	defined(my $pid = open(my $pipe, "-|")) or die "fork: $!\n";
	if (!$pid) {
		for (my $i = $job; $i < @headers; $i += $jobs) {
			print "$i\t$_\n" for check($headers[$i]);
			print "$i\tdone\n";
		}
		exit 0;
	}
	push @pipes, $pipe;
}

my (%faults, %done);
for my $pipe (@pipes) {
	while (<$pipe>) {
		chomp;
		my ($i, $what) = split /\t/, $_, 2;
		if ($what eq "done") {
			$done{$i} = 1;
		} else {
			push @{$faults{$i}}, $what;
		}
	}
	close $pipe;
}

print "1.." . @headers . "\n";
my $bad = 0;
for my $i (0 .. $#headers) {
	my $ok = $done{$i} && !$faults{$i};
	printf "%s %d - %s\n", $ok ? "ok" : "not ok", $i + 1,
		substr($headers[$i], length($public) + 1);
	print "# $_\n" for @{$faults{$i} // []};
	$bad++ unless $ok;
}
exit($bad ? 1 : 0);
