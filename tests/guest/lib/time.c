/* SPDX-License-Identifier: GPL-2.0-only */
/* The PV clock of the vCPU that asks. */
#include "guest.h"

uint64_t now_ns(void)
{
	struct vcpu_time_info *t = &this_vcpu_info()->time, s;
	uint64_t delta;

	do {
		do
			s.version = READ_ONCE(t->version);
		while (s.version & 1);
		barrier();
		s.tsc_timestamp = t->tsc_timestamp;
		s.system_time = t->system_time;
		s.tsc_to_system_mul = t->tsc_to_system_mul;
		s.tsc_shift = t->tsc_shift;
		delta = rdtsc() - s.tsc_timestamp;
		barrier();
	} while (READ_ONCE(t->version) != s.version);
	if (s.tsc_shift >= 0)
		delta <<= s.tsc_shift;
	else
		delta >>= -s.tsc_shift;
	return s.system_time +
	       (uint64_t)(((unsigned __int128)delta * s.tsc_to_system_mul) >>
			  32);
}

void delay_ns(uint64_t ns)
{
	uint64_t end = now_ns() + ns;

	while (now_ns() < end)
		asm volatile("pause");
}

bool on_xenolith(void)
{
	xen_extraversion_t v = { 0 };

	hc_xen_version(XENVER_extraversion, v);
	for (unsigned int i = 0; i + 8 < sizeof(v); i++)
		if (!strncmp(v + i, "xenolith", 8))
			return true;
	return false;
}

uint64_t timer_slop(void)
{
	return on_xenolith() ? 0 : 50000;
}
