/*
 * sim_assert.h: what tests of policies say; after cmocka.h and sim.h.
 */
#ifndef SIM_ASSERT_H
#define SIM_ASSERT_H

/* |got - want| <= percent of want */
static __maybe_unused void assert_about(uint64_t got, uint64_t want,
					unsigned int percent)
{
	uint64_t diff = got > want ? got - want : want - got;

	if (diff * 100 > want * percent)
		fail_msg("%llu is not about %llu", (unsigned long long)got,
			 (unsigned long long)want);
}

static __maybe_unused void pin(struct domain *d, cpumask_t mask)
{
	struct vcpu *v;

	for_each_vcpu (d, v)
		assert_int_equal(vcpu_set_hard_affinity(v, &mask), 0);
}

static __maybe_unused cpumask_t cpus(unsigned long bits)
{
	return (cpumask_t){ { bits } };
}

#endif /* SIM_ASSERT_H */
