# SPDX-License-Identifier: GPL-2.0-only
#
# A Bochs machine: CPU models with what QEMU's emulation lacks, x2APIC first of
# all.  Slow, and with ISOs alone to boot from: GRUB, multiboot2, BIOS.
#
# What Bochs itself saw (mode of each APIC, the CPUs' registers at the end) is
# in its own log, `$machine->{log}` with `.bochs` behind; cpu_state() reads it.
package Xenolith::Bochs;
use strict;
use warnings;
use Fcntl;
use Xenolith::Machine;

our @ISA = ('Xenolith::Machine');

use constant BIOS => '/usr/share/bochs/BIOS-bochs-latest';
use constant VGA => '/usr/share/bochs/VGABIOS-lgpl-latest';

# What Bochs calculates a second, roughly; it makes its clocks of that, the
# TSC among them.
use constant IPS => 50_000_000;

# new(%opt): cpu (a model of bochsrc(5), or corei7_skylake_x, corei7_icelake_u),
# else as for Xenolith::Machine: hypervisor, xen_args, kernel, kernel_args,
# initrd, mem, cpus, work, log.
sub new {
	my ($class, %opt) = @_;
	for my $file ('/usr/bin/bochs', BIOS) {
		-e $file or die "$file is missing: " .
			"apt-get install bochs bochsbios bochs-term\n";
	}
	my $self = Xenolith::Machine::new($class, mem => 256,
		cpu => 'corei7_skylake_x', %opt, loader => 'grub2',
		nounzip => 1, bios_only => 1);
	$self->{bochs_log} = "$self->{log}.bochs";
	return $self;
}

# The debugger's command file only says "continue": Debian's Bochs is built
# with the debugger.  The console is a pipe that Bochs opens by its number.
sub start {
	my ($self) = @_;
	my $work = $self->{work};

	$self->make_iso("$work/boot.iso");
	spew("$work/commands", "c\n");
	pipe(my $out, my $in) or die "pipe: $!\n";
	spew("$work/bochsrc", $self->config("/proc/self/fd/" . fileno($in)));
	my @cmd = ('bochs', '-f', "$work/bochsrc", '-rc', "$work/commands");
	print {$self->{logfh}} "# @cmd\n";
	my $pid = fork() // die "fork: $!\n";
	if ($pid == 0) {
		fcntl($in, F_SETFD, 0);
		open(STDIN, '<', '/dev/null');
		open(STDOUT, '>', "$work/stdout");
		open(STDERR, '>&', \*STDOUT);
		$ENV{TERM} = 'xterm';
		exec(@cmd) or die "$cmd[0]: $!\n";
	}
	close($in);
	return ($pid, $out);
}

# Strict where Bochs would be kind: unknown MSRs fault, a triple fault ends it.
sub config {
	my ($self, $console) = @_;
	my ($bios, $vga, $ips) = (BIOS, VGA, IPS);

	return <<"END";
config_interface: textconfig
display_library: term, options="hideIPS"
cpu: model=$self->{cpu}, count=$self->{cpus}, ips=$ips, reset_on_triple_fault=0, ignore_bad_msrs=0
memory: guest=$self->{mem}, host=$self->{mem}
romimage: file=$bios, options=fastboot
vgaromimage: file=$vga
vga: extension=none
sound: driver=dummy
ata0: enabled=1
ata0-master: type=cdrom, path=$self->{work}/boot.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$console
log: $self->{bochs_log}
panic: action=fatal
error: action=report
info: action=report
debug: action=ignore
END
}

# cpu_state(): what Bochs says of each CPU: ({apic => 'x2APIC', cr4 => N}...).
# CR4 is there if the machine was switched off, not if it was killed.
sub cpu_state {
	my ($self) = @_;
	my @cpu;

	open(my $fh, '<', $self->{bochs_log}) or return ();
	while (<$fh>) {
		$cpu[$1]{apic} = $2 eq 'disabled' ? 'x2APIC' : 'xAPIC'
			if /\[APIC(\d+) *\] allocate APIC id=\d+ \(MMIO (\w+)\)/;
		$cpu[$1]{cr4} = hex($2) if /\[CPU(\d+) *\] \|.* CR4=0x(\w+)/;
	}
	return @cpu;
}

sub spew {
	my ($path, $text) = @_;
	open(my $fh, '>', $path) or die "$path: $!\n";
	print $fh $text;
	close($fh) or die "$path: $!\n";
}

1;
