# Host tests of locks, timers, the scheduler and the life of domains.
comma := ,
$(call unit,sync_lock,common/sync/test_lock.c)
$(call unit,time_timer,common/time/test_timer.c)
$(call unit,sched_credit2,common/sched/test_credit2.c)
$(call unit,sched_null,common/sched/test_null.c)
$(call unit,sched_credit,common/sched/test_credit.c)
$(call unit,sched_rtds,common/sched/test_rtds.c)
$(call unit,sched_pools,common/sched/test_pools.c)
$(call unit,sched_reserve,common/sched/test_reserve.c)
$(call unit,domain_life,common/domain/test_domain.c,\
	$(addprefix -Wl$(comma)--wrap=,slab_alloc slab_array slab_free \
	xheap_alloc xheap_alloc_flags xheap_free))
$(addprefix $(B)/tests/unit/sched_,credit credit2 rtds null pools reserve) $(B)/tests/unit/domain_life: $(wildcard tests/unit/common/sched/*.h)
