/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kexec: what may be loaded and what not, where things are, and a crash: dom0
 * loads a small kernel into the reserved memory and then crashes.  That kernel,
 * entered in 32-bit mode, finds the registers of both CPUs in their notes, its
 * pages as they were loaded and the rest zero, and interrupts off; it says so
 * on the serial line itself.  Fails if the machine restarts instead, or if
 * anything is not as loaded.  `exec=1`: not by a crash of dom0 but by
 * KEXEC_CMD_kexec; `key=1`: by a panic of the hypervisor, debug key C.
 *
 * xen: crashkernel=16M
 */
#define __XEN_TOOLS__
#include "guest.h"
#include <kexec.h>
#include <sysctl.h>

extern char crash_code[], crash_code_end[];

/* The checks of the crash kernel, EDX counts them; EBX is where it is. */
asm(".pushsection .rodata\n"
    "crash_code:\n"
    "	.code32\n"
    "	call	1f\n"
    "1:	pop	%ebx\n"
    "	sub	$1b - crash_code, %ebx\n"
    "	lea	4096(%ebx), %esi\n"
    "	mov	$'1', %dl\n"
    "	pushf\n"
    "	pop	%eax\n"
    "	test	$0x200, %eax\n"
    "	jnz	fail\n"
    "	inc	%dl\n" /* 2: at its place */
    "	mov	(%esi), %eax\n"
    "	add	$0x100000, %eax\n"
    "	cmp	%eax, %ebx\n"
    "	jne	fail\n"
    "	inc	%dl\n" /* 3: zeroes behind it */
    "	cmpl	$0, 8192(%ebx)\n"
    "	jne	fail\n"
    "	cmpl	$0, 16380(%ebx)\n"
    "	jne	fail\n"
    "	inc	%dl\n" /* 4: the last of what was loaded */
    "	cmpl	$0x6b6b6b6b, 32(%esi)\n"
    "	jne	fail\n"
    "	cmpl	$0x6b6b6b6b, 92(%esi)\n"
    "	jne	fail\n"
    "	inc	%dl\n" /* 5, 6: the CPUs' notes */
    "	mov	8(%esi), %edi\n"
    "	call	note\n"
    "	inc	%dl\n"
    "	mov	16(%esi), %edi\n"
    "	call	note\n"
    "	inc	%dl\n" /* 7: what was checked before */
    "	cmpl	$0, 24(%esi)\n"
    "	jne	fail\n"
    "	lea	success - crash_code(%ebx), %esi\n"
    "	jmp	print\n"
    "note:\n"
    "	cmpl	$5, (%edi)\n"
    "	jne	fail\n"
    "	cmpl	$336, 4(%edi)\n"
    "	jne	fail\n"
    "	cmpl	$1, 8(%edi)\n"
    "	jne	fail\n"
    "	cmpl	$0x45524f43, 12(%edi)\n" /* CORE */
    "	jne	fail\n"
    "	cmpl	$0, 20 + 112 + 16 * 8(%edi)\n" /* RIP */
    "	je	fail\n"
    "	ret\n"
    "fail:\n"
    "	lea	number - crash_code(%ebx), %esi\n"
    "	mov	%dl, (%esi)\n"
    "	lea	failure - crash_code(%ebx), %esi\n"
    "print:\n"
    "	mov	$0x3fd, %dx\n"
    "2:	in	%dx, %al\n"
    "	test	$0x20, %al\n"
    "	jz	2b\n"
    "	lodsb\n"
    "	mov	$0x3f8, %dx\n"
    "	out	%al, %dx\n"
    "	test	%al, %al\n"
    "	jnz	print\n"
    "	mov	$0x604, %dx\n" /* ACPI S5 of QEMU's q35 */
    "	mov	$0x2000, %ax\n"
    "	out	%ax, %dx\n"
    "3:	hlt\n"
    "	jmp	3b\n"
    "success:\n"
    "	.asciz	\"\\nThe crash kernel runs\\nTest result: SUCCESS\\n\"\n"
    "failure:\n"
    "	.ascii	\"\\nFailure: crash kernel, check \"\n"
    "number:	.asciz	\"0\\nTest result: FAILURE\\n\"\n"
    "crash_code_end:\n"
    "	.code64\n"
    ".popsection");

static char image[2 * PAGE_SIZE] __attribute__((aligned(4096)));
static xen_kexec_segment_t segment[17];
static unsigned long area;

static long kexec(unsigned int cmd, void *arg)
{
	return HCALL2(kexec_op, cmd, arg);
}

static long range(int which, int nr, xen_kexec_range_t *r)
{
	memset(r, 0, sizeof(*r));
	r->range = which;
	r->nr = nr;
	return kexec(KEXEC_CMD_kexec_get_range, r);
}

static long status(int type)
{
	xen_kexec_status_t s = { .type = type };

	return kexec(KEXEC_CMD_kexec_status, &s);
}

static long load(int type, unsigned int arch, unsigned int nr,
		 unsigned long entry)
{
	xen_kexec_load_t l = { .type = type,
			       .arch = arch,
			       .nr_segments = nr,
			       .entry_maddr = entry };

	set_xen_guest_handle(l.segments.h, segment);
	return kexec(KEXEC_CMD_kexec_load, &l);
}

static void set(unsigned int i, const void *from, unsigned long bytes,
		unsigned long to, unsigned long size)
{
	set_xen_guest_handle(segment[i].buf.h, from);
	segment[i].buf_size = bytes;
	segment[i].dest_maddr = to;
	segment[i].dest_size = size;
}

#define EM_386	  3
#define EM_X86_64 62
#define EM_IA_64  50

static void ranges(void)
{
	xen_kexec_range_t r;

	CHECK_EQ(range(KEXEC_RANGE_MA_CRASH, 0, &r), 0);
	CHECK_EQ(r.size, 16 << 20);
	CHECK_EQ(r.start % PAGE_SIZE, 0);
	area = r.start;
	CHECK_EQ(range(KEXEC_RANGE_MA_XEN, 0, &r), 0);
	CHECK(r.start && r.size > 64 << 10);
	for (int cpu = 0; cpu < 2; cpu++) {
		CHECK_EQ(range(KEXEC_RANGE_MA_CPU, cpu, &r), 0);
		CHECK(r.start && r.size >= 356);
		CHECK(!(r.start >= area && r.start < area + (16 << 20)));
	}
	CHECK_EQ(range(KEXEC_RANGE_MA_CPU, -1, &r), -XEN_ERANGE);
	CHECK_EQ(range(KEXEC_RANGE_MA_CPU, 2, &r), -XEN_ERANGE);
	CHECK_EQ(range(KEXEC_RANGE_MA_CPU, 1 << 20, &r), -XEN_ERANGE);
	CHECK_EQ(range(KEXEC_RANGE_MA_VMCOREINFO, 0, &r), 0);
	CHECK(r.start && r.size);
	CHECK_EQ(range(99, 0, &r), -XEN_EINVAL);
	CHECK_EQ(kexec(KEXEC_CMD_kexec_get_range, (void *)8), -XEN_EFAULT);
	CHECK_EQ(kexec(77, &r), on_xenolith() ? -XEN_EINVAL : 0);
}

static void bad_loads(void)
{
	set(0, image, PAGE_SIZE, area, PAGE_SIZE);
	CHECK_EQ(load(2, EM_X86_64, 1, area), -XEN_EINVAL);
	CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_IA_64, 1, area), -XEN_EINVAL);
	CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_X86_64, 17, area), -XEN_EINVAL);
	/* The entry is in none of the segments: Xen does not look. */
	if (on_xenolith()) {
		CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_X86_64, 1, area + PAGE_SIZE),
			 -XEN_EADDRNOTAVAIL);
		CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_X86_64, 0, area),
			 -XEN_EADDRNOTAVAIL);
	}
	/* Outside of the area. */
	set(0, image, PAGE_SIZE, area - PAGE_SIZE, PAGE_SIZE);
	CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_X86_64, 1, area - PAGE_SIZE),
		 -XEN_EADDRNOTAVAIL);
	set(0, image, PAGE_SIZE, area, (16 << 20) + PAGE_SIZE);
	CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_X86_64, 1, area),
		 -XEN_EADDRNOTAVAIL);
	set(0, image, PAGE_SIZE, area + 16, PAGE_SIZE);
	CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_X86_64, 1, area),
		 -XEN_EADDRNOTAVAIL);
	set(0, image, PAGE_SIZE, area, 100);
	CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_X86_64, 1, area),
		 -XEN_EADDRNOTAVAIL);
	/* More than there is room for. */
	set(0, image, PAGE_SIZE + 1, area, PAGE_SIZE);
	CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_X86_64, 1, area), -XEN_EINVAL);
	/* One over the other. */
	set(0, image, PAGE_SIZE, area, 2 * PAGE_SIZE);
	set(1, image, PAGE_SIZE, area + PAGE_SIZE, PAGE_SIZE);
	CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_X86_64, 2, area), -XEN_EINVAL);
	/* From nowhere; Xen takes it. */
	if (on_xenolith()) {
		set(0, (void *)8, PAGE_SIZE, area, PAGE_SIZE);
		CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_X86_64, 1, area),
			 -XEN_EFAULT);
	}
	CHECK_EQ(status(KEXEC_TYPE_CRASH), 0);
	CHECK_EQ(status(KEXEC_TYPE_DEFAULT), 0);
	CHECK_EQ(status(2), -XEN_EINVAL);
}

static void loads_and_unloads(void)
{
	xen_kexec_unload_t u = { .type = KEXEC_TYPE_DEFAULT };
	xen_kexec_exec_t x = { .type = KEXEC_TYPE_DEFAULT };

	CHECK_EQ(kexec(KEXEC_CMD_kexec, &x), -XEN_ENOENT);
	x.type = 2;
	CHECK_EQ(kexec(KEXEC_CMD_kexec, &x), -XEN_EINVAL);
	set(0, image, sizeof(image), 0x2000000, 64 * PAGE_SIZE);
	for (int i = 0; i < 20; i++) {
		CHECK_EQ(load(KEXEC_TYPE_DEFAULT, EM_386, 1, 0x2000000), 0);
		/* Xen's answer is another with each load. */
		CHECK(status(KEXEC_TYPE_DEFAULT) == 1 || !on_xenolith());
	}
	CHECK_EQ(status(KEXEC_TYPE_CRASH), 0);
	CHECK_EQ(kexec(KEXEC_CMD_kexec_unload, &u), 0);
	CHECK_EQ(kexec(KEXEC_CMD_kexec_unload, &u), 0);
	CHECK_EQ(status(KEXEC_TYPE_DEFAULT), 0);
	u.type = 2;
	CHECK_EQ(kexec(KEXEC_CMD_kexec_unload, &u), -XEN_EINVAL);
}

/* What the crash kernel looks at: the second page of the image. */
struct handed {
	unsigned long area, notes[2], failed_checks;
	char pattern[64];
};

static void press(char key)
{
	struct xen_sysctl op = {
		.cmd = XEN_SYSCTL_debug_keys,
		.interface_version = XEN_SYSCTL_INTERFACE_VERSION,
		.u.debug_keys.nr_keys = 1,
	};

	set_xen_guest_handle(op.u.debug_keys.keys, &key);
	HCALL1(sysctl, &op);
}

static void crash(void)
{
	struct handed *h = (void *)(image + PAGE_SIZE);
	struct sched_shutdown s = { .reason = SHUTDOWN_crash };
	xen_kexec_exec_t x = { .type = KEXEC_TYPE_CRASH };
	xen_kexec_range_t r;

	memcpy(image, crash_code, crash_code_end - crash_code);
	h->area = area;
	for (int cpu = 0; cpu < 2; cpu++) {
		range(KEXEC_RANGE_MA_CPU, cpu, &r);
		h->notes[cpu] = r.start;
	}
	memset(h->pattern, 'k', sizeof(h->pattern));
	h->failed_checks = tests_failed();
	/* Three pages are more than the buffer has: the rest is zero. */
	set(0, image, sizeof(image), area + (1 << 20), 4 * PAGE_SIZE);
	CHECK_EQ(load(KEXEC_TYPE_CRASH, EM_386, 1, area + (1 << 20)), 0);
	CHECK_EQ(status(KEXEC_TYPE_CRASH), 1);
	if (option("exec", 0))
		kexec(KEXEC_CMD_kexec, &x);
	if (option("key", 0))
		press('C');
	hc_sched_op(SCHEDOP_shutdown, &s);
}

void test_main(void)
{
	ranges();
	bad_loads();
	loads_and_unloads();
	crash();
	CHECK(false);
}
