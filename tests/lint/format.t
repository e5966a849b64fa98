#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# Every C file is as clang-format leaves it.  Files found good are remembered
# by content in build/lint, so that a run looks only at what changed.  --fix
# formats instead.
use strict;
use warnings;
use Digest::SHA 'sha1_hex';
use File::Path 'make_path';
use FindBin;
use lib "$FindBin::Bin/lib";
use Lint;

my $dir = ($ENV{B} // 'build') . '/lint';
make_path($dir);
my $style = slurp('.clang-format') . `clang-format --version`;
my %good = map {$_ => 1} -e "$dir/format.good"
	? split(/\n/, slurp("$dir/format.good")) : ();

my (@todo, %sum);
for my $file (sources(qr{\.[ch]$})) {
	$sum{$file} = sha1_hex($style . slurp($file));
	push @todo, $file unless $good{$sum{$file}};
}
if (@ARGV && $ARGV[0] eq '--fix') {
	system('clang-format', '-i', @todo) if @todo;
	print "$_\n" for @todo;
	exit 0;
}
my %bad;
while (my @some = splice @todo, 0, 50) {
	for my $line (sh_lines("clang-format --dry-run @some 2>&1")) {
		$bad{$1} //= $2 if $line =~ /^([^:\s]+):(\d+):\d+: warning/;
	}
}
open(my $fh, '>', "$dir/format.good") or die "$dir/format.good: $!\n";
print $fh "$sum{$_}\n" for grep {!$bad{$_}} sort keys %sum;
close($fh);
report('clang-format', map {"$_:$bad{$_}: not as clang-format has it " .
	'(make format)'} sort keys %bad);
done();
