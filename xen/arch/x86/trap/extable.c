/*
 * extable.c: instructions of the hypervisor that may fault, and where to go
 * on if they do.  Sorted once at boot, searched by halves.
 */
#include <xen/init.h>
#include <xen/sort.h>
#include <asm/trap.h>

struct ex_row {
	unsigned long from, to;
};
extern struct ex_row __start_ex_table[], __stop_ex_table[];

static int row_cmp(const void *a, const void *b)
{
	unsigned long x = ((const struct ex_row *)a)->from;
	unsigned long y = ((const struct ex_row *)b)->from;

	return x < y ? -1 : x > y;
}

__init void extable_sort(void)
{
	sort(__start_ex_table, __stop_ex_table - __start_ex_table,
	     sizeof(struct ex_row), row_cmp);
}

unsigned long extable_search(unsigned long ip)
{
	const struct ex_row *lo = __start_ex_table, *hi = __stop_ex_table;

	while (lo < hi) {
		const struct ex_row *mid = lo + (hi - lo) / 2;

		if (mid->from == ip)
			return mid->to;
		if (mid->from < ip)
			lo = mid + 1;
		else
			hi = mid;
	}
	return 0;
}
