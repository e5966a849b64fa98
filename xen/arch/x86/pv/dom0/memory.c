/*
 * memory.c: how much dom0 gets, and its kernel in unpacked form.
 *
 * dom0_mem=[min:<min>,][max:<max>,][<amt>]; a negative amount is what is left
 * to others.  Without it: all but 1/16 of the memory, at most 128 MiB.
 */
#include <xen/bzimage.h>
#include <xen/decompress.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/string.h>
#include <xen/arch/mm.h>
#include "private.h"

struct amount {
	uint64_t bytes;
	bool given, negative;
};

static struct amount __initdata opt_min, opt_max, opt_amt;

static __init int parse_amount(const char **s, struct amount *a)
{
	const char *end;

	a->negative = **s == '-';
	if (a->negative)
		(*s)++;
	a->bytes = parse_size(*s, &end);
	if (end == *s)
		return -EINVAL;
	a->given = true;
	*s = end;
	return 0;
}

static __init int set_dom0_mem(const char *s)
{
	do {
		int ret;

		if (!strncmp(s, "min:", 4)) {
			s += 4;
			ret = parse_amount(&s, &opt_min);
		} else if (!strncmp(s, "max:", 4)) {
			s += 4;
			ret = parse_amount(&s, &opt_max);
		} else {
			ret = parse_amount(&s, &opt_amt);
		}
		if (ret)
			return ret;
	} while (*s++ == ',');
	return s[-1] ? -EINVAL : 0;
}
PARAM_CUSTOM("dom0_mem", set_dom0_mem);

static __init unsigned long
pages_of(const struct amount *a, unsigned long avail, unsigned long otherwise)
{
	unsigned long n = PFN_DOWN(a->bytes);

	if (!a->given)
		return otherwise;
	if (a->negative)
		return n < avail ? avail - n : 0;
	return n;
}

__init unsigned long dom0_memory(unsigned long *max)
{
	unsigned long avail = heap_free_pages(), n, reserve;

	reserve = min_t(unsigned long, avail / 16, MB(128) >> PAGE_SHIFT);
	/* The P2M copy, tables: what building needs beside the pages. */
	reserve = max(reserve, avail / 256 + 512);
	n = pages_of(&opt_amt, avail, avail - reserve);
	n = max(n, pages_of(&opt_min, avail, 0));
	n = min(n, pages_of(&opt_max, avail, n));
	n = min(n, avail - reserve / 4);
	*max = max(n, pages_of(&opt_max, avail, opt_amt.given ? n : ~0U));
	return n;
}

__init int dom0_unpack(const struct boot_module *m, const void **image,
		       size_t *len, void **memory, unsigned int *order)
{
	const void *file = maddr_to_virt(_maddr(m->start));
	struct bzimage bz;
	size_t room;
	void *scratch;
	int ret;

	*memory = NULL;
	*image = file;
	*len = m->size;
	ret = bzimage_parse(file, m->size, &bz);
	if (ret == -EINVAL)
		return 0; /* perhaps an ELF */
	if (ret) {
		log_err("Dom0: the kernel's bzImage is damaged or too old "
			"(error %d)\n",
			ret);
		return ret;
	}
	if (!decompress_format(bz.payload, bz.payload_len)) {
		*image = bz.payload;
		*len = bz.payload_len;
		return 0;
	}
	room = bz.unpacked_len;
	*order = get_order(room);
	if (*order > MAX_ORDER)
		return -E2BIG;
	scratch = xheap_alloc_flags(get_order(DECOMPRESS_SCRATCH_SIZE),
				    MEMF_no_scrub);
	*memory = xheap_alloc_flags(*order, MEMF_no_scrub);
	if (!*memory || !scratch) {
		log_err("Dom0: no memory to unpack its kernel (%lu MiB)\n",
			(unsigned long)room >> 20);
		return -ENOMEM;
	}
	ret = decompress(bz.payload, bz.payload_len, *memory, room, len,
			 scratch, DECOMPRESS_SCRATCH_SIZE);
	xheap_free(scratch, get_order(DECOMPRESS_SCRATCH_SIZE));
	if (ret) {
		log_err("Dom0: the kernel can't be unpacked (%s, error %d)\n",
			decompress_format(bz.payload, bz.payload_len), ret);
		return ret;
	}
	*image = *memory;
	return 0;
}
