/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What any PV guest may ask: memory_op, mmu_update, mmuext_op, descriptors,
 * event channels, grants, sched_op, vcpu_op and the small ones, with good
 * arguments and with each of them wrong in turn.
 */
#include "../table.h"

static const domid_t doms[] = {
	0,	   DOMID_SELF, NO_DOMAIN,  DOMID_IO,
	DOMID_XEN, DOMID_COW,  DOMID_IDLE, DOMID_INVALID
};
static const uint32_t odd[] = { 0,	    1,	       2,     63,
				64,	    4095,      4096,  131071,
				131072,	    0x10000,   99999, 0x7fffffff,
				0x80000000, 0xffffffff };

/* --- memory_op --- */
static xen_pfn_t list[16];

static long reservation(unsigned int cmd, unsigned long n, unsigned int order,
			unsigned int flags, domid_t dom)
{
	struct xen_memory_reservation r = { .nr_extents = n,
					    .extent_order = order,
					    .mem_flags = flags,
					    .domid = dom };

	set_xen_guest_handle(r.extent_start, list);
	return hc_memory_op(cmd, &r);
}

static void reservations(void)
{
	static const unsigned int cmds[] = { XENMEM_increase_reservation,
					     XENMEM_decrease_reservation,
					     XENMEM_populate_physmap };

	for (unsigned int c = 0; c < ARRAY_SIZE(cmds); c++) {
		for (unsigned int i = 0; i < ARRAY_SIZE(doms); i++) {
			list[0] = 0x12345678;
			if (c == 2 || doms[i] == NO_DOMAIN)
				ROW(reservation(cmds[c], 0, 0, 0, doms[i]),
				    "memory %u none dom=%x", cmds[c], doms[i]);
			else
				ROW(reservation(cmds[c], c == 1, 0, 0, doms[i]),
				    "memory %u bad frame dom=%x", cmds[c],
				    doms[i]);
		}
		for (unsigned int order = 0; order < 64; order += 1 + order) {
			list[0] = 0xffffffffff;
			ROW(reservation(cmds[c], 1, order + 20, 0, DOMID_SELF),
			    "memory %u order=%u", cmds[c], order + 20);
		}
		ROW(reservation(cmds[c], 1UL << 58, 0, 0, DOMID_SELF),
		    "memory %u huge", cmds[c]);
		ROW(reservation(cmds[c], -1UL, 0, 0, DOMID_SELF),
		    "memory %u -1", cmds[c]);
	}
	/* A frame goes and one comes. */
	list[0] = pfn_to_mfn(spare_pfn());
	ROW(reservation(XENMEM_decrease_reservation, 1, 0, 0, DOMID_SELF),
	    "memory decrease one");
	ROW(reservation(XENMEM_decrease_reservation, 1, 0, 0, DOMID_SELF),
	    "memory decrease it again");
	list[0] = virt_to_mfn(BUF);
	ROW(reservation(XENMEM_decrease_reservation, 1, 0, 0, DOMID_SELF),
	    "memory decrease a mapped one");
	list[0] = start_info->nr_pages - 1;
	ROW(reservation(XENMEM_populate_physmap, 1, 0, 0, DOMID_SELF),
	    "memory populate one");
	list[0] = 0x123456789abcdef;
	ROW(reservation(XENMEM_populate_physmap, 1, 0, 0, DOMID_SELF),
	    "memory populate far");
	ROW(hc_memory_op(XENMEM_maximum_ram_page, 0) > 0, "maximum_ram_page");
	for (unsigned int i = 0; i < ARRAY_SIZE(doms); i++) {
		struct xen_remove_from_physmap r = { .domid = doms[i],
						     .gpfn = 100 };
		struct xen_add_to_physmap a = { .domid = doms[i] };
		struct xen_vnuma_topology_info n = { .domid = doms[i] };
		struct xen_pod_target t = { .domid = doms[i] };
		struct xen_mem_acquire_resource q = { .domid = doms[i] };

		ROW(hc_memory_op(XENMEM_current_reservation, &doms[i]) > 0,
		    "current_reservation dom=%x", doms[i]);
		ROW(hc_memory_op(XENMEM_remove_from_physmap, &r),
		    "remove_from_physmap dom=%x", doms[i]);
		r.gpfn = pfn_to_mfn(spare_pfn());
		ROW(hc_memory_op(XENMEM_remove_from_physmap, &r),
		    "remove_from_physmap own frame dom=%x", doms[i]);
		for (unsigned int s = 0; s < 7; s++) {
			a.space = s;
			ROW(hc_memory_op(XENMEM_add_to_physmap, &a),
			    "add_to_physmap space=%u dom=%x", s, doms[i]);
		}
		ROW(hc_memory_op(XENMEM_get_vnumainfo, &n),
		    "get_vnumainfo dom=%x", doms[i]);
		ROW(hc_memory_op(XENMEM_get_pod_target, &t),
		    "get_pod_target dom=%x", doms[i]);
		for (q.type = 0; q.type < 4; q.type++) {
			q.nr_frames = 0;
			ROW(hc_memory_op(XENMEM_acquire_resource, &q),
			    "acquire_resource type=%u dom=%x", q.type, doms[i]);
		}
	}
	for (unsigned int i = 0; i < 5; i++) {
		struct xen_memory_exchange x = {
			.in = { .nr_extents = i,
				.extent_order = i & 1,
				.domid = DOMID_SELF },
			.out = { .nr_extents = 2, .domid = DOMID_SELF },
		};

		set_xen_guest_handle(x.in.extent_start, list);
		set_xen_guest_handle(x.out.extent_start, list);
		list[0] = list[1] = 0x123456789;
		ROW(hc_memory_op(XENMEM_exchange, &x), "exchange in=%u", i);
	}
}

/* --- page tables --- */
static void tables(void)
{
	void *page = page_alloc();
	unsigned long mfn = virt_to_mfn(page),
		      l1 = virt_to_mfn(pt_entry(TEST_VA, 1)),
		      l4 = virt_to_mfn((void *)start_info->pt_base);
	uint64_t *entry = pt_entry(TEST_VA + 5 * PAGE_SIZE, 1);
	unsigned long frames[] = { mfn,
				   l1,
				   l4,
				   start_info->shared_info >> 12,
				   0,
				   0xa0,
				   0xfee00,
				   0xffffffff,
				   0xfffffffffffffUL };

	for (unsigned int c = 0; c < 8; c++)
		for (unsigned int i = 0; i < ARRAY_SIZE(doms); i++) {
			struct mmu_update u = { .ptr = entry_maddr(entry) | c,
						.val = 0 };

			if (c == MMU_MACHPHYS_UPDATE)
				u.ptr = mfn << 12 | c;
			ROW(hc_mmu_update(&u, 1, 0, doms[i]),
			    "mmu_update cmd=%u dom=%x", c, doms[i]);
			ROW(hc_mmu_update(&u, 1, 0, doms[i] << 16 | DOMID_SELF),
			    "mmu_update cmd=%u pt_dom=%x", c, doms[i]);
		}
	for (unsigned int i = 0; i < ARRAY_SIZE(frames); i++) {
		for (int bit = 0; bit < 64; bit++) {
			if (bit == 8) /* G: differences.md */
				continue;
			if (bit >= 12 && bit < 40)
				continue;
			ROW(set_entry(
				    entry_maddr(entry),
				    mfn_pte(frames[i] & 0xffffffffff, PTE_RO) ^
					    (1UL << bit)),
			    "entry frame=%u bit=%d", i, bit);
		}
		set_entry(entry_maddr(entry), 0);
		ROW(set_entry(frames[i] << 12, 0), "update in frame=%u", i);
		for (unsigned int cmd = 0; cmd < 22; cmd++) {
			if (cmd == MMUEXT_NEW_BASEPTR ||
			    cmd == MMUEXT_NEW_USER_BASEPTR ||
			    (cmd == MMUEXT_UNPIN_TABLE && i == 2))
				continue;
			ROW(mmuext(cmd, frames[i], mfn),
			    "mmuext cmd=%u frame=%u", cmd, i);
			if (cmd < 4 && i != 2)
				ROW(mmuext(MMUEXT_UNPIN_TABLE, frames[i], 0),
				    "unpin after %u frame=%u", cmd, i);
		}
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(doms); i++) {
		struct mmuext_op op = { .cmd = MMUEXT_CLEAR_PAGE };

		op.arg1.mfn = mfn;
		ROW(hc_mmuext_op(&op, 1, 0, doms[i]), "clear_page dom=%x",
		    doms[i]);
		op.cmd = 99;
		ROW(hc_mmuext_op(&op, 1, 0, doms[i]), "mmuext 99 dom=%x",
		    doms[i]);
		ROW(HCALL4(update_va_mapping_otherdomain,
			   TEST_VA + 5 * PAGE_SIZE, 0, 0, doms[i]),
		    "update_va_otherdomain dom=%x", doms[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(places); i++)
		ROW(hc_update_va(places[i].at, mfn_pte(mfn, 0), 0),
		    "update_va at %s", places[i].name);
	for (unsigned int f = 0; f < 8; f++)
		ROW(hc_update_va(TEST_VA + 5 * PAGE_SIZE, 0, f),
		    "update_va flags=%u", f);
	/* With a mask at all, and wild ones. */
	ROW(hc_update_va(TEST_VA + 5 * PAGE_SIZE, 0, UNMAPPED | UVMF_INVLPG),
	    "update_va bad mask");
	map_page((unsigned long)BUF, virt_to_mfn(BUF), PTE_RW);
	for (unsigned int bit = 40; bit < 48; bit++) {
		uint64_t d = 0x00cffb000000ffffUL ^ 1UL << bit;

		ROW(hc_update_descriptor(mfn << 12 | 8, d), "descriptor bit=%u",
		    bit);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(odd); i++)
		ROW(hc_set_gdt(frames, odd[i]), "set_gdt n=%x", odd[i]);
	ROW(hc_stack_switch(0xe02b, 0), "stack_switch 0");
	for (unsigned int reg = 0; reg < 10; reg++) {
		ROW(hc_set_debugreg(reg, 0), "set_debugreg %u 0", reg);
		ROW(hc_set_debugreg(reg, -1UL), "set_debugreg %u -1", reg);
		ROW(hc_set_debugreg(reg, HYPERVISOR_VIRT_START),
		    "set_debugreg %u xen", reg);
		ROW(hc_set_debugreg(reg, 0x20000), "set_debugreg %u I/O", reg);
		hc_set_debugreg(reg, 0);
		ROW(hc_get_debugreg(reg) != 0, "get_debugreg %u", reg);
	}
	for (unsigned int w = 0; w < 5; w++)
		for (unsigned int i = 0; i < ARRAY_SIZE(places); i++)
			ROW(HCALL2(set_segment_base, w,
				   w == 3 ? 0 : places[i].at),
			    "set_segment_base %u %s", w, places[i].name);
	HCALL2(set_segment_base, 0, 0);
}

/* --- event channels --- */
static void channels(void)
{
	unsigned int port;

	for (unsigned int i = 0; i < ARRAY_SIZE(doms); i++)
		for (unsigned int j = 0; j < ARRAY_SIZE(doms); j++) {
			struct evtchn_alloc_unbound a = { .dom = doms[i],
							  .remote_dom =
								  doms[j] };
			long rc =
				hc_event_channel_op(EVTCHNOP_alloc_unbound, &a);

			ROW(rc, "alloc_unbound dom=%x remote=%x", doms[i],
			    doms[j]);
			if (!rc)
				event_close(a.port);
		}
	port = alloc_unbound(DOMID_SELF, DOMID_SELF);
	for (unsigned int i = 0; i < ARRAY_SIZE(odd); i++) {
		struct evtchn_bind_vcpu b = { .port = odd[i], .vcpu = 0 };
		struct evtchn_set_priority p = { .port = odd[i],
						 .priority = 3 };
		struct evtchn_unmask u = { .port = odd[i] };
		struct evtchn_status st;

		if (odd[i] == port)
			continue;
		ROW(event_close(odd[i]), "close %x", odd[i]);
		ROW(event_send(odd[i]), "send %x", odd[i]);
		ROW(event_status(odd[i], &st), "status %x", odd[i]);
		ROW(hc_event_channel_op(EVTCHNOP_bind_vcpu, &b), "bind_vcpu %x",
		    odd[i]);
		ROW(hc_event_channel_op(EVTCHNOP_unmask, &u), "unmask %x",
		    odd[i]);
		ROW(hc_event_channel_op(EVTCHNOP_set_priority, &p),
		    "set_priority %x", odd[i]);
		ROW(bind_interdomain(DOMID_SELF, odd[i]) >= 0
			    ? 1
			    : bind_interdomain(DOMID_SELF, odd[i]),
		    "bind_interdomain %x", odd[i]);
		b.port = port;
		b.vcpu = odd[i];
		ROW(hc_event_channel_op(EVTCHNOP_bind_vcpu, &b),
		    "bind_vcpu to %x", odd[i]);
		ROW(bind_ipi(odd[i]) > 0 ? 1 : bind_ipi(odd[i]), "bind_ipi %x",
		    odd[i]);
		ROW(bind_virq(0, odd[i]) > 0 ? 1 : bind_virq(0, odd[i]),
		    "bind_virq timer vcpu=%x", odd[i]);
		p.port = port;
		p.priority = odd[i];
		ROW(hc_event_channel_op(EVTCHNOP_set_priority, &p),
		    "set_priority to %x", odd[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(doms); i++) {
		struct evtchn_status st = { .dom = doms[i], .port = 1 };
		struct evtchn_bind_interdomain b = { .remote_dom = doms[i],
						     .remote_port = 4000 };
		struct evtchn_reset r = { .dom = doms[i] };

		ROW(hc_event_channel_op(EVTCHNOP_status, &st), "status dom=%x",
		    doms[i]);
		ROW(hc_event_channel_op(EVTCHNOP_bind_interdomain, &b),
		    "bind_interdomain dom=%x", doms[i]);
		ROW(hc_event_channel_op(EVTCHNOP_reset, &r), "reset dom=%x",
		    doms[i]);
	}
	for (unsigned int v = 0; v < 34; v++) {
		/* The console's and others of dom0 may be taken already. */
		long rc = bind_virq(v, 0);

		ROW(rc > 0 ? 1 : rc, "bind_virq %u", v);
		ROW(rc > 0 ? bind_virq(v, 0) : 0, "bind_virq %u twice", v);
		rc = bind_virq(v, 1);
		ROW(rc > 0 ? 1 : rc, "bind_virq %u on vCPU 1", v);
	}
	for (unsigned int i = 0; i < 10; i++) {
		struct evtchn_init_control c = { .control_gfn =
							 virt_to_mfn(BUF),
						 .offset = i * 460,
						 .vcpu = i };

		ROW(hc_event_channel_op(EVTCHNOP_init_control, &c),
		    "init_control %u", i);
	}
}

/* --- grants --- */
static void grants(void)
{
	grant_init(1);
	for (unsigned int i = 0; i < ARRAY_SIZE(odd); i++)
		for (unsigned int d = 0; d < ARRAY_SIZE(doms); d++) {
			struct gnttab_map_grant_ref m = {
				.host_addr = TEST_VA + 5 * PAGE_SIZE,
				.flags = GNTMAP_host_map,
				.ref = odd[i],
				.dom = doms[d],
			};
			struct gnttab_unmap_grant_ref u = {
				.host_addr = TEST_VA + 5 * PAGE_SIZE,
				.handle = odd[i],
			};
			struct gnttab_copy c = {
				.source = { .u.ref = odd[i], .domid = doms[d] },
				.dest = { .u.gmfn = virt_to_mfn(BUF),
					  .domid = DOMID_SELF },
				.flags = GNTCOPY_source_gref,
				.len = 8,
			};

			if (odd[i] > 200 && d > 2)
				continue;
			ROW_OUT(grant_one(GNTTABOP_map_grant_ref, &m),
				(uint16_t)m.status, "grant map ref=%x dom=%x",
				odd[i], doms[d]);
			ROW_OUT(grant_one(GNTTABOP_copy, &c),
				(uint16_t)c.status, "grant copy ref=%x dom=%x",
				odd[i], doms[d]);
			if (d == 0)
				ROW_OUT(grant_one(GNTTABOP_unmap_grant_ref, &u),
					(uint16_t)u.status,
					"grant unmap handle=%x", odd[i]);
		}
	for (unsigned int i = 0; i < ARRAY_SIZE(odd); i++) {
		struct gnttab_copy c = {
			.source = { .u.gmfn = virt_to_mfn(BUF),
				    .domid = DOMID_SELF },
			.dest = { .u.gmfn = virt_to_mfn(BUF),
				  .domid = DOMID_SELF },
		};
		struct gnttab_swap_grant_ref s = { .ref_a = odd[i],
						   .ref_b = 9 };
		struct gnttab_query_size q = { .dom = odd[i] };
		struct gnttab_get_version v = { .dom = odd[i] };
		struct gnttab_cache_flush f = { .a.dev_bus_addr = 0,
						.offset = odd[i],
						.length = 16,
						.op = GNTTAB_CACHE_CLEAN };

		c.len = odd[i];
		ROW_OUT(grant_one(GNTTABOP_copy, &c), (uint16_t)c.status,
			"grant copy len=%x", (uint16_t)odd[i]);
		c.source.offset = odd[i];
		c.len = 2;
		ROW_OUT(grant_one(GNTTABOP_copy, &c), (uint16_t)c.status,
			"grant copy offset=%x", (uint16_t)odd[i]);
		ROW_OUT(grant_one(GNTTABOP_swap_grant_ref, &s),
			(uint16_t)s.status, "grant swap %x", odd[i]);
		ROW_OUT(grant_one(GNTTABOP_query_size, &q), (uint16_t)q.status,
			"grant query_size %x", odd[i]);
		ROW_OUT(grant_one(GNTTABOP_get_version, &v), v.version,
			"grant get_version %x", odd[i]);
		ROW(grant_one(GNTTABOP_cache_flush, &f), "grant cache_flush %x",
		    odd[i]);
	}
}

/* --- vCPUs and the rest --- */
static void vcpus(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(odd); i++) {
		struct vcpu_set_periodic_timer p = { .period_ns = odd[i] };
		struct vcpu_set_singleshot_timer s = { .timeout_abs_ns = odd[i],
						       .flags = 1 };
		struct vcpu_register_vcpu_info r = { .mfn = virt_to_mfn(BUF),
						     .offset = odd[i] };
		struct sched_watchdog w = { .id = odd[i], .timeout = 0 };
		struct sched_pin_override pin = { .pcpu = odd[i] };
		struct physdev_set_iopl iopl = { .iopl = odd[i] };
		struct physdev_set_iobitmap bm = { .nr_ports = odd[i] };
		struct callback_register cb = {
			.type = odd[i], .address = (unsigned long)stub_nmi
		};

		ROW(hc_vcpu_op(VCPUOP_is_up, odd[i], 0), "is_up %x", odd[i]);
		ROW(hc_vcpu_op(VCPUOP_up, odd[i], 0), "up %x", odd[i]);
		ROW(hc_vcpu_op(VCPUOP_set_periodic_timer, 0, &p), "periodic %x",
		    odd[i]);
		ROW(hc_vcpu_op(VCPUOP_set_singleshot_timer, 0, &s),
		    "singleshot %x", odd[i]);
		ROW(hc_vcpu_op(VCPUOP_set_singleshot_timer, 1, &s),
		    "singleshot of another %x", odd[i]);
		if (odd[i] > 4000)
			ROW(hc_vcpu_op(VCPUOP_register_vcpu_info, 1, &r),
			    "register_vcpu_info offset=%x", odd[i]);
		if (w.id)
			ROW(hc_sched_op(SCHEDOP_watchdog, &w), "watchdog %x",
			    odd[i]);
		ROW(hc_sched_op(SCHEDOP_pin_override, &pin), "pin_override %x",
		    odd[i]);
		ROW(hc_physdev_op(PHYSDEVOP_set_iopl, &iopl), "set_iopl %x",
		    odd[i]);
		ROW(hc_physdev_op(PHYSDEVOP_set_iobitmap, &bm),
		    "set_iobitmap %x", odd[i]);
		ROW(hc_vm_assist(0, odd[i]), "vm_assist on %x", odd[i]);
		ROW(hc_vm_assist(1, odd[i]), "vm_assist off %x", odd[i]);
		if (odd[i] > 7)
			ROW(hc_callback_op(CALLBACKOP_register, &cb),
			    "callback register %x", odd[i]);
	}
	hc_vcpu_op(VCPUOP_stop_periodic_timer, 0, 0);
	for (unsigned int i = 0; i < 12; i++) {
		struct xen_feature_info f = { .submap_idx = i };
		struct callback_unregister u = { .type = i };

		ROW(hc_xen_version(XENVER_get_features, &f), "features %u", i);
		ROW_OUT(0, f.submap, "features map %u", i);
		if (i != 2)
			ROW(hc_callback_op(CALLBACKOP_unregister, &u),
			    "callback unregister %u", i);
	}
	ROW(hc_xen_version(XENVER_version, 0), "version");
	ROW(hc_xen_version(XENVER_pagesize, 0), "pagesize");
	ROW(hc_xen_version(XENVER_build_id, 0) > 0, "build_id");
	hc_set_callbacks(stub_event, stub_failsafe, stub_syscall);
	{
		struct multicall_entry m[4] = {
			{ .op = __HYPERVISOR_multicall },
			{ .op = __HYPERVISOR_iret },
			{ .op = 999 },
			{ .op = __HYPERVISOR_xen_version,
			  .args = { XENVER_pagesize } },
		};

		for (unsigned int i = 0; i < 4; i++) {
			if (i == 1)
				continue;
			ROW_OUT(hc_multicall(m + i, 1), m[i].result,
				"multicall %u", i);
		}
	}
}

void test_main(void)
{
	table_init();
	reservations();
	tables();
	vcpus();
	grants();
	channels();
}
