// SPDX-License-Identifier: GPL-2.0-only
/* mem-set, mem-max, sharing. */
#include "xl.h"

static int64_t size_arg(const char *s)
{
	int64_t kb = parse_mem_kb(s);

	if (kb <= 0)
		die("'%s' is no size like 512, 512m or 1g", s);
	return kb;
}

COMMAND(mem_max)
{
	uint32_t domid;

	next_option(argc, argv, "h", NULL, 2);
	domid = find_domain(argv[optind]);
	if (libxl_domain_setmaxmem(ctx, domid, size_arg(argv[optind + 1]))) {
		fprintf(stderr,
			"cannot set domid %u static max memory to : %s\n",
			domid, argv[optind + 1]);
		return 1;
	}
	return 0;
}

COMMAND(mem_set)
{
	uint32_t domid;

	next_option(argc, argv, "h", NULL, 2);
	domid = find_domain(argv[optind]);
	return libxl_set_memory_target(ctx, domid, size_arg(argv[optind + 1]),
				       0, 1)
		       ? 1
		       : 0;
}

COMMAND(sharing)
{
	libxl_dominfo one, *list;
	char *name;
	int i, nr;

	next_option(argc, argv, "h", NULL, 0);
	list = choose_domains(optind < argc ? argv[optind] : NULL, &one, &nr);
	if (!list)
		return 1;
	printf("Name                                        ID   Mem Shared\n");
	for (i = 0; i < nr; i++) {
		name = libxl_domid_to_name(ctx, list[i].domid);
		printf("%-40s %5u %5lu  %5lu\n", name ? name : "(null)",
		       list[i].domid,
		       (unsigned long)(list[i].current_memkb >> 10),
		       (unsigned long)(list[i].shared_memkb >> 10));
		free(name);
	}
	free_domains(list, &one, nr);
	return 0;
}
