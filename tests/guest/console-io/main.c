/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * console_io: dom0 writes and reads, lengths and pointers are checked.  Fails
 * if a bad buffer is accepted or an unknown command is not -ENOSYS.
 */
#include "guest.h"

void test_main(void)
{
	char buf[16];

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("not dom0");
	CHECK_EQ(hc_console_io(CONSOLEIO_write, 6, "hello\n"), 0);
	CHECK_EQ(hc_console_io(CONSOLEIO_write, 0, "x"), 0);
	CHECK_EQ(hc_console_io(CONSOLEIO_read, sizeof(buf), buf), 0);
	CHECK_EQ(hc_console_io(CONSOLEIO_write, 8, 8), -XEN_EFAULT);
	CHECK_EQ(hc_console_io(CONSOLEIO_write, 8,
			       HYPERVISOR_VIRT_START + (1UL << 39)),
		 -XEN_EFAULT);
	CHECK_EQ(hc_console_io(2, 0, 0), -XEN_ENOSYS);
	CHECK_EQ(hc_console_io(~0u, 0, 0), -XEN_ENOSYS);
}
