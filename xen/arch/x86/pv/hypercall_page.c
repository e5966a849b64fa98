/*
 * hypercall_page.c: the page of hypercall stubs that older kernels ask for:
 * 32 bytes for each number (public/arch-x86/xen-x86_64.h).
 */
#include <xen/string.h>
#include <asm/pv.h>
#include <public/xen.h>

#define STUB_SIZE 32
#define NR_STUBS  (4096 / STUB_SIZE)

/* push rcx; push r11; mov $nr, eax; syscall; pop r11; pop rcx; ret */
static const uint8_t call_stub[] = { 0x51, 0x41, 0x53, 0xb8, 0,	   0,	 0,
				     0,	   0x0f, 0x05, 0x41, 0x5b, 0x59, 0xc3 };
#define CALL_NR 4

/* HYPERVISOR_iret never returns: its frame begins with RAX, R11, RCX. */
static const uint8_t iret_stub[] = { 0x51, 0x41, 0x53, 0x50, 0xb8, 0,
				     0,	   0,	 0,    0x0f, 0x05 };
#define IRET_NR 5

void pv_fill_hypercall_page(void *page)
{
	uint8_t *at = page;

	memset(page, 0xcc, 4096);
	for (uint32_t nr = 0; nr < NR_STUBS; nr++, at += STUB_SIZE) {
		if (nr == __HYPERVISOR_iret) {
			memcpy(at, iret_stub, sizeof(iret_stub));
			memcpy(at + IRET_NR, &nr, sizeof(nr));
			continue;
		}
		memcpy(at, call_stub, sizeof(call_stub));
		memcpy(at + CALL_NR, &nr, sizeof(nr));
	}
}
