# SPDX-License-Identifier: GPL-2.0-only
#
# Writes a newc cpio archive, the format of a Linux initramfs, entry by entry.
# Written here instead of calling cpio(1) so that device nodes and owners need
# no root and nothing has to be staged on disk first.
package Xenolith::Cpio;
use strict;
use warnings;

sub new {
	my ($class, $path) = @_;
	open(my $fh, '>:raw', $path) or die "$path: $!\n";
	return bless {fh => $fh, ino => 1, path => $path}, $class;
}

# add(NAME, MODE, DATA, [MAJOR, MINOR]): MODE has the file type bits.
sub add {
	my ($self, $name, $mode, $data, $major, $minor) = @_;
	my $fh = $self->{fh};

	$data //= '';
	my $head = sprintf('070701' . '%08X' x 13, $self->{ino}++, $mode, 0, 0,
		1, 0, length($data), 0, 0, $major // 0, $minor // 0,
		length($name) + 1, 0) . $name . "\0";
	print $fh pad($head), pad($data) or die "$self->{path}: $!\n";
}

sub pad {
	my ($bytes) = @_;
	return $bytes . "\0" x (-length($bytes) % 4);
}

sub close {
	my ($self) = @_;
	$self->add('TRAILER!!!', 0);
	CORE::close($self->{fh}) or die "$self->{path}: $!\n";
}

1;
