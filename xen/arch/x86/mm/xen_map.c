/*
 * xen_map.c: the hypervisor's own page tables.
 *
 * One recursive walk over levels 4 to 1, whose entries all have one format;
 * a leaf is allowed at levels 1 to 3.  Tables come from the boot allocator
 * until the heap is ready; they are never given back, as the hypervisor's
 * address space only grows by a few device mappings.
 *
 * Changes after boot happen under xen_map_lock.
 */
#include <xen/errno.h>
#include <xen/log.h>
#include <xen/mm.h>
#include <xen/smp.h>
#include <xen/spinlock.h>
#include <xen/arch/mm.h>
#include <asm/insn.h>
#include <asm/xen_map.h>

uint64_t *idle_l4;

/* Held under locks of many kinds, and while a table is allocated. */
static struct spinlock xen_map_lock = SPINLOCK_INIT(LOCK_NONE);

static unsigned int level_shift(unsigned int level)
{
	return PAGE_SHIFT + 9 * (level - 1);
}

static uint64_t *entry_table(uint64_t e)
{
	return maddr_to_virt(_maddr(e & PTE_ADDR_MASK));
}

static uint64_t *table_alloc(void)
{
	if (heap_pages)
		return xheap_alloc(0);
	return mfn_to_virt(boot_alloc_pages(1, 1));
}

/* The PAT bit stands elsewhere in a large leaf. */
static uint64_t leaf_flags(uint64_t flags, unsigned int level)
{
	if (level == 1)
		return flags;
	if (flags & PTE_PAT)
		flags = (flags & ~PTE_PAT) | PTE_PSE_PAT;
	return flags | PTE_PS;
}

/* Makes *e a table: new, or holding what the large leaf *e mapped. */
static int entry_split(uint64_t *e, unsigned int level)
{
	uint64_t *table = table_alloc();
	uint64_t step = 1ULL << level_shift(level - 1);

	if (!table)
		return -ENOMEM;
	if (*e & PTE_P) {
		uint64_t leaf = *e;

		if (level == 2)
			leaf &= ~PTE_PS;
		for (unsigned int i = 0; i < 512; i++)
			table[i] = leaf + i * step;
	}
	WRITE_ONCE(*e, maddr_x(virt_to_maddr(table)) | PTE_P | PTE_RW | PTE_A |
			       PTE_D | PTE_US);
	return 0;
}

static int map_level(uint64_t *table, unsigned int level, unsigned long va,
		     mfn_t mfn, unsigned long nr, uint64_t flags)
{
	unsigned int shift = level_shift(level);
	unsigned long size = 1UL << (shift - PAGE_SHIFT); /* frames */
	int rc;

	while (nr) {
		uint64_t *e = &table[(va >> shift) & 511];
		unsigned long here = size - ((va >> PAGE_SHIFT) & (size - 1));

		if (here > nr)
			here = nr;
		if (level == 1 || (level < 4 && here == size &&
				   IS_ALIGNED(mfn_x(mfn), size) &&
				   (!(*e & PTE_P) || (*e & PTE_PS)))) {
			WRITE_ONCE(*e, maddr_x(mfn_to_maddr(mfn)) |
					       leaf_flags(flags, level));
		} else {
			if (!(*e & PTE_P) || (level < 4 && (*e & PTE_PS))) {
				rc = entry_split(e, level);
				if (rc)
					return rc;
			}
			rc = map_level(entry_table(*e), level - 1, va, mfn,
				       here, flags);
			if (rc)
				return rc;
		}
		va += here << PAGE_SHIFT;
		mfn = mfn_add(mfn, here);
		nr -= here;
	}
	return 0;
}

int xen_map(unsigned long va, mfn_t mfn, unsigned long nr, uint64_t flags)
{
	int rc;

	spin_lock(&xen_map_lock);
	rc = map_level(idle_l4, 4, va, mfn, nr, flags);
	spin_unlock(&xen_map_lock);
	return rc;
}

static uint64_t *lookup(unsigned long va, unsigned int *level)
{
	uint64_t *table = idle_l4;

	for (*level = 4;; (*level)--) {
		uint64_t *e = &table[(va >> level_shift(*level)) & 511];

		if (!(*e & PTE_P))
			return NULL;
		if (*level == 1 || (*level < 4 && (*e & PTE_PS)))
			return e;
		table = entry_table(*e);
	}
}

uint64_t xen_lookup(unsigned long va, unsigned int *level)
{
	uint64_t *e = lookup(va, level);

	return e ? *e : 0;
}

static void flush_all(void *unused)
{
	unsigned long cr4 = read_cr4();

	write_cr4(cr4 & ~(unsigned long)X86_CR4_PGE);
	write_cr4(cr4);
}

void xen_unmap(unsigned long va, unsigned long nr)
{
	unsigned int level;

	spin_lock(&xen_map_lock);
	for (; nr; nr--, va += PAGE_SIZE) {
		uint64_t *e = lookup(va, &level);

		if (!e)
			continue;
		while (level > 1) {
			if (entry_split(e, level))
				panic("No memory to split a mapping\n");
			e = lookup(va, &level);
		}
		WRITE_ONCE(*e, 0);
	}
	spin_unlock(&xen_map_lock);
	smp_call_all(flush_all, NULL, true);
}
