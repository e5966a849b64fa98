# Host tests of event channels and grant tables.
comma := ,
$(call unit,event_channel,common/event/test_event.c,\
	$(addprefix -Wl$(comma)--wrap=,slab_alloc slab_array) -lpthread)
$(call unit,grant_table,common/grant/test_grant.c,\
	$(addprefix -Wl$(comma)--wrap=,slab_alloc slab_array \
	xheap_alloc arch_page_get_writable arch_page_put_writable \
	arch_grant_map arch_grant_unmap))
$(B)/tests/unit/event_channel $(B)/tests/unit/grant_table: tests/unit/common/sched/sim.h
