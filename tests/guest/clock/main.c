/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The PV clock never goes back on a vCPU nor between two of them (by more than
 * what an emulated machine errs, 0.2 ms), and the wall clock is sane.
 */
#include "guest.h"

static volatile uint64_t last;
static volatile unsigned int stop;
static volatile uint64_t worst;

static void watch(void)
{
	while (!stop) {
		uint64_t before = last, now = now_ns();

		if (now < before && before - now > worst)
			worst = before - now;
		last = now;
	}
}

void test_main(void)
{
	bool smp = vcpu_count() > 1;
	uint64_t end = now_ns() + 300000000, prev = 0, now;
	unsigned int back = 0;

	CHECK(this_vcpu_info()->time.tsc_to_system_mul);
	CHECK(!(shared_info->wc_version & 1));
	CHECK(shared_info->wc_sec > 1500000000 || shared_info->wc_sec_hi);
	CHECK(shared_info->wc_nsec < 1000000000);
	if (smp)
		CHECK_EQ(vcpu_start(1, watch), 0);
	do {
		uint64_t before = last;

		now = now_ns();
		if (now < before && before - now > worst)
			worst = before - now;
		back += now < prev;
		prev = last = now;
	} while (now < end);
	stop = 1;
	if (smp)
		CHECK(vcpu_wait(1));
	CHECK_EQ(back, 0);
	printf("worst step back between vCPUs: %lu ns\n", worst);
	CHECK(worst < 200000);
}
