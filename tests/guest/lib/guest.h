/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every test kernel has: results, console, memory, faults, events, vCPUs.
 *
 * A test defines test_main().  It states facts by CHECK* (a false one is
 * printed and makes the test fail, the test goes on) and may leave by
 * test_skip().  The last line on the console is "Test result: WORD".
 */
#ifndef GUEST_H
#define GUEST_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xen.h>
#include <callback.h>
#include <elfnote.h>
#include <errno.h>
#include <event_channel.h>
#include <features.h>
#include <grant_table.h>
#include <io/console.h>
#include <memory.h>
#include <nmi.h>
#include <physdev.h>
#include <sched.h>
#include <vcpu.h>
#include <version.h>

#include "hypercall.h"

#define PAGE_SIZE     4096UL
#define PAGE_SHIFT    12
#define VIRT_BASE     0xffffffff80000000UL
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define barrier()     asm volatile("" ::: "memory")
#define READ_ONCE(x)  (*(const volatile __typeof__(x) *)&(x))

/* Result: test.c. */
void test_main(void);
void test_skip(const char *why) __attribute__((noreturn));
/* Something the test needs does not work: neither success nor failure. */
void test_error(const char *why) __attribute__((noreturn));
void test_end(void) __attribute__((noreturn));
/* Checks that failed so far. */
unsigned int tests_failed(void);
bool check(bool ok, const char *what, int line);
bool check_eq(long got, long want, const char *what, int line);
#define CHECK(c)	    check(!!(c), #c, __LINE__)
#define CHECK_EQ(got, want) check_eq((long)(got), (long)(want), #got, __LINE__)

/* Console: console.c.  %s %c %d %u %x %p, l, width, 0. */
void printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strncmp(const char *a, const char *b, size_t n);

/* Set by guest_main() before test_main(). */
extern struct start_info *start_info;
extern struct shared_info *shared_info;

/* --- faults: trap.c --- */
struct regs {
	unsigned long r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx,
		rdx, rcx, rax;
	unsigned long vector, error, rip, cs, rflags, rsp, ss;
};

/* Pseudo vectors. */
#define VEC_EVENT    0x100
#define VEC_SYSCALL  0x101
#define VEC_FAILSAFE 0x102
#define VEC_NMI	     0x103

#define X86_DE 0
#define X86_DB 1
#define X86_BP 3
#define X86_OF 4
#define X86_UD 6
#define X86_NM 7
#define X86_TS 10
#define X86_NP 11
#define X86_SS 12
#define X86_GP 13
#define X86_PF 14
#define X86_MF 16
#define X86_AC 17
#define X86_XM 19

#define PFEC_P 1u
#define PFEC_W 2u
#define PFEC_U 4u
#define PFEC_R 8u
#define PFEC_I 16u

/* What a guarded instruction ran into; vector -1: nothing. */
struct fault {
	int vector;
	unsigned int error;
	unsigned long cr2, rip;
};

/* Clears this vCPU's record / reads it. */
void fault_clear(void);
struct fault fault_get(void);
bool check_fault(struct fault f, int vector, int error, int line);
/* error -1: any. */
#define CHECK_FAULT(f, vector, error) check_fault(f, vector, error, __LINE__)
#define CHECK_OK(f)		      check_fault(f, -1, -1, __LINE__)

#define EXTABLE(from, to)                                        \
	".pushsection .ex_table, \"a\"\n\t.quad " #from ", " #to \
	"\n\t.popsection\n\t"

/* Runs instructions; a fault in them goes on behind them. */
#define TRY(text, ...)                                                        \
	({                                                                    \
		fault_clear();                                                \
		asm volatile("771:\n\t" text "\n772:\n\t" EXTABLE(771b, 772b) \
				     __VA_ARGS__);                            \
		fault_get();                                                  \
	})

struct fault try_read(const volatile void *p, unsigned long *val);
struct fault try_write(volatile void *p, unsigned long val);
struct fault try_rdmsr(unsigned int msr, uint64_t *val);
struct fault try_wrmsr(unsigned int msr, uint64_t val);

/* Called first on each entry; true: dealt with. */
extern bool (*trap_hook)(struct regs *regs);
extern char trap_stubs[], stub_vec80[], stub_event[], stub_syscall[],
	stub_failsafe[], stub_nmi[];
extern struct trap_info trap_table[];
/* DS, ES, FS, GS as the last failsafe callback was told. */
extern unsigned long failsafe_segs[4];
void trap_init(void);

/* User mode: its own L4 with the kernel's image; ends by user_leave(). */
void user_init(void);
long user_run(void (*fn)(void), unsigned long arg);
long user_enter(struct iret_context *frame, unsigned long arg);
void user_leave(long result) __attribute__((noreturn));
/* Where entries from user mode put their frames: its upper end. */
#define USER_TRAP_STACK ((unsigned long)user_trap_area + 4 * PAGE_SIZE)
extern char user_stack[4 * PAGE_SIZE], user_trap_area[];
extern void *user_l4;
/* In user mode: ends it. */
static inline void user_exit(long result)
{
	asm volatile("syscall" ::"a"(0x5e5e), "D"(result)
		     : "rcx", "r11", "memory");
	__builtin_unreachable();
}

/* --- memory: mm.c --- */
#define PTE_P		    0x001UL
#define PTE_W		    0x002UL
#define PTE_U		    0x004UL
#define PTE_PWT		    0x008UL
#define PTE_PCD		    0x010UL
#define PTE_A		    0x020UL
#define PTE_D		    0x040UL
#define PTE_PS		    0x080UL
#define PTE_G		    0x100UL
#define PTE_NX		    (1UL << 63)
#define PTE_RW		    (PTE_P | PTE_W | PTE_U | PTE_A | PTE_D)
#define PTE_RO		    (PTE_P | PTE_U | PTE_A | PTE_D)
#define PTE_FRAME(e)	    (((e) >> 12) & 0xffffffffffUL)
#define mfn_pte(mfn, flags) (((unsigned long)(mfn) << 12) | (flags))

/* An address range (a whole L4 slot) that nothing else uses. */
#define TEST_VA 0x0000300000000000UL

/* A zeroed page of the image, mapped writable; never fails. */
void *page_alloc(void);
/* Frames of ours that are mapped nowhere and have no use: by PFN. */
unsigned long spare_pfn(void);
unsigned long pfn_to_mfn(unsigned long pfn);
unsigned long virt_to_mfn(const volatile void *va);
/* Only for frames of the initial mapping. */
void *mfn_to_virt(unsigned long mfn);
/* The entry that maps VA at LEVEL (1..4); NULL if a higher one is missing. */
uint64_t *pt_entry(unsigned long va, int level);
/* The machine address of an entry found by pt_entry(). */
uint64_t entry_maddr(const uint64_t *entry);
/* mmu_update of one entry. */
long set_entry(uint64_t maddr, uint64_t val);
/* One mmuext_op. */
long mmuext(unsigned int cmd, unsigned long arg1, unsigned long arg2);
/* Maps a frame; makes what tables it needs.  Result of the last update. */
long map_page(unsigned long va, unsigned long mfn, unsigned long flags);
/* Changes the mapping that page_alloc() gave. */
long page_protect(void *page, unsigned long flags);

/* --- events: event.c --- */
extern volatile unsigned int event_count[4096];
extern void (*event_hook)(unsigned int port);
struct vcpu_info *this_vcpu_info(void);
void events_on(void);
void events_off(void);
/* Sends pending events now. */
void events_run(void);
void event_unmask(unsigned int port);
void event_mask(unsigned int port);
bool event_pending(unsigned int port);
void event_clear(unsigned int port);
int bind_virq(unsigned int virq, unsigned int vcpu);
int bind_ipi(unsigned int vcpu);
int alloc_unbound(domid_t dom, domid_t remote);
int bind_interdomain(domid_t remote, unsigned int port);
long event_send(unsigned int port);
long event_close(unsigned int port);
int event_status(unsigned int port, struct evtchn_status *st);

/* --- vCPUs: smp.c --- */
unsigned int cpu_id(void);
unsigned int vcpu_count(void);
/* Starts FN on an offline vCPU; 0 or the hypercall's error. */
long vcpu_start(unsigned int cpu, void (*fn)(void));
void vcpu_context(struct vcpu_guest_context *c, unsigned int cpu);
/* Waits until FN has returned; the vCPU is down then.  false: 5 s over. */
bool vcpu_wait(unsigned int cpu);
extern struct vcpu_info *vcpu_infos[MAX_CPUS];
extern char stacks[];

/* --- time: time.c --- */
uint64_t now_ns(void);
void delay_ns(uint64_t ns);

/* Not on Xen itself. */
bool on_xenolith(void);

/* By how much a timer may be early: ours never is, Xen's by 50 us. */
uint64_t timer_slop(void);

/* --- a second domain: child.c --- */
struct child_box {
	void (*fn)(void); /* what it runs */
	unsigned int id;
	volatile unsigned int done;    /* fn has returned */
	volatile unsigned int step[4]; /* for fn and the test */
	volatile long result[16];
};
struct child_domain {
	domid_t id;
	struct child_box *box; /* the child's, mapped here */
};
/* The page itself: in the child, and in us while we make one. */
extern struct child_box child_box;

/*
 * A paused domain with one vCPU that will run FN (of this image; what is in
 * the data now is copied), then shuts down.  Ends the test if it can't.
 */
void child_create(struct child_domain *c, void (*fn)(void),
		  unsigned int grant_version);
void child_start(const struct child_domain *c);
/* Whether *word of a box becomes `value` within 20 s. */
bool child_wait(const struct child_domain *c, const volatile unsigned int *word,
		unsigned int value);
void child_destroy(const struct child_domain *c);
/* The frame of the last child that is at VA of its image. */
unsigned long child_mfn(const volatile void *va);
/* Maps a frame of the child for us at VA, whose tables are there. */
long child_map(const struct child_domain *c, unsigned long va,
	       unsigned long mfn);

/* --- grants: grant.c --- */
struct grant_entry_v1 *grant_init(unsigned int frames);
long grant_one(unsigned int cmd, void *op);

/* A small random generator; the seed is printed once. */
uint64_t random64(void);
void random_seed(uint64_t seed);
/* A number after NAME= on the command line, or what is given. */
unsigned long option(const char *name, unsigned long otherwise);

static inline uint64_t rdtsc(void)
{
	uint32_t lo, hi;

	asm volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return ((uint64_t)hi << 32) | lo;
}

#endif /* GUEST_H */
