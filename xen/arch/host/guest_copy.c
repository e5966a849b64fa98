/*
 * guest_copy.c (host): guest memory is the test's own memory.
 */
#include <xen/guest_copy.h>

#include <string.h>
#include <xen/errno.h>
#include <asm/host.h>

uintptr_t host_fault_lo, host_fault_hi;

static bool faults(uint64_t a, size_t len)
{
	if (len == 0)
		return false;
	if (a < PAGE_SIZE || a + len < a)
		return true;
	return a < host_fault_hi && a + len > host_fault_lo;
}

HOST_WEAK int copy_from_guest(void *dst, guest_ptr_t src, size_t len)
{
	if (faults(src.a, len))
		return -EFAULT;
	memcpy(dst, (const void *)(uintptr_t)src.a, len);
	return 0;
}

HOST_WEAK int copy_to_guest(guest_ptr_t dst, const void *src, size_t len)
{
	if (faults(dst.a, len))
		return -EFAULT;
	memcpy((void *)(uintptr_t)dst.a, src, len);
	return 0;
}

HOST_WEAK int clear_guest(guest_ptr_t dst, size_t len)
{
	if (faults(dst.a, len))
		return -EFAULT;
	memset((void *)(uintptr_t)dst.a, 0, len);
	return 0;
}
