/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A granter takes its page back while another vCPU maps and copies it, in both
 * versions: once the entry is free and shows no use, nobody reads what is then
 * written to the page.  And two vCPUs unmap one handle at the same time: it is
 * done once.  Fails if an entry's check and its mark can be told apart, or
 * if a handle is freed twice.
 */
#include "guest.h"

#define MAP_VA	  (TEST_VA + 0x10000)
#define STATUS_VA (TEST_VA + 0x40000)
#define REF	  20
#define OURS	  0x1111111111111111UL /* nobody else may see it */
#define GRANTED	  0x2222222222222222UL

static struct grant_entry_v1 *e1;
static volatile uint16_t *status;
static unsigned int version = 1, rounds;
static volatile unsigned long *page, *copied;
static volatile bool stop;
static unsigned int taken_back;

/* ---- The granter, on vCPU 1 ---- */

static uint16_t *flags(void)
{
	return version == 1 ? &e1[REF].flags
			    : &((union grant_entry_v2 *)e1)[REF].hdr.flags;
}

static bool take_back(void)
{
	if (version == 1)
		return __sync_bool_compare_and_swap(flags(), GTF_permit_access,
						    0);
	*flags() = 0;
	__sync_synchronize();
	while (status[REF] & (GTF_reading | GTF_writing))
		asm volatile("pause");
	return true;
}

static void granter(void)
{
	while (!stop) {
		if (!take_back())
			continue;
		taken_back++;
		*page = OURS;
		for (int i = 0; i < 50; i++)
			asm volatile("pause");
		*page = GRANTED;
		barrier();
		__sync_synchronize();
		*flags() = GTF_permit_access;
		for (int i = 0; i < 50; i++)
			asm volatile("pause");
	}
}

/* ---- Who uses it, on vCPU 0 ---- */

static int map(unsigned int *handle)
{
	struct gnttab_map_grant_ref m = {
		.host_addr = MAP_VA,
		.flags = GNTMAP_host_map,
		.ref = REF,
	};

	grant_one(GNTTABOP_map_grant_ref, &m);
	*handle = m.handle;
	return m.status;
}

static int unmap(unsigned int handle)
{
	struct gnttab_unmap_grant_ref u = {
		.host_addr = MAP_VA,
		.handle = handle,
	};

	grant_one(GNTTABOP_unmap_grant_ref, &u);
	return u.status;
}

static int copy(void)
{
	struct gnttab_copy c = {
		.source.u.ref = REF,
		.dest.domid = DOMID_SELF,
		.len = 8,
		.flags = GNTCOPY_source_gref,
	};

	c.dest.u.gmfn = virt_to_mfn(copied);
	grant_one(GNTTABOP_copy, &c);
	return c.status;
}

static void users(void)
{
	unsigned int bad = 0, maps = 0, copies = 0, h;

	stop = false;
	taken_back = 0;
	*page = GRANTED;
	*flags() = GTF_permit_access;
	CHECK_EQ(vcpu_start(1, granter), 0);
	for (unsigned int i = 0; i < rounds; i++) {
		if (!map(&h)) {
			maps++;
			for (int k = 0; k < 20; k++)
				bad += *(volatile unsigned long *)MAP_VA !=
				       GRANTED;
			bad += unmap(h) != GNTST_okay;
		}
		if (!copy()) {
			copies++;
			bad += *copied != GRANTED;
		}
	}
	stop = true;
	CHECK(vcpu_wait(1));
	printf("version %u: %u maps, %u copies, taken back %u times\n", version,
	       maps, copies, taken_back);
	CHECK_EQ(bad, 0);
	CHECK(maps && copies && taken_back);
}

/* ---- One handle, two vCPUs ---- */

static volatile unsigned int turn, handle, done[2];
static int result[2];

static void other(void)
{
	for (unsigned int i = 1; i <= rounds / 8; i++) {
		while (turn != i)
			asm volatile("pause");
		result[1] = unmap(handle);
		__sync_synchronize();
		done[1] = i;
	}
}

static void twice(void)
{
	unsigned int bad = 0, h = 0;

	*flags() = GTF_permit_access;
	CHECK_EQ(vcpu_start(1, other), 0);
	for (unsigned int i = 1; i <= rounds / 8; i++) {
		bad += map(&h) != GNTST_okay;
		handle = h;
		__sync_synchronize();
		turn = i;
		result[0] = unmap(h);
		while (done[1] != i)
			asm volatile("pause");
		/* Who comes second may find nothing left to do. */
		bad += result[0] != GNTST_okay && result[1] != GNTST_okay;
	}
	CHECK(vcpu_wait(1));
	CHECK_EQ(bad, 0);
	CHECK_EQ(*flags(), GTF_permit_access);
}

static void to_version_2(void)
{
	struct gnttab_set_version v = { 2 };
	struct gnttab_get_status_frames g = { .nr_frames = 1,
					      .dom = DOMID_SELF };
	uint64_t frame = 0;
	union grant_entry_v2 *e = (void *)e1;

	CHECK_EQ(grant_one(GNTTABOP_set_version, &v), 0);
	set_xen_guest_handle(g.frame_list, &frame);
	CHECK_EQ(grant_one(GNTTABOP_get_status_frames, &g), 0);
	CHECK_EQ(map_page(STATUS_VA, frame, PTE_RW), 0);
	status = (uint16_t *)STATUS_VA;
	version = 2;
	e[REF].full_page.frame = virt_to_mfn(page);
}

void test_main(void)
{
	if (!(start_info->flags & SIF_INITDOMAIN))
		test_skip("our own number is not known");
	if (vcpu_count() < 2)
		test_skip("one vCPU");
	rounds = option("rounds", 20000);
	e1 = grant_init(1);
	page = page_alloc();
	copied = page_alloc();
	CHECK_EQ(map_page(MAP_VA, virt_to_mfn(page), 0), 0);
	e1[REF].frame = virt_to_mfn(page);
	users();
	twice();
	*flags() = 0;
	to_version_2();
	users();
	turn = done[1] = 0;
	twice();
}
