#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-only
#
# gdb=com2: a real gdb attaches to the running hypervisor on its second serial
# line, reads registers, variables and memory, changes a variable, stops at a
# breakpoint, steps, goes on, detaches; comes again by the debug key %; sees a
# fault.  Fails if a packet is not as gdb wants it, if a CPU goes on while the
# machine is stopped, or if the machine does not go on as it was afterwards.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use IO::Select;
use Test::More;
use Xenolith::Talk;

my $build = $ENV{B} // 'build';
my $line = "/tmp/xenolith-gdb.$$";
my $t = Xenolith::Talk->new(name => 'gdb', xen_args => 'gdb=com2',
	qemu_args => ['-serial', "unix:$line,server=on,wait=off"]);
ok($t->expect(qr/^dom0 holds/m, 90), 'dom0 runs') or BAIL_OUT('no dom0');
like($t->{text}, qr/gdb: a stub on com2/, 'the stub says where it is');

# gdb(COMMANDS...): what it said; a key is typed now and then, so that dom0 makes
# hypercalls.
sub gdb {
	my @commands = ('set pagination off', 'set confirm off',
		'set remotetimeout 30', "target remote $line", @_);
	my $pid = open(my $out, '-|') // die "fork: $!\n";

	if ($pid == 0) {
		open(STDERR, '>&', \*STDOUT);
		exec('timeout', 120, 'gdb', '-nx', '-batch',
			(map {('-ex', $_)} @commands), "$build/boot/xen-syms")
			or die "gdb: $!\n";
	}
	my $select = IO::Select->new($out);
	my $text = '';
	while (1) {
		if (!$select->can_read(0.7)) {
			$t->type('q');
			next;
		}
		sysread($out, my $chunk, 65536) or last;
		$text .= $chunk;
	}
	close($out);
	print {$t->{log}} $text;
	return $text;
}

my $said = gdb('print boot_finished', 'print/x (int)sizeof(struct page_info)',
	'info registers rip cs', 'print opt_gdb',
	'x/s xen_extra_version', 'print *(char *)0x10', 'print *(char *)0x123456789abcdef0',
	'set var switch_char = 2', 'print (int)switch_char',
	'break hc_console_io', 'continue', 'print v->domain->id',
	'print/x args->a[0]', 'set $old = $pc', 'stepi', 'print $pc != $old',
	'stepi', 'stepi', 'backtrace 1', 'set $r15 = 0x1234', 'info registers r15',
	'delete', 'detach');
like($said, qr/^\$1 = true$/m, 'a variable');
like($said, qr/^\$2 = 0x14$/m, 'a type');
like($said, qr/^rip +0xffff8[0-9a-f]+ /m, 'registers');
like($said, qr/^\$3 = "com2\\000/m, 'an array');
like($said, qr/"\.0-xenolith"/, 'read-only memory');
is(scalar(() = $said =~ /Cannot access memory/g), 2, 'addresses without memory');
like($said, qr/^\$4 = 2$/m, 'a variable was changed');
like($said, qr/Breakpoint 1, (?:0x\w+ in )?hc_console_io/, 'a breakpoint');
like($said, qr/^\$5 = 0$/m, 'the argument: dom0');
like($said, qr/^\$7 = (?:1|true)$/m, 'a step is one');
like($said, qr/^#0 .*hc_console_io/m, 'still there after three');
like($said, qr/^r15 +0x1234 /m, 'a register was changed')
	or diag($said);
like($said, qr/detached/, 'gdb goes');

# R15 was the hypervisor's; dom0 is served on unless it mattered, so ask anew.
SKIP: {
	$t->type('z');
	ok($t->expect(qr/^dom0 got 'z'/m), 'all goes on');
	$t->type("\x02" x 3);
	ok($t->expect(qr/input to Xen \(type 'CTRL-b'/), 'the changed variable counts');
	$t->type('%');
	ok($t->expect(qr/The machine stops for gdb/), 'by a debug key');
	$said = gdb('backtrace 3', 'set var *(long *)&boot_finished = *(long *)&boot_finished',
		'print/x $cs', 'detach');
	like($said, qr/arch_gdb_break/, 'stopped where the key said');
	$t->type('h');
	ok($t->expect(qr/Debug keys:/), 'and on it goes');
	$t->type('C');
	ok($t->expect(qr/Crash by debug key/), 'a panic');
	ok($t->expect(qr/The machine stops for gdb/), 'waits for gdb');
	$said = gdb('backtrace 4', 'kill');
	like($said, qr/panic/, 'where it panicked');
	ok($t->gone(15), 'kill restarts the machine');
}
unlink $line;
done_testing;
