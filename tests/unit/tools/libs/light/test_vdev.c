// SPDX-License-Identifier: GPL-2.0-only
/* Names of virtual disks: the numbers that guests' drivers expect. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "vdev.h"

static void test_good(void **state)
{
	static const struct {
		const char *name;
		int devid;
	} t[] = {
		{ "xvda", 51712 },	 { "xvda1", 51713 },
		{ "xvdb", 51728 },	 { "xvdp15", 51967 },
		{ "xvdq", 268439552 },	 { "xvdaa", 268442112 },
		{ "xvda16", 268435472 }, { "d0", 51712 },
		{ "d1p2", 51730 },	 { "d16p0", 268439552 },
		{ "sda", 2048 },	 { "sdb3", 2067 },
		{ "sdp15", 2303 },	 { "hda", 768 },
		{ "hdb", 832 },		 { "hdc", 5632 },
		{ "hdd1", 5697 },	 { "51712", 51712 },
		{ "0xca00", 51712 },
	};
	unsigned int i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		if (xl_vdev_to_devid(t[i].name) != t[i].devid)
			fail_msg("%s is %d", t[i].name,
				 xl_vdev_to_devid(t[i].name));
}

static void test_bad(void **state)
{
	static const char *const t[] = {
		"",	 "x",		"xvd",
		"xvd1",	 "xvda0",	"xvda1x",
		"xvdA",	 "sdq",		"sda16",
		"hde",	 "hda64",	"d",
		"dp1",	 "d1p",		"d1p1x",
		"12x",	 "xvda256",	"xvdzzzzzzzzzzzz",
		"sda-1", "d99999999p1",
	};
	unsigned int i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		if (xl_vdev_to_devid(t[i]) >= 0)
			fail_msg("'%s' is %d", t[i], xl_vdev_to_devid(t[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
