/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hold: not a test by itself but a dom0 that stays, for tests of the
 * hypervisor around it (tests/system/console.t).  It says what it gets from
 * the console and does as a letter tells it:
 *
 *	m	200 messages that a guest provokes
 *	x	power off
 *
 * It tells of NMIs and machine checks.  Otherwise it computes, in its own mode.
 */
#include "guest.h"

static volatile unsigned int nmis, checks;

static bool hook(struct regs *regs)
{
	if (regs->vector == VEC_NMI)
		nmis++;
	else if (regs->vector == 18)
		checks++;
	else
		return false;
	return true;
}

static void obey(char c)
{
	struct sched_shutdown off = { SHUTDOWN_poweroff };
	uint64_t v;

	printf("dom0 got '%c'\n", c);
	if (c == 'm')
		for (int i = 0; i < 200; i++)
			try_rdmsr(0x1234, &v);
	else if (c == 'x')
		hc_sched_op(SCHEDOP_shutdown, &off);
}

void test_main(void)
{
	struct xennmi_callback nmi = { (unsigned long)stub_nmi, 0 };
	unsigned int seen_nmis = 0, seen_checks = 0;
	char buf[16];

	trap_hook = hook;
	CHECK_EQ(hc_nmi_op(XENNMI_register_callback, &nmi), 0);
	printf("dom0 holds\n");
	for (;;) {
		long n = hc_console_io(CONSOLEIO_read, sizeof(buf), buf);

		for (long i = 0; i < n; i++)
			obey(buf[i]);
		if (nmis != seen_nmis)
			printf("dom0 got an NMI, reason %lx\n",
			       shared_info->arch.nmi_reason);
		if (checks != seen_checks)
			printf("dom0 got a machine check\n");
		seen_nmis = nmis;
		seen_checks = checks;
		for (volatile int i = 0; i < 10000000; i++)
			;
	}
}
