/*
 * tsc_sync.c: whether the TSC of a CPU that starts agrees with CPU 0's.
 *
 * Both read their TSC in turn under one lock and look whether any reading is
 * below the one before it.
 */
#include <xen/atomic.h>
#include <xen/init.h>
#include <xen/log.h>
#include <asm/insn.h>
#include <asm/smp.h>
#include <asm/time.h>

#define ROUNDS 300

static uint32_t lock;
static uint64_t last, most_behind;
/* Who is there; whether the target has finished; how often it was let go. */
static unsigned int ready, done, released;

static void compare(void)
{
	uint64_t now;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		while (atomic_xchg(&lock, 1))
			cpu_relax();
		now = rdtsc_ordered();
		if (now < last && last - now > most_behind)
			most_behind = last - now;
		last = now;
		store_release(&lock, 0);
	}
}

static void meet(void)
{
	atomic_inc(&ready);
	while (load_acquire(&ready) < 2)
		cpu_relax();
}

/*
 * Each word that one side waits for is changed again only after the other has
 * seen it: `ready` after `done`, `done` before `released`.
 */
void tsc_sync_target(void)
{
	unsigned int before = READ_ONCE(released);

	meet();
	if (tsc_reliable)
		compare();
	store_release(&done, 1);
	/* CPU 0 decides, and then lets us go on. */
	while (load_acquire(&released) == before)
		cpu_relax();
}

void tsc_sync_source(void)
{
	last = most_behind = 0;
	meet();
	if (tsc_reliable)
		compare();
	while (!load_acquire(&done))
		cpu_relax();
	if (most_behind) {
		log_warn("TSC: a CPU is %lu ticks behind\n",
			 (unsigned long)most_behind);
		tsc_mark_unreliable("CPUs differ");
	}
	ready = 0;
	done = 0;
	store_release(&released, released + 1);
}
