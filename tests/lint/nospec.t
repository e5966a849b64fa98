#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# An index that was found good by a branch is bounded by array_index_nospec()
# before it is used: a mispredicted branch reads nothing outside of the array.
#
# Looked for are functions that compare a variable with the size of something
# ("x >= ARRAY_SIZE(a)", "x >= d->nr_y", "x < NR_Z") in an `if` or a `?:`, and
# use it between brackets as it is.  Boot code has no guest; the few other
# places whose index is nobody's but ours are in nospec.allow, with the reason.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Lint;

my $size = qr/ARRAY_SIZE\([^)]*\)|(?:\w+(?:->|\.))*(?:nr|NR|max|MAX)_\w+/;
my $name = qr/(?<![\w.>])[a-z]\w*(?:(?:->|\.)\w+)*/;

my %allow;
open(my $fh, '<', "$FindBin::Bin/nospec.allow") or die "nospec.allow: $!\n";
while (<$fh>) {
	next if /^\s*(?:#|$)/;
	my ($what) = /^(\S+\s+\S+\s+\S+)\s+\S/ or die "nospec.allow: line $.: a reason\n";
	$allow{join(' ', split(' ', $what))} = $.;
}

my (@bad, %used);
for my $file (sources(qr{^xen/(?:common|arch/x86|lib)/.*\.[ch]$})) {
	next if $file =~ m{/boot/|/dom0/};
	open(my $in, '<', $file) or next;
	local $/;
	my $text = <$in>;
	$text =~ s{/\*.*?\*/}{$& =~ tr/\n//cdr}ges;
	while ($text =~ /^([^\s{}#\/][^{};]*?\b(\w+)\([^;{}]*\))\n\{\n(.*?)^\}/gms) {
		my ($head, $fn, $body) = ($1, $2, $3);
		my $line = 1 + (substr($text, 0, $-[0]) =~ tr/\n//);
		check($file, $fn, $body, $line) unless $head =~ /__init/;
	}
}

sub check {
	my ($file, $fn, $body, $line) = @_;
	my %seen;

	# Loops count for themselves; assertions are about our own numbers.
	(my $plain = $body) =~ s/\b(?:for|while) \(.*?\)\s*\{?\n//gs;
	$plain =~ s/\bASSERT\(.*?\);//gs;
	while ($plain =~ /($name)\s*(?:>=|<)\s*$size/g) {
		my $x = $1;
		next if $seen{$x}++;
		next unless $body =~ /\w\[\s*\Q$x\E\b(?!->|\.)/;
		next if $body =~ /array_index_nospec\(\s*\Q$x\E\b/;
		my $key = "$file $fn $x";
		$used{$key} = 1, next if $allow{$key};
		push @bad, "$file:$line: $fn: $x is used as an index without array_index_nospec()";
	}
}
push @bad, map {"nospec.allow: line $allow{$_}: not needed: $_"}
	grep {!$used{$_}} sort keys %allow;
report('indexes are bounded under speculation', @bad);
done();
