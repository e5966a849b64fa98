/*
 * guest_copy.c: guest memory by guest addresses (PV: linear addresses of the
 * current address space).  A fault in the copy ends it with -EFAULT; the
 * start address is checked against the hypervisor's hole, also under
 * speculation, and the copy runs upwards from there.
 */
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <asm/pv.h>
#include <asm/smap.h>
#include <asm/trap.h>

/* The address, or on a mispredicted path one that is no memory of ours. */
static inline unsigned long addr_nospec(unsigned long addr)
{
	unsigned long bad = -(unsigned long)!pv_addr_ok(addr);

	hide_var(bad);
	return addr & ~bad;
}

/* Bytes not copied. */
static size_t copy_raw(void *dst, const void *src, size_t len)
{
	size_t tail = len & 7, n = len >> 3;

	stac();
	__asm__ volatile("1: rep movsq\n\t"
			 "mov %[tail], %%rcx\n"
			 "2: rep movsb\n\t"
			 "jmp 5f\n"
			 "3: lea (%[tail], %%rcx, 8), %%rcx\n"
			 "5:\n" EX_TABLE(1b, 3b) EX_TABLE(2b, 5b)
			 : "+c"(n), "+D"(dst), "+S"(src)
			 : [tail] "r"(tail)
			 : "memory");
	clac();
	return n;
}

int copy_from_guest(void *dst, guest_ptr_t src, size_t len)
{
	unsigned long a = addr_nospec(src.a);

	if (unlikely(!pv_addr_ok(src.a)) ||
	    unlikely(copy_raw(dst, (const void *)a, len)))
		return -EFAULT;
	return 0;
}

int copy_to_guest(guest_ptr_t dst, const void *src, size_t len)
{
	unsigned long a = addr_nospec(dst.a);

	if (unlikely(!pv_addr_ok(dst.a)) ||
	    unlikely(copy_raw((void *)a, src, len)))
		return -EFAULT;
	return 0;
}

int clear_guest(guest_ptr_t dst, size_t len)
{
	unsigned long a = addr_nospec(dst.a);

	if (!pv_addr_ok(dst.a))
		return -EFAULT;
	stac();
	__asm__ volatile("1: rep stosb\n2:\n" EX_TABLE(1b, 2b)
			 : "+c"(len), "+D"(a)
			 : "a"(0)
			 : "memory");
	clac();
	return len ? -EFAULT : 0;
}
