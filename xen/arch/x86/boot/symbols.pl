#!/usr/bin/perl
# symbols.pl: `nm -n` of the image on stdin -> a table of its text symbols for
# backtraces: addresses as 32-bit offsets from XEN_VIRT_START, sorted, and the
# names one after the other.  With nothing on stdin: an empty table.
use strict;
use warnings;
no warnings 'portable';

my $base = 0xffff828000000000;
my (@off, @name);
while (<STDIN>) {
	my ($addr, $type, $name) = split;
	next unless defined $name && $type =~ /^[tT]$/;
	next if $name =~ /^(\.L|__cfi|_s?text$|_etext$|_sinit|_start$|start_pa$)/;
	push @off, hex($addr) - $base;
	push @name, $name;
}
print "\t.section .rodata, \"a\", \@progbits\n\t.balign 8\n";
print "\t.globl nr_symbols, symbol_offsets, symbol_names\n";
print "\t.hidden nr_symbols, symbol_offsets, symbol_names\n";
print "nr_symbols:\n\t.long ", scalar(@off), "\n";
print "symbol_offsets:\n", map { "\t.long $_\n" } @off;
print "symbol_names:\n", map { "\t.asciz \"$_\"\n" } @name;
print "\t.section .note.GNU-stack, \"\", \@progbits\n";
