# SPDX-License-Identifier: GPL-2.0-only
#
# A conversation with the hypervisor alone: it boots in QEMU with the test
# kernel `hold` as dom0, and the caller types at its console, reads what comes,
# and gives commands to QEMU's monitor.
package Xenolith::Talk;
use strict;
use warnings;
use File::Path 'make_path';
use IO::Handle;
use IO::Select;
use IO::Socket::UNIX;
use IPC::Open2;
use Time::HiRes qw(time sleep);

# new(%opt): name, xen_args, kernel (the test kernel `hold`), cpus (2), mem (256), machine (q35), qemu_args [],
# serial (QEMU's word for the first ISA line; 'none' if qemu_args have another
# that uses the chardev `con`).
sub new {
	my ($class, %opt) = @_;
	my $build = $ENV{B} // 'build';
	my $self = bless {text => '', at => 0, %opt}, $class;
	my $socket = "/tmp/xenolith-talk.$$." . int(time * 1000 % 100000);

	# A machine that has ended is found out by what it no longer says.
	$SIG{PIPE} = 'IGNORE';
	make_path("$build/test-logs");
	open($self->{log}, '>', "$build/test-logs/talk-$opt{name}.log")
		or die "log: $!\n";
	my @cmd = ('qemu-system-x86_64', '-accel', 'tcg,thread=multi',
		'-machine', $opt{machine} // 'q35', '-cpu',
		$opt{cpu} // 'EPYC,-smap,-monitor', '-smp', $opt{cpus} // 2,
		'-m', $opt{mem} // 256, '-nodefaults', '-no-user-config',
		'-no-reboot', '-display', 'none', '-chardev', 'stdio,id=con',
		'-chardev', "socket,id=mon,path=$socket,server=on,wait=off",
		'-mon', 'chardev=mon',
		($opt{serial} // '') eq 'none' ? () : ('-serial', 'chardev:con'),
		'-kernel', "$build/boot/xen", '-append', 'console=com1 ' .
		'com1=115200,8n1 loglvl=all guest_loglvl=all ' .
		'dom0_mem=64M,max:64M ' . ($opt{xen_args} // ''),
		'-initrd', $opt{kernel} // "$build/tests/guest/hold.elf",
		@{$opt{qemu_args} // []});
	$self->{log}->autoflush(1);
	print {$self->{log}} "# @cmd\n";
	# What QEMU says of TCG's missing features is no news.
	$self->{pid} = open2($self->{out}, $self->{in}, 'sh', '-c',
		'exec "$@" 2>/dev/null', 'sh', @cmd);
	$self->{select} = IO::Select->new($self->{out});
	for (1 .. 100) {
		last if $self->{mon} = IO::Socket::UNIX->new(Peer => $socket);
		sleep 0.05;
	}
	unlink $socket;
	return $self;
}

# One more piece of the console's text; false when the machine is gone.
sub more {
	my ($self, $left) = @_;

	return 1 unless $self->{select}->can_read($left);
	my $n = sysread($self->{out}, my $chunk, 65536);
	return 0 unless $n;
	$chunk =~ s/\r//g;
	print {$self->{log}} $chunk;
	$self->{text} .= $chunk;
	return 1;
}

# expect(PATTERN, SECONDS): whether it comes, behind what was expected last;
# the match goes to $self->{match}.
sub expect {
	my ($self, $pattern, $seconds) = @_;
	my $end = time + ($seconds // 15);

	while (1) {
		pos($self->{text}) = $self->{at};
		if ($self->{text} =~ /$pattern/g) {
			$self->{match} = $&;
			$self->{at} = pos($self->{text});
			return 1;
		}
		my $left = $end - time;
		return 0 if $left <= 0 || !$self->more($left);
	}
}

# What has come since the last match, after `seconds` more.
sub rest {
	my ($self, $seconds) = @_;
	my $end = time + $seconds;

	while ((my $left = $end - time) > 0) {
		last unless $self->more($left);
	}
	return substr($self->{text}, $self->{at});
}

sub type {
	my ($self, $keys) = @_;
	syswrite($self->{in}, $keys);
}

sub monitor {
	my ($self, $command) = @_;
	syswrite($self->{mon}, "$command\n");
}

# gone(SECONDS): whether the machine has left by itself.
sub gone {
	my ($self, $seconds) = @_;
	my $end = time + $seconds;

	while ((my $left = $end - time) > 0) {
		return 1 unless $self->more($left);
	}
	return 0;
}

sub DESTROY {
	my ($self) = @_;
	return unless $self->{pid};
	local $?;
	kill('KILL', $self->{pid});
	waitpid($self->{pid}, 0);
}

1;
