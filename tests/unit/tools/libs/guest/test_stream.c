// SPDX-License-Identifier: GPL-2.0-only
/*
 * The migration stream: what a guest is, it is again after save and restore,
 * with other frames; a running guest's writes are not lost; whatever fails,
 * fails cleanly; and no stream, however damaged, makes the reader touch what
 * it must not (ASan watches) or leave a mapping behind.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fake_xen.h"
#include "seed.h"
#include "stream.h"
#include "stream_guest.h"

static void save_ok(struct xc_save_params *par)
{
	struct xc_dom_error err = { "" };

	if (guest_save(par, &err))
		fail_msg("save: %s", err.text);
	assert_int_equal(fake_mappings, 0);
}

static xen_pfn_t new_p2m[GUEST_PFNS];

/* The new domain's frames, by the machine's table. */
static void find_new(void)
{
	unsigned int i;

	for (i = 0; i < GUEST_PFNS; i++)
		new_p2m[i] = INVALID_MFN;
	for (i = 0; i < FAKE_FRAMES; i++)
		if (fake.owner[i] == 2 && fake.m2p[i] < GUEST_PFNS)
			new_p2m[fake.m2p[i]] = i;
}

static void restore_ok(struct xc_restore_params *par)
{
	struct xc_dom_error err = { "" };

	*par = (struct xc_restore_params){ 0 };
	if (guest_restore(stream_bytes, stream_size, par, &err))
		fail_msg("restore: %s", err.text);
	assert_int_equal(fake_mappings, 0);
	find_new();
}

static xen_pfn_t back_to_pfn(void *arg, xen_pfn_t mfn)
{
	return mfn < FAKE_FRAMES ? fake.m2p[mfn] : XG_NO_FRAME;
}

static void same_table(xen_pfn_t pfn, unsigned int level)
{
	uint64_t a[512], b[512];

	assert_int_equal(xg_table_translate(fake_frame(guest_p2m[pfn]), a,
					    level, back_to_pfn, NULL),
			 -1);
	assert_int_equal(xg_table_translate(fake_frame(new_p2m[pfn]), b, level,
					    back_to_pfn, NULL),
			 -1);
	assert_memory_equal(a, b, sizeof(a));
}

static void same_memory(void)
{
	xen_pfn_t pfn;

	for (pfn = 0; pfn < GUEST_PFNS; pfn++) {
		if (pfn == GUEST_HOLE) {
			assert_true(new_p2m[pfn] == INVALID_MFN);
			continue;
		}
		assert_true(new_p2m[pfn] != INVALID_MFN);
		if (pfn >= PFN_L4 && pfn <= PFN_USER_L4)
			same_table(pfn, (int[]){ 4, 3, 2, 1, 4 }[pfn - PFN_L4]);
		else if (pfn != PFN_START_INFO &&
			 (pfn < PFN_LIST || pfn >= PFN_LIST + 3))
			assert_memory_equal(fake_frame(guest_p2m[pfn]),
					    fake_frame(new_p2m[pfn]),
					    XC_PAGE_SIZE);
	}
}

static void same_list(void)
{
	xen_pfn_t pfn, *list;

	for (pfn = 0; pfn < GUEST_PFNS; pfn++) {
		list = fake_frame(new_p2m[PFN_LIST + pfn / 512]);
		assert_true(list[pfn % 512] == new_p2m[pfn]);
	}
}

static void right_start_info(const struct xc_restore_params *par)
{
	start_info_t *si = fake_frame(new_p2m[PFN_START_INFO]);

	assert_true(par->xenstore_mfn == new_p2m[PFN_STORE]);
	assert_true(par->console_mfn == new_p2m[PFN_CONSOLE]);
	assert_int_equal(si->store_mfn, new_p2m[PFN_STORE]);
	assert_int_equal(si->store_evtchn, 1);
	assert_int_equal(si->console.domU.mfn, new_p2m[PFN_CONSOLE]);
	assert_int_equal(si->console.domU.evtchn, 2);
	assert_int_equal(si->shared_info,
			 fake.dom[2].shared_info << XC_PAGE_SHIFT);
	assert_int_equal(si->nr_pages, GUEST_PFNS);
}

static void right_shared_info(void)
{
	shared_info_t *s = fake_frame(fake.dom[2].shared_info);

	assert_int_equal(s->arch.max_pfn, GUEST_PFNS);
	assert_int_equal(s->arch.pfn_to_mfn_frame_list_list, 0);
	assert_int_equal(s->evtchn_pending[3], 0);
	assert_int_equal(s->evtchn_mask[3], ~0UL);
	assert_int_equal(s->vcpu_info[0].evtchn_pending_sel, 0);
	assert_int_equal(s->vcpu_info[0].arch.cr2, 0x1234);
	assert_int_equal(s->wc_sec, 0); /* time is this host's */
}

static void right_vcpus(void)
{
	struct fake_vcpu *a, *b;
	vcpu_guest_context_t want;
	unsigned int i;

	for (i = 0; i < FAKE_VCPUS; i++) {
		a = &fake.dom[1].vcpu[i];
		b = &fake.dom[2].vcpu[i];
		want = a->ctxt;
		if (!i)
			want.user_regs.rdx = new_p2m[PFN_START_INFO];
		want.gdt_frames[0] = new_p2m[PFN_GDT];
		want.gdt_frames[1] = new_p2m[PFN_GDT + 1];
		want.ctrlreg[3] = new_p2m[PFN_L4] << XC_PAGE_SHIFT;
		want.ctrlreg[1] = i ? 0 : new_p2m[PFN_USER_L4] << XC_PAGE_SHIFT;
		assert_memory_equal(&want, &b->ctxt, sizeof(want));
		assert_memory_equal(a->xsave, b->xsave, sizeof(a->xsave));
		assert_int_equal(b->ext.syscall32_callback_eip, 0x1000 + i);
		assert_int_equal(b->nr_msrs, i == 0);
	}
	assert_memory_equal(&fake.dom[2].tsc, &fake.dom[1].tsc,
			    sizeof(fake.dom[1].tsc));
	assert_int_equal(fake.dom[2].pins, 3);
	assert_int_equal(fake.dom[2].policy_sum, 1 + 1);
}

/* For tests/tools/stream.t, which shows it to Debian's verifier. */
static void keep_stream(void)
{
	const char *path = getenv("STREAM_OUT");
	FILE *f = path ? fopen(path, "w") : NULL;

	if (!f)
		return;
	assert_int_equal(fwrite(stream_bytes, 1, stream_size, f), stream_size);
	fclose(f);
}

static void test_round_trip(void **state)
{
	struct xc_restore_params par;
	int tree;

	for (tree = 0; tree < 2; tree++) {
		fake_reset();
		guest_make(1, tree);
		save_ok(&(struct xc_save_params){ .verify = tree });
		keep_stream();
		assert_true(fake.dom[1].suspended);
		restore_ok(&par);
		same_memory();
		same_list();
		right_start_info(&par);
		right_shared_info();
		right_vcpus();
	}
}

/* --- a guest that runs --- */

static unsigned int writes_left, writes;

/* Writes a page at each round, fewer and fewer; also a page table. */
static void run_guest(unsigned int domid)
{
	uint64_t *l1 = fake_frame(guest_p2m[PFN_L1]);
	struct fake_domain *d = &fake.dom[domid];
	unsigned int i;
	xen_pfn_t pfn;

	if (d->suspended && d->clean_calls)
		return;
	for (i = 0; i < writes_left; i++) {
		pfn = 600 + (writes + i) % 90;
		memset(fake_frame(guest_p2m[pfn]), ++writes, XC_PAGE_SIZE);
		d->dirty[pfn / 64] |= 1ULL << pfn % 64;
	}
	l1[508] = guest_p2m[900 + writes % 50] << XC_PAGE_SHIFT | 0x63;
	d->dirty[PFN_L1 / 64] |= 1ULL << PFN_L1 % 64;
	writes_left /= 2;
}

static void test_live(void **state)
{
	struct xc_restore_params par;
	unsigned int rounds;

	fake_reset();
	guest_make(1, false);
	fake.run = run_guest;
	writes_left = 80;
	save_ok(&(struct xc_save_params){ .live = true, .verify = true });
	rounds = fake.dom[1].clean_calls;
	assert_in_range(rounds, 2, 30);
	assert_false(fake.dom[1].logging);
	restore_ok(&par);
	same_memory();
	same_list();
	right_vcpus();
}

static void test_endless_writer(void **state)
{
	fake_reset();
	guest_make(1, false);
	fake.run = run_guest;
	/* It never writes less: the rule ends that. */
	writes_left = 0x40000000;
	while (writes_left > 80)
		writes_left = 80;
	save_ok(&(struct xc_save_params){ .live = true });
	assert_true(fake.dom[1].clean_calls < 40);
}

/* A table with a foreign entry while it runs: sent when the guest stops. */
static void clear_foreign(unsigned int domid)
{
	uint64_t *l1 = fake_frame(guest_p2m[PFN_L1]);

	l1[509] = 0;
}

static void test_deferred(void **state)
{
	struct xc_restore_params par;
	struct xc_dom_error err;
	uint64_t *l1;

	fake_reset();
	guest_make(1, false);
	l1 = fake_frame(guest_p2m[PFN_L1]);
	l1[509] = (uint64_t)fake.dom[1].shared_info << XC_PAGE_SHIFT | 0x63;
	fake.run = clear_foreign;
	save_ok(&(struct xc_save_params){ .live = true });
	restore_ok(&par);
	same_memory();
	/* Frozen, it is an error. */
	l1[509] = (uint64_t)fake.dom[1].shared_info << XC_PAGE_SHIFT | 0x63;
	assert_true(guest_save(&(struct xc_save_params){ 0 }, &err) < 0);
	assert_non_null(strstr(err.text, "not its own"));
	assert_int_equal(fake_mappings, 0);
}

static void test_no_logdirty(void **state)
{
	struct xc_dom_error err;

	fake_reset();
	guest_make(1, false);
	fake.no_logdirty = true;
	assert_true(guest_save(&(struct xc_save_params){ .live = true }, &err) <
		    0);
	assert_non_null(strstr(err.text, "cannot log which pages a PV guest"));
	assert_false(fake.dom[1].suspended);
	assert_int_equal(fake_mappings, 0);
}

static int give_up(const struct xc_save_progress *p, void *arg)
{
	return p->sent_pages > 500;
}

static void test_interrupted(void **state)
{
	struct xc_dom_error err;

	fake_reset();
	guest_make(1, false);
	assert_int_equal(
		guest_save(&(struct xc_save_params){ .live = true,
						     .progress = give_up },
			   &err),
		-EINTR);
	assert_false(fake.dom[1].suspended);
	assert_false(fake.dom[1].logging);
	assert_int_equal(fake_mappings, 0);
}

/* --- what goes wrong --- */

/*
 * Each hypercall fails once, of the save and of the restore.  Only that the
 * log could not be switched off is no failure of the save.
 */
static void test_failing_hypercalls(void **state)
{
	struct xc_restore_params par;
	struct xc_dom_error err;
	unsigned int n, good = 0;

	n = 0;
	do {
		n++;
		fake_reset();
		guest_make(1, false);
		fake.fail_at = n;
		good += !guest_save(&(struct xc_save_params){ .live = true },
				    &err);
		assert_int_equal(fake_mappings, 0);
	} while (fake.calls >= n);
	assert_true(n > 20);
	assert_int_equal(good, 2); /* the log; and the run without a failure */
	for (good = 0, n = 1; !good; n++) {
		fake.calls = 0;
		fake.fail_at = n;
		par = (struct xc_restore_params){ 0 };
		good += !guest_restore(stream_bytes, stream_size, &par, &err);
		assert_int_equal(fake_mappings, 0);
	}
	assert_true(n > 10);
	assert_true(fake.calls < n);
	fake.fail_at = 0;
}

static void test_truncated(void **state)
{
	struct xc_restore_params par = { 0 };
	struct xc_dom_error err;
	size_t n, step;

	fake_reset();
	guest_make(1, false);
	save_ok(&(struct xc_save_params){ 0 });
	for (n = 0; n < stream_size; n += step) {
		step = n < 2048 || n + 20000 > stream_size ? 61 : 100003;
		if (n + step >= stream_size)
			step = stream_size - n;
		assert_true(guest_restore(stream_bytes, n, &par, &err) < 0);
		assert_non_null(strstr(err.text, "truncated"));
		assert_int_equal(fake_mappings, 0);
	}
}

/* The place of the first record of a type. */
static uint8_t *find_record(uint32_t type)
{
	struct xg_record_header h;
	size_t at = sizeof(struct xg_image_header) +
		    sizeof(struct xg_domain_header);

	for (;;) {
		memcpy(&h, stream_bytes + at, sizeof(h));
		if (h.type == type)
			return stream_bytes + at;
		assert_int_not_equal(h.type, XG_REC_END);
		at += sizeof(h) + XG_PADDED(h.length);
	}
}

static void refused(const char *what, const char *text)
{
	struct xc_restore_params par = { 0 };
	struct xc_dom_error err = { "" };

	if (!guest_restore(stream_bytes, stream_size, &par, &err))
		fail_msg("%s was accepted", what);
	if (!strstr(err.text, text))
		fail_msg("%s: \"%s\" does not say \"%s\"", what, err.text,
			 text);
	assert_int_equal(fake_mappings, 0);
}

#define PATCH(what, at, type, value, text)        \
	do {                                      \
		type old_, new_ = (value);        \
		uint8_t *at_ = (at);              \
                                                  \
		memcpy(&old_, at_, sizeof(old_)); \
		memcpy(at_, &new_, sizeof(new_)); \
		refused(what, text);              \
		memcpy(at_, &old_, sizeof(old_)); \
	} while (0)

static void test_hostile(void **state)
{
	struct xc_restore_params par;
	uint8_t *b, *frames, *pages, *basic, *table;
	size_t body = sizeof(struct xg_record_header);

	fake_reset();
	guest_make(1, false);
	save_ok(&(struct xc_save_params){ 0 });
	b = stream_bytes;
	frames = find_record(XG_REC_X86_PV_P2M_FRAMES);
	pages = find_record(XG_REC_PAGE_DATA);
	basic = find_record(XG_REC_X86_PV_VCPU_BASIC);
	PATCH("marker", b, uint8_t, 0, "no stream");
	PATCH("version", b + 15, uint8_t, 4, "version 4");
	PATCH("big endian", b + 17, uint8_t, 1, "big-endian");
	PATCH("HVM", b + 24, uint32_t, 2, "HVM");
	PATCH("page shift", b + 28, uint16_t, 13, "page shift");
	PATCH("32 bits", find_record(XG_REC_X86_PV_INFO) + body, uint8_t, 4,
	      "32-bit");
	PATCH("unknown record", frames, uint32_t, 77, "unknown type");
	PATCH("checkpoint", find_record(XG_REC_STATIC_DATA_END), uint32_t,
	      XG_REC_CHECKPOINT, "checkpointed");
	PATCH("no static end", find_record(XG_REC_STATIC_DATA_END), uint32_t,
	      0x80000000, "before STATIC_DATA_END");
	PATCH("huge space", frames + body + 4, uint32_t, 0xffffffff,
	      "impossible");
	PATCH("frames and pfns differ", frames + body + 4, uint32_t, 5000,
	      "for 10 frames");
	PATCH("list outside", frames + body + 8, uint64_t, 1ULL << 40,
	      "does not have");
	PATCH("list in a table", frames + body + 8, uint64_t, PFN_L1,
	      "of type");
	PATCH("count", pages + body, uint32_t, 0x20000000, "damaged");
	PATCH("count 0", pages + body, uint32_t, 0, "damaged");
	PATCH("pfn outside", pages + body + 8, uint64_t, GUEST_PFNS, "damaged");
	PATCH("type 5", pages + body + 8, uint64_t, 5ULL << 60, "type 5");
	PATCH("no data", pages + body + 8, uint64_t, 15ULL << 60, "bytes for");
	PATCH("record length", pages + 4, uint32_t, 0xfffffff0, "possible");
	/* Page PFN_L1's contents: an entry to a page that there is not. */
	table = pages + body + 8 + 8 * 1024 + PFN_L1 * XC_PAGE_SIZE;
	PATCH("entry outside", table, uint64_t, 0xfffff003, "does not have");
	PATCH("vcpu", basic + body, uint32_t, 9, "vCPU 9");
	PATCH("context size", basic + 4, uint32_t, 5000, "of 4992 bytes");
	PATCH("start info outside",
	      basic + body + 8 + offsetof(vcpu_guest_context_t, user_regs.rdx),
	      uint64_t, 1ULL << 50, "start info");
	PATCH("start info is a table",
	      basic + body + 8 + offsetof(vcpu_guest_context_t, user_regs.rdx),
	      uint64_t, PFN_L4, "of type");
	PATCH("gdt",
	      basic + body + 8 + offsetof(vcpu_guest_context_t, gdt_ents),
	      uint64_t, 1ULL << 32, "GDT");
	PATCH("cr3",
	      basic + body + 8 + offsetof(vcpu_guest_context_t, ctrlreg[3]),
	      uint64_t, PFN_STORE << XC_PAGE_SHIFT, "page table");
	/* Untouched it is good, and an optional record is skipped. */
	restore_ok(&par);
}

static void test_optional_record(void **state)
{
	struct xc_restore_params par;
	struct xg_record_header h = { XG_REC_OPTIONAL | 99, 13 };
	size_t at, extra = sizeof(h) + 16;

	fake_reset();
	guest_make(1, false);
	save_ok(&(struct xc_save_params){ 0 });
	at = find_record(XG_REC_PAGE_DATA) - stream_bytes;
	stream_bytes = realloc(stream_bytes, stream_size + extra);
	memmove(stream_bytes + at + extra, stream_bytes + at, stream_size - at);
	memset(stream_bytes + at, 0x77, extra);
	memcpy(stream_bytes + at, &h, sizeof(h));
	stream_size += extra;
	restore_ok(&par);
	same_memory();
}

/* The guest's own structures lie: the save fails, and touches nothing else. */
static void test_lying_guest(void **state)
{
	struct xc_dom_error err;
	shared_info_t *s;
	xen_pfn_t *list;

	fake_reset();
	guest_make(1, false);
	s = fake_frame(fake.dom[1].shared_info);
#define LIE(field, value, say)                                                \
	do {                                                                  \
		unsigned long old_ = (field);                                 \
                                                                              \
		(field) = (value);                                            \
		assert_true(guest_save(&(struct xc_save_params){ 0 }, &err) < \
			    0);                                               \
		if (!strstr(err.text, say))                                   \
			fail_msg("%s: %s", #field, err.text);                 \
		assert_int_equal(fake_mappings, 0);                           \
		(field) = old_;                                               \
	} while (0)
	LIE(s->arch.max_pfn, 0, "not booted");
	LIE(s->arch.max_pfn, ~0UL, "not booted");
	LIE(s->arch.p2m_vaddr, 0xffff800000000000, "not mapped");
	LIE(s->arch.p2m_vaddr, 0x123456, "cannot be at");
	LIE(s->arch.p2m_vaddr, 1ULL << 60, "cannot be at");
	LIE(s->arch.p2m_cr3, ~0UL, "not mapped");
	LIE(fake.dom[1].vcpu[0].ctxt.ctrlreg[3],
	    fake.dom[1].shared_info << XC_PAGE_SHIFT, "page table");
	LIE(fake.dom[1].vcpu[0].ctxt.gdt_ents, 1 << 20, "GDT");
	s->arch.p2m_cr3 = 0;
	LIE(s->arch.pfn_to_mfn_frame_list_list, ~0UL, "tree");
	/* Two pfns for one frame: the machine's table decides. */
	list = fake_frame(guest_p2m[PFN_LIST]);
	list[50] = guest_p2m[51];
	save_ok(&(struct xc_save_params){ 0 });
	restore_ok(&(struct xc_restore_params){ 0 });
	assert_true(new_p2m[50] == INVALID_MFN || new_p2m[51] != INVALID_MFN);
}

static void test_fuzz(void **state)
{
	struct xc_restore_params par;
	struct xc_dom_error err;
	uint8_t *copy;
	unsigned int i, hits, good = 0;
	time_t end = time(NULL) + 4;

	test_seed();
	fake_reset();
	guest_make(1, false);
	save_ok(&(struct xc_save_params){ 0 });
	copy = malloc(stream_size);
	for (i = 0; time(NULL) < end; i++) {
		size_t head = rand() % 2 ? 200 : stream_size;

		memcpy(copy, stream_bytes, stream_size);
		/* Half of them where the records' heads are. */
		for (hits = 1 + rand() % 4; hits; hits--)
			copy[(head == 200 ? 24 : 0) + rand() % (head - 24)] ^=
				1 << rand() % 8;
		if (rand() % 8 == 0)
			memset(copy + rand() % (stream_size - 64),
			       rand() % 2 ? 0xff : 0, 1 + rand() % 64);
		par = (struct xc_restore_params){ 0 };
		good += !guest_restore(copy, stream_size, &par, &err);
		assert_int_equal(fake_mappings, 0);
	}
	printf("# %u damaged streams, %u restored all the same\n", i, good);
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_live),
		cmocka_unit_test(test_endless_writer),
		cmocka_unit_test(test_deferred),
		cmocka_unit_test(test_no_logdirty),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_failing_hypercalls),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_optional_record),
		cmocka_unit_test(test_lying_guest),
		cmocka_unit_test(test_fuzz),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
