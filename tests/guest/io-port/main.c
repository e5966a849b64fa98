/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Port I/O: the kernel by virtual IOPL 1, user mode by IOPL 3 or its bitmap;
 * else #GP.  Ports of the hypervisor (PIC, PIT) read as ones for dom0.
 */
#include "guest.h"

static struct fault fault[3];
static unsigned char bitmap[8192];

static struct fault in(unsigned short port, unsigned char *v)
{
	unsigned char al = 0;
	struct fault f = TRY("inb %w1, %0", : "+a"(al) : "d"(port));

	*v = al;
	return f;
}

static void in_user(void)
{
	unsigned char v;

	fault[0] = in(0x80, &v);
	fault[1] = in(0x84, &v);
	user_exit(0);
}

static void iopl(unsigned int level)
{
	struct physdev_set_iopl s = { .iopl = level };

	CHECK_EQ(hc_physdev_op(PHYSDEVOP_set_iopl, &s), 0);
}

void test_main(void)
{
	struct physdev_set_iopl bad = { .iopl = 4 };
	struct physdev_set_iobitmap b = { .nr_ports = 65537 };
	unsigned char v = 0;

	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("not dom0");
	user_init();
	iopl(1);
	CHECK_OK(in(0x80, &v));
	CHECK_OK(TRY("outb %%al, $0x80", ::"a"(0)));
	CHECK_OK(in(0x21, &v));
	CHECK_EQ(v, 0xff);
	CHECK_OK(in(0x40, &v));
	CHECK_EQ(v, 0xff);
	user_run(in_user, 0);
	CHECK_FAULT(fault[0], X86_GP, 0);
	iopl(3);
	user_run(in_user, 0);
	CHECK_OK(fault[0]);
	CHECK_OK(fault[1]);
	iopl(0);
	CHECK_FAULT(in(0x80, &v), X86_GP, 0);
	CHECK_EQ(hc_physdev_op(PHYSDEVOP_set_iopl, &bad), -XEN_EINVAL);

	memset(bitmap, 0xff, sizeof(bitmap));
	bitmap[0x80 / 8] = 0xfe;
	set_xen_guest_handle(b.bitmap, bitmap);
	CHECK_EQ(hc_physdev_op(PHYSDEVOP_set_iobitmap, &b), -XEN_EINVAL);
	b.nr_ports = 65536;
	CHECK_EQ(hc_physdev_op(PHYSDEVOP_set_iobitmap, &b), 0);
	user_run(in_user, 0);
	CHECK_OK(fault[0]);
	CHECK_FAULT(fault[1], X86_GP, 0);
	/* Ports behind the map are denied. */
	b.nr_ports = 0x80;
	CHECK_EQ(hc_physdev_op(PHYSDEVOP_set_iobitmap, &b), 0);
	user_run(in_user, 0);
	CHECK_FAULT(fault[0], X86_GP, 0);
}
