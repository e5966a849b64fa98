#!/usr/bin/perl
# keys_man.pl KEYS.C PAGE.IN: the manual page with the list of keys, taken
# from the parser's own table, in the place of the line @KEYS@.
use strict;
use warnings;

my ($table, $page) = @ARGV;
my %titles = (KEY_HVM => 'Keys of HVM and PVH guests',
	KEY_LATER => 'Keys that are not supported yet');
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
while ($c =~ /\b(STR|INT|U32|BOOL|OWN|HVM|LATER|OLD)\("(\w+)"((?:[^"()]|\([^()]*\)|"(?:[^"\\]|\\.)*")*)\)/gs) {
	my ($macro, $name, $rest) = ($1, $2, $3);
	my $help = join('', $rest =~ /"((?:[^"\\]|\\.)*)"/g);
	$help =~ s/\\"/"/g;
	my $kind = $macro eq 'STR' ? 'STRING' : $macro =~ /INT|U32/ ? 'NUMBER' :
		$macro eq 'BOOL' ? '0|1' : $rest =~ /KEY_(\w+)/ ? $1 : 'ANY';
	$kind = '0|1' if $kind eq 'BOOL';
	$kind = 'STRING or LIST' if $kind eq 'ANY';
	if ($macro eq 'HVM') {
		push @hvm, $name;
	} elsif ($macro eq 'LATER') {
		push @later, [$name, $help];
	} elsif ($macro eq 'OLD') {
		push @old, [$name, $help];
	} else {
		push @acts, [$name, $kind, $help];
	}
}
@acts > 20 && @hvm > 20 or die "$table: the table is not understood\n";

my $out = '';
for (@acts) {
	$out .= ".TP\n.BI \"$_->[0]=\" \"$_->[1]\"\n$_->[2]\n";
}
$out .= ".SS $titles{KEY_HVM}\nThey are known, and ignored with a warning " .
	"for a PV guest:\n.BR " . join(" ,\n.BR ", sort @hvm) . " .\n";
$out .= ".SS $titles{KEY_LATER}\nAn error unless they are empty or 0.\n";
$out .= ".TP\n.B $_->[0]\n$_->[1]\n" for @later;
$out .= ".SS Obsolete keys\n";
$out .= ".TP\n.B $_->[0]\nuse $_->[1]\n" for @old;

my $text = slurp($page);
$text =~ s/^\@KEYS\@\n/$out/m or die "$page: no \@KEYS\@\n";
print $text;
