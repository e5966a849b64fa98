/*
 * trace.c: the trace buffers.
 *
 * Each CPU has a ring of its own: whole pages, of which the first begins with
 * struct t_buf, the rest of which is `data_size` bytes of records.  Offsets
 * `prod` and `cons` run from 0 to 2 * data_size, so that full and empty differ.
 * A record does not wrap: what is left before the end is filled with a
 * TRC_TRACE_WRAP_BUFFER record.  When there is no room records are counted, and
 * a TRC_LOST_RECORDS record tells of them as soon as there is some again.
 *
 * Only its CPU writes a ring, with interrupts off, and publishes `prod` after
 * the record; a tool in dom0 maps ring and list of pages (t_info) and writes
 * `cons`, which is therefore looked at with distrust: any value outside the
 * range ends tracing.  Pages are given to DOMID_XEN, whose pages dom0 may map,
 * and stay for ever: nobody knows when the last tool has unmapped them.
 *
 * `control` of sysctl is serialised by the caller; `trace_on` is set after all
 * it stands for.
 */
#include <xen/trace.h>

#include <xen/arch/cpu.h>
#include <xen/arch/mm.h>
#include <xen/atomic.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/event.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/sched.h>
#include <xen/smp.h>
#include <xen/softirq.h>
#include <xen/string.h>
#include <public/sysctl.h>

struct ring {
	char **page;	      /* NULL: this CPU has none */
	uint32_t lost;	      /* records since there was no room */
	uint64_t lost_cycles; /* when the first of them was */
};
static DEFINE_PER_CPU(struct ring, ring);

bool trace_on __read_mostly;
static uint32_t event_mask = TRC_ALL;
static cpumask_t cpu_mask;
static unsigned int ring_pages; /* of each ring; 0: there are none */
static uint32_t data_size;	/* bytes of records in each ring */
static struct t_info *info;
static unsigned int info_order;

static unsigned int opt_tbuf_size;
PARAM_UINT("tbuf_size", opt_tbuf_size);
static unsigned int opt_tevt_mask;
PARAM_UINT("tevt_mask", opt_tevt_mask);

/* ---- A record ---- */

static struct t_buf *head(const struct ring *r)
{
	return (struct t_buf *)r->page[0];
}

/* The word at a byte offset of the records; offsets are multiples of 4. */
static uint32_t *word_at(const struct ring *r, uint32_t offset)
{
	offset += sizeof(struct t_buf);
	return (uint32_t *)(r->page[offset >> PAGE_SHIFT] +
			    (offset & ~PAGE_MASK));
}

static uint32_t record_size(unsigned int words, bool timed)
{
	return sizeof(uint32_t) * (1 + (timed ? 2 : 0) + words);
}

/* Where the next record goes, and how many bytes there are up to the end. */
static uint32_t offset_of(uint32_t pos)
{
	return pos >= data_size ? pos - data_size : pos;
}

static uint32_t to_wrap(uint32_t pos)
{
	return data_size - offset_of(pos);
}

static uint32_t advance(uint32_t pos, uint32_t bytes)
{
	pos += bytes;
	return pos >= 2 * data_size ? pos - 2 * data_size : pos;
}

/* Writes at `pos`, which has room without wrapping; the position behind it. */
static uint32_t put(const struct ring *r, uint32_t pos, uint32_t event,
		    const uint32_t *data, unsigned int words, bool timed)
{
	uint32_t at = offset_of(pos);
	uint64_t now = timed ? arch_cycles() : 0;

	*word_at(r, at) = event | (uint32_t)words << TRACE_EXTRA_SHIFT |
			  (timed ? (uint32_t)TRC_HD_CYCLE_FLAG : 0);
	at += 4;
	if (timed) {
		*word_at(r, at) = (uint32_t)now;
		*word_at(r, at + 4) = now >> 32;
		at += 8;
	}
	for (unsigned int i = 0; i < words; i++, at += 4)
		*word_at(r, at) = data ? data[i] : 0;
	return advance(pos, record_size(words, timed));
}

/* Fills the rest in front of the end, if `bytes` don't fit there. */
static uint32_t wrap(const struct ring *r, uint32_t pos, uint32_t bytes)
{
	uint32_t room = to_wrap(pos);
	unsigned int words = room / 4 - 1;
	bool timed = words > TRACE_EXTRA_MAX;

	if (bytes <= room)
		return pos;
	return put(r, pos, TRC_TRACE_WRAP_BUFFER, NULL,
		   timed ? words - 2 : words, timed);
}

static uint32_t wrap_size(uint32_t pos, uint32_t bytes)
{
	uint32_t room = to_wrap(pos);

	return bytes <= room ? 0 : room;
}

#define LOST_WORDS 4u

/* How many were lost, by whom, since when: as xenalyze knows it. */
static uint32_t put_lost(struct ring *r, uint32_t pos)
{
	const struct vcpu *v = current;
	uint32_t data[LOST_WORDS] = {
		r->lost,
		v->domain->id | v->id << 16,
		TRACE_64(r->lost_cycles),
	};

	pos = wrap(r, pos, record_size(LOST_WORDS, true));
	r->lost = 0;
	return put(r, pos, TRC_LOST_RECORDS, data, LOST_WORDS, true);
}

/* ---- Room ---- */

/* Bytes that the tool has not read; -1: it writes nonsense. */
static int64_t unread(uint32_t prod, uint32_t cons)
{
	int64_t used = (int64_t)prod - cons;

	if (used < 0)
		used += 2 * (int64_t)data_size;
	if (cons % 4 || cons >= 2 * data_size || used > data_size)
		return -1;
	return used;
}

/* All that a record needs, with what goes in front of it. */
static uint32_t total_size(const struct ring *r, uint32_t pos, uint32_t bytes)
{
	uint32_t lost = record_size(LOST_WORDS, true), total = 0;

	if (r->lost) {
		total = wrap_size(pos, lost) + lost;
		pos = advance(pos, total);
	}
	return total + wrap_size(pos, bytes) + bytes;
}

static bool wanted(uint32_t event)
{
	uint32_t mask = READ_ONCE(event_mask) & event;

	/* A class and a sub-class of it. */
	return mask >> TRC_CLS_SHIFT && (mask >> TRC_SUBCLS_SHIFT & 0xf) &&
	       cpumask_test(smp_processor_id(), &cpu_mask);
}

/* Interrupts off. */
static void record(struct ring *r, uint32_t event, const uint32_t *data,
		   unsigned int words)
{
	struct t_buf *h = head(r);
	uint32_t bytes = record_size(words, true), pos = h->prod;
	int64_t before, used = unread(pos, READ_ONCE(h->cons));

	if (used < 0) {
		WRITE_ONCE(trace_on, false);
		log_warn("Trace buffer of CPU %u: prod %#x, cons %#x: tracing "
			 "ends\n",
			 smp_processor_id(), pos, READ_ONCE(h->cons));
		return;
	}
	before = used;
	used += total_size(r, pos, bytes);
	if (used > data_size) {
		if (r->lost++ == 0)
			r->lost_cycles = arch_cycles();
		return;
	}
	if (r->lost)
		pos = put_lost(r, pos);
	pos = put(r, wrap(r, pos, bytes), event, data, words, true);
	/* The tool that sees it sees the record. */
	store_release(&h->prod, pos);
	/* Half full: the tool is told, once. */
	if (before < data_size / 2 && used >= data_size / 2)
		softirq_raise(TRACE_SOFTIRQ);
}

void trace_record(uint32_t event, const uint32_t *data, unsigned int words)
{
	struct ring *r = &this_cpu(ring);
	unsigned long flags;

	ASSERT(words <= TRACE_EXTRA_MAX);
	if (!wanted(event))
		return;
	flags = arch_irq_save();
	if (r->page)
		record(r, event, data, words);
	arch_irq_restore(flags);
}

static void tell_tool(void)
{
	evtchn_send_global_virq(VIRQ_TBUF);
}

/* ---- Hypercalls ---- */

/* Which arguments say what is done: a bit each. */
static const uint8_t telling_args[NR_HYPERCALLS] = {
	[__HYPERVISOR_mmu_update] = 1 << 1,
	[__HYPERVISOR_multicall] = 1 << 1,
	[__HYPERVISOR_grant_table_op] = 1 << 0 | 1 << 2,
	[__HYPERVISOR_vcpu_op] = 1 << 0 | 1 << 1,
	[__HYPERVISOR_mmuext_op] = 1 << 1,
	[__HYPERVISOR_sched_op] = 1 << 0,
};

void trace_hypercall(uint32_t event, uint32_t op,
		     const struct hypercall_args *args)
{
	uint32_t data[TRACE_EXTRA_MAX] = { op }, words = 1;

	if (op >= NR_HYPERCALLS)
		return;
	for (unsigned int i = 0; i < 6; i++)
		if (telling_args[array_index_nospec(op, NR_HYPERCALLS)] >> i &
		    1) {
			data[0] |= TRC_PV_HYPERCALL_V2_ARG_32(i);
			data[words++] = args->a[i];
		}
	trace_record(event, data, words);
}

/* ---- Making the buffers ---- */

/* The list of a CPU's frames, in words from t_info's start. */
static unsigned int first_offset(unsigned int nr_cpus)
{
	return DIV_ROUND_UP(offsetof(struct t_info, mfn_offset) +
				    nr_cpus * sizeof(info->mfn_offset[0]),
			    sizeof(uint32_t));
}

static void ring_destroy(struct ring *r, unsigned int pages)
{
	for (unsigned int i = 0; r->page && i < pages; i++)
		if (r->page[i])
			xheap_free(r->page[i], 0);
	xfree(r->page);
	r->page = NULL;
}

/* Not yet visible to anybody. */
static int ring_create(struct ring *r, unsigned int pages)
{
	r->page = xnew_array(char *, pages);
	for (unsigned int i = 0; r->page && i < pages; i++) {
		r->page[i] = xheap_alloc(0);
		if (!r->page[i]) {
			ring_destroy(r, pages);
			return -ENOMEM;
		}
	}
	return r->page ? 0 : -ENOMEM;
}

static void share_all(unsigned int pages, unsigned int nr_cpus)
{
	unsigned int cpu, at = first_offset(nr_cpus);

	for_each_cpu(cpu, &cpu_online_map)
	{
		const struct ring *r = &per_cpu(ring, cpu);

		info->mfn_offset[cpu] = at;
		for (unsigned int i = 0; i < pages; i++) {
			((uint32_t *)info)[at++] =
				mfn_x(virt_to_mfn(r->page[i]));
			xen_page_share(r->page[i], dom_xen);
		}
	}
	info->tbuf_size = pages;
	for (unsigned int i = 0; i < 1u << info_order; i++)
		xen_page_share((char *)info + i * PAGE_SIZE, dom_xen);
}

/* The largest that offsets of 16 and positions of 31 bits can tell. */
static unsigned int most_pages(unsigned int nr_cpus)
{
	return min((UINT16_MAX - first_offset(nr_cpus)) / nr_cpus,
		   (unsigned int)(INT32_MAX / 2 / PAGE_SIZE));
}

static int make_rings(unsigned int pages)
{
	unsigned int cpu, done, nr_cpus = cpumask_last(&cpu_online_map) + 1;
	int ret = 0;

	if (!pages)
		return -EINVAL;
	pages = min(pages, most_pages(nr_cpus));
	info_order = get_order((first_offset(nr_cpus) + nr_cpus * pages) *
			       sizeof(uint32_t));
	info = xheap_alloc(info_order);
	if (!info)
		return -ENOMEM;
	for_each_cpu(cpu, &cpu_online_map)
	{
		ret = ring_create(&per_cpu(ring, cpu), pages);
		if (ret)
			goto err_destroy_rings;
	}
	ring_pages = pages;
	data_size = pages * PAGE_SIZE - sizeof(struct t_buf);
	share_all(pages, nr_cpus);
	log_info("Trace buffers: %u pages for each CPU\n", pages);
	return 0;

err_destroy_rings:
	done = cpu;
	for_each_cpu(cpu, &cpu_online_map)
	{
		if (cpu == done)
			break;
		ring_destroy(&per_cpu(ring, cpu), pages);
	}
	xheap_free(info, info_order);
	info = NULL;
	return ret;
}

/* ---- Control ---- */

static int set_size(unsigned int pages)
{
	/* Tools may have them mapped: they can't change. */
	if (ring_pages)
		return pages == ring_pages ? -EBUSY : -EINVAL;
	return make_rings(pages);
}

static int enable(void)
{
	if (!ring_pages)
		return -EINVAL;
	/* After all that records need. */
	store_release(&trace_on, true);
	return 0;
}

static void disable(void)
{
	unsigned int cpu;

	WRITE_ONCE(trace_on, false);
	/* What is lost from now on nobody wanted. */
	for_each_cpu(cpu, &cpu_online_map)
		WRITE_ONCE(per_cpu(ring, cpu).lost, 0);
}

static int set_cpus(const struct xenctl_bitmap *map)
{
	uint8_t bytes[NR_CPUS / 8] = { 0 };
	unsigned int nr = min_t(uint32_t, map->nr_bits, NR_CPUS);
	unsigned int len = DIV_ROUND_UP(nr, 8u);
	cpumask_t mask = CPUMASK_NONE;

	if (copy_from_guest(bytes, guest_ptr(map->bitmap), len))
		return -EFAULT;
	for (unsigned int i = 0; i < nr; i++)
		if (bytes[i / 8] >> i % 8 & 1)
			cpumask_set(i, &mask);
	cpu_mask = mask;
	return 0;
}

static void get_info(struct xen_sysctl_tbuf_op *op)
{
	op->evt_mask = event_mask;
	op->buffer_mfn = info ? mfn_x(virt_to_mfn(info)) : 0;
	op->size = info ? PAGE_SIZE << info_order : 0;
}

int trace_control(struct xen_sysctl_tbuf_op *op)
{
	switch (op->cmd) {
	case XEN_SYSCTL_TBUFOP_get_info:
		get_info(op);
		return 0;
	case XEN_SYSCTL_TBUFOP_set_cpu_mask:
		return set_cpus(&op->cpu_mask);
	case XEN_SYSCTL_TBUFOP_set_evt_mask:
		WRITE_ONCE(event_mask, op->evt_mask);
		return 0;
	case XEN_SYSCTL_TBUFOP_set_size:
		return set_size(op->size);
	case XEN_SYSCTL_TBUFOP_enable:
		return enable();
	case XEN_SYSCTL_TBUFOP_disable:
		disable();
		return 0;
	default:
		return -EINVAL;
	}
}

void __init trace_init(void)
{
	cpumask_setall(&cpu_mask);
	softirq_open(TRACE_SOFTIRQ, tell_tool);
	if (opt_tevt_mask)
		event_mask = opt_tevt_mask;
	if (!opt_tbuf_size)
		return;
	if (make_rings(opt_tbuf_size))
		log_warn("tbuf_size=%u: no memory for trace buffers\n",
			 opt_tbuf_size);
	else
		enable();
}
