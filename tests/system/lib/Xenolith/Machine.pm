# SPDX-License-Identifier: GPL-2.0-only
#
# A QEMU machine that boots a hypervisor with its dom0, either directly
# (QEMU's own multiboot1 loader) or from a GRUB ISO by multiboot1 or 2, under
# BIOS or UEFI.  The serial console is the only way in and out:
#
#   @@exit N	printed by the dom0 image: the script ended with status N
#   @@ TEXT	progress for whoever watches
#
# Each line is written to the log with the seconds since power-on.
package Xenolith::Machine;
use strict;
use warnings;
use File::Copy 'copy';
use File::Path qw(make_path remove_tree);
use IO::Select;
use Time::HiRes 'time';

# What ends a run early: nothing useful follows any of these.
my $DEAD = qr/^\(XEN\) (?:\[[^\]]*\] )?Panic on CPU|Kernel panic - not syncing/;

use constant {EXIT_TIMEOUT => 124, EXIT_DIED => 125, EXIT_SETUP => 126};

# new(%opt): hypervisor (file), xen_args, kernel, kernel_args, initrd (or
# undef), mem (MiB), cpus, loader (direct grub1 grub2), firmware (bios uefi),
# machine (q35 or pc), cpu, icount, gdb, display, qemu_args [], work (scratch
# directory), log.  Of an ISO: bios_only (a small one), nounzip (GRUB does not
# try to unpack modules).
sub new {
	my ($class, %opt) = @_;
	my $self = bless {mem => 2048, cpus => 2, loader => 'direct',
		firmware => 'bios', cpu => 'EPYC,-smap,-monitor',
		machine => 'q35', display => 'none', qemu_args => [], %opt}, $class;
	make_path($self->{work});
	return $self;
}

# A /dev/kvm that opens proves nothing: believe the processor's flags.
sub accel {
	my ($self) = @_;
	return ('-accel', 'tcg,thread=single', '-icount', 'shift=0,sleep=off')
		if $self->{icount};
	my $flags = '';
	if (open(my $fh, '<', '/proc/cpuinfo')) {
		local $/;
		$flags = <$fh>;
	}
	return ('-accel', 'kvm') if -w '/dev/kvm' &&
		$flags =~ /^flags.*\b(?:vmx|svm)\b/m && !$ENV{XENOLITH_NO_KVM};
	return ('-accel', 'tcg,thread=multi');
}

sub command {
	my ($self) = @_;
	my @cmd = ('qemu-system-x86_64', $self->accel, '-machine', $self->{machine},
		'-smp', $self->{cpus}, '-m', $self->{mem}, '-nodefaults',
		'-no-user-config', '-no-reboot');
	my @accel = $self->accel;
	push @cmd, '-cpu', $accel[1] eq 'kvm' ? 'host' : $self->{cpu};
	push @cmd, '-display', $self->{display};
	push @cmd, '-vga', 'std' if $self->{display} ne 'none';
	push @cmd, '-s', '-S' if $self->{gdb};
	if ($self->{firmware} eq 'uefi') {
		my $vars = "$self->{work}/OVMF_VARS.fd";
		copy('/usr/share/OVMF/OVMF_VARS_4M.fd', $vars)
			or die "OVMF is missing: apt-get install ovmf\n";
		push @cmd, '-drive', 'if=pflash,format=raw,readonly=on,' .
			'file=/usr/share/OVMF/OVMF_CODE_4M.fd',
			'-drive', "if=pflash,format=raw,file=$vars";
	}
	if ($self->{loader} eq 'direct') {
		push @cmd, '-kernel', $self->{hypervisor},
			'-append', $self->{xen_args}, '-initrd',
			join(',', "$self->{kernel} $self->{kernel_args}",
			$self->{initrd} // ());
	} else {
		my $iso = $self->{iso} // "$self->{work}/boot.iso";
		$self->make_iso($iso);
		push @cmd, '-drive', "if=none,id=cd,format=raw,media=cdrom," .
			"readonly=on,file=$iso", '-device', 'ide-cd,drive=cd';
	}
	return (@cmd, @{$self->{qemu_args}});
}

# make_iso(PATH): a bootable ISO for BIOS and UEFI with everything on it.
sub make_iso {
	my ($self, $iso) = @_;
	my $dir = "$self->{work}/iso";
	my ($cmd, $mod) = $self->{loader} eq 'grub1'
		? ('multiboot', 'module') : ('multiboot2', 'module2');
	$mod .= ' --nounzip' if $self->{nounzip};

	remove_tree($dir);
	make_path("$dir/boot/grub");
	# What GRUB needs to describe a screen of pixels.
	my $video = $self->{display} eq 'none' ? '' : 'insmod all_video';
	my $xen = $self->{hypervisor} =~ /\.gz$/ ? 'xen.gz' : 'xen';
	# Multiboot1 passes the file's name as the first word, 2 does not.
	link_or_copy($self->{hypervisor}, "$dir/boot/$xen");
	link_or_copy($self->{kernel}, "$dir/boot/vmlinuz");
	link_or_copy($self->{initrd}, "$dir/boot/initrd") if $self->{initrd};
	open(my $fh, '>', "$dir/boot/grub/grub.cfg")
		or die "$dir/boot/grub/grub.cfg: $!\n";
	print $fh <<"END";
serial --unit=0 --speed=115200
terminal_input serial console
terminal_output serial console
set timeout=0
$video
menuentry 'Xenolith' {
	$cmd /boot/$xen $self->{xen_args}
	$mod /boot/vmlinuz $self->{kernel_args}
END
	print $fh "\t$mod /boot/initrd\n" if $self->{initrd};
	print $fh "}\n";
	close($fh) or die "$dir/boot/grub/grub.cfg: $!\n";
	my $only = $self->{bios_only} ? '-d /usr/lib/grub/i386-pc' : '';
	my $log = `grub-mkrescue $only -o '$iso' '$dir' 2>&1`;
	die "grub-mkrescue failed:\n$log" if $? != 0;
	remove_tree($dir);
}

sub link_or_copy {
	my ($from, $to) = @_;
	link($from, $to) or copy($from, $to) or die "$from: $!\n";
}

# The user's own terminal, with the same log kept by QEMU.
sub interact {
	my ($self) = @_;
	my @cmd = ($self->command, '-chardev', 'stdio,id=con,mux=on,signal=off,'
		. "logfile=$self->{log}", '-serial', 'chardev:con',
		'-mon', 'chardev=con');
	my $status = system(@cmd);
	return $status == 0 ? 0 : EXIT_DIED;
}

# run(timeout => SECONDS, on_line => sub, after => SECONDS): boots, reads the
# console until the script ends, the machine goes or time is over.  Returns
# the status; `why` has the reason where that is not the script's own.
sub run {
	my ($self, %opt) = @_;
	my $timeout = $opt{timeout} // 300;

	open($self->{logfh}, '>', $self->{log}) or die "$self->{log}: $!\n";
	$self->{logfh}->autoflush(1);
	my ($pid, $out) = $self->start;
	local $SIG{$_} = sub { kill('KILL', $pid); exit(EXIT_DIED) }
		for qw(INT TERM HUP);
	my ($status, $why) = $self->watch($out, $timeout, $opt{on_line},
		$opt{after} // 15);
	kill('KILL', $pid);
	close($out);
	waitpid($pid, 0);
	close($self->{logfh});
	$self->{why} = $why;
	return $status;
}

# Starts the emulator; returns its pid and where its console can be read.
sub start {
	my ($self) = @_;
	my @cmd = ($self->command, '-serial', 'stdio');

	print {$self->{logfh}} "# @cmd\n";
	my $pid = open(my $out, '-|') // die "fork: $!\n";
	if ($pid == 0) {
		open(STDIN, '<', '/dev/null');
		open(STDERR, '>&', \*STDOUT);
		exec(@cmd) or die "$cmd[0]: $!\n";
	}
	return ($pid, $out);
}

# Once the script has ended, the machine may take `after` seconds to go.
sub watch {
	my ($self, $out, $timeout, $on_line, $after) = @_;
	my $sel = IO::Select->new($out);
	my $start = $self->{start} = time;
	my $deadline = $start + $timeout;
	my ($buf, $status, $dead, $why) = ('', undef, undef, '');

	while (1) {
		my $left = $deadline - time;
		if ($left <= 0) {
			return ($status, 'did not power off')
				if defined $status;
			return (EXIT_DIED, $dead) if defined $dead;
			return (EXIT_TIMEOUT, "no end after $timeout s");
		}
		next unless $sel->can_read($left);
		my $n = sysread($out, my $chunk, 65536);
		if (!$n) {
			$self->line($buf, $on_line) if $buf ne '';
			return ($status, '') if defined $status;
			return (EXIT_DIED, $dead // 'the machine went away');
		}
		$buf .= $chunk;
		while ($buf =~ s/^([^\n]*)\n//) {
			my $line = $self->line($1, $on_line);
			if (!defined $status && $line =~ /\@\@exit (\d+)/) {
				$status = $1;
				$deadline = time + $after;
			} elsif (!defined $dead && $line =~ $DEAD) {
				$dead = $line;
				$deadline = time + 3;
			}
		}
	}
}

sub line {
	my ($self, $line, $on_line) = @_;
	my $at = time - $self->{start};

	$line =~ s/\r//g;
	# What QEMU says of TCG's missing features is no news.
	return '' if $line =~ /^qemu-system-\S+: warning: TCG doesn't support/;
	$line =~ s/\e\[[0-9;?]*[A-Za-z]//g;
	printf {$self->{logfh}} "[%7.2f] %s\n", $at, $line;
	$on_line->($line, $at) if $on_line;
	return $line;
}

1;
