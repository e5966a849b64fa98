#!/usr/bin/perl
# keys_man.pl KEYS.C PAGE.IN: the manual page with the list of keys, taken
# from the parser's own table, in the place of the line @KEYS@.
use strict;
use warnings;

my ($table, $page) = @ARGV;
my (@acts, @hvm, @later, @old);

sub slurp
{
	my $path = shift;
	open(my $f, '<', $path) or die "$path: $!\n";
	local $/;
	return <$f>;
}

my $c = slurp($table);
$c =~ s/.*?const struct key keys\[\] = \{//s;
$c =~ s/\n\};.*//s;
while ($c =~ /\b(LATER_|HVM_|NOTPV_|PVH_|)(STR|INT|U32|BOOL|OWN|OLD)\("(\w+)"((?:[^"()]|\([^()]*\)|"(?:[^"\\]|\\.)*")*)\)/gs) {
	my ($class, $macro, $name, $rest) = ($1, $2, $3, $4);
	my $help = join('', $rest =~ /"((?:[^"\\]|\\.)*)"/g);
	$help =~ s/\\"/"/g;
	my $kind = $macro eq 'STR' ? 'STRING' : $macro =~ /INT|U32/ ? 'NUMBER' :
		$macro eq 'BOOL' ? '0|1' : $rest =~ /KEY_(\w+)/ ? $1 : 'ANY';
	$kind = '0|1' if $kind eq 'BOOL';
	$kind = 'STRING or LIST' if $kind eq 'ANY';
	my $row = [$name, $kind, $help];
	if ($macro eq 'OLD') {
		push @old, $row;
	} elsif ($class eq '') {
		push @acts, $row;
	} elsif ($class eq 'LATER_') {
		push @later, $row;
	} else {
		my $who = {HVM_ => '', NOTPV_ => ' Of PVH guests, too.',
			PVH_ => ' Of PVH guests only.'}->{$class};
		push @hvm, [$name, $kind, $help . $who];
	}
}
@acts > 20 && @hvm > 20 or die "$table: the table is not understood\n";

sub entries
{
	return join('', map {".TP\n.BI \"$_->[0]=\" \"$_->[1]\"\n$_->[2]\n"} @_);
}

my $out = entries(@acts);
$out .= ".SS Keys that are not supported yet\nThey are parsed, and a dry run " .
	"shows them; a create refuses them unless they are empty or 0.\n" .
	entries(@later);
$out .= ".SS Keys of HVM and PVH guests\nThese guests come later; for a PV " .
	"guest the keys are ignored with a warning.\n" . entries(@hvm);
$out .= ".SS Obsolete keys\n";
$out .= ".TP\n.B $_->[0]\nuse $_->[2]\n" for @old;

my $text = slurp($page);
$text =~ s/^\@KEYS\@\n/$out/m or die "$page: no \@KEYS\@\n";
print $text;
