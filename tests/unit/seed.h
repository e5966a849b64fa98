// SPDX-License-Identifier: GPL-2.0-only
/*
 * seed.h: where tests with random operations begin.  SEED= in the environment
 * repeats a run (`tests/seeds` tries many); without it each run differs.
 */
#ifndef TESTS_UNIT_SEED_H
#define TESTS_UNIT_SEED_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Chosen once and printed; rand() starts there too. */
static inline unsigned int test_seed(void)
{
	static unsigned int seed;
	static int chosen;

	if (!chosen) {
		const char *env = getenv("SEED");

		seed = env ? (unsigned int)strtoul(env, NULL, 0)
			   : (unsigned int)time(NULL);
		printf("# seed %u\n", seed);
		fflush(stdout);
		chosen = 1;
	}
	srand(seed);
	return seed;
}

#endif
