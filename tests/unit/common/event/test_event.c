/*
 * test_event.c: event channels through the hypercall, as a guest sees them.
 *
 * The FIFO tests play the guest's side as Linux does (one queue a priority,
 * head remembered, link followed) against a model of plain lists: each event
 * comes out of the queue that it was sent to, in the order of the sends, none
 * is lost and none comes twice.  Then the guest is hostile: a thread flips
 * bits of all shared words while events are sent.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <pthread.h>
#include <cmocka.h>

#include <xen/event.h>
#include <xen/hypercall.h>
#include <public/event_channel.h>

#include "../sched/sim.h"
#include "seed.h"

#define VCPUS 3

/* ---- Allocations that fail ---- */

static long fail_in = -1; /* this many succeed first; -1: all */

static bool refuse(void)
{
	return fail_in >= 0 && fail_in-- == 0;
}

void *__real_slab_alloc(size_t size, size_t align);
void *__wrap_slab_alloc(size_t size, size_t align);
void *__wrap_slab_alloc(size_t size, size_t align)
{
	return refuse() ? NULL : __real_slab_alloc(size, align);
}

void *__real_slab_array(size_t size, size_t n);
void *__wrap_slab_array(size_t size, size_t n);
void *__wrap_slab_array(size_t size, size_t n)
{
	return refuse() ? NULL : __real_slab_array(size, n);
}

/* ---- Domains and their hypercalls ---- */

static struct domain *make(unsigned int max_port)
{
	static domid_t next = 100;
	struct xen_domctl_createdomain config = {
		.max_vcpus = VCPUS,
		.max_evtchn_port = max_port,
		.max_grant_frames = 1,
		.max_maptrack_frames = 1,
		.grant_opts = 1,
	};
	struct domain *d;

	assert_int_equal(domain_create(next++, &config, false, &d), 0);
	d->max_pages = 1000;
	for (unsigned int i = 0; i < VCPUS; i++)
		assert_non_null(vcpu_create(d, i));
	return d;
}

static long op(struct domain *d, unsigned int cmd, void *arg)
{
	struct hypercall_args args = { { cmd, (unsigned long)arg } };
	long ret;

	host_become(0, d->vcpu[0]);
	ret = hc_event_channel_op(d->vcpu[0], &args);
	host_become(0, sim_current[0]);
	return ret;
}

static int alloc_unbound(struct domain *d, domid_t remote)
{
	struct evtchn_alloc_unbound a = { .dom = DOMID_SELF,
					  .remote_dom = remote };
	long ret = op(d, EVTCHNOP_alloc_unbound, &a);

	return ret ? (int)ret : (int)a.port;
}

static int bind_to(struct domain *d, domid_t remote, unsigned int port)
{
	struct evtchn_bind_interdomain b = { .remote_dom = remote,
					     .remote_port = port };
	long ret = op(d, EVTCHNOP_bind_interdomain, &b);

	return ret ? (int)ret : (int)b.local_port;
}

static int bind_ipi(struct domain *d, unsigned int vcpu)
{
	struct evtchn_bind_ipi b = { .vcpu = vcpu };
	long ret = op(d, EVTCHNOP_bind_ipi, &b);

	return ret ? (int)ret : (int)b.port;
}

static long send(struct domain *d, int port)
{
	struct evtchn_send s = { (uint32_t)port };

	return op(d, EVTCHNOP_send, &s);
}

static long unmask(struct domain *d, int port)
{
	struct evtchn_unmask u = { (uint32_t)port };

	return op(d, EVTCHNOP_unmask, &u);
}

static long close_port(struct domain *d, int port)
{
	struct evtchn_close c = { (uint32_t)port };

	return op(d, EVTCHNOP_close, &c);
}

static long reset(struct domain *d)
{
	struct evtchn_reset r = { DOMID_SELF };

	return op(d, EVTCHNOP_reset, &r);
}

static struct evtchn_status status(struct domain *d, int port)
{
	struct evtchn_status s = { .dom = DOMID_SELF, .port = (uint32_t)port };

	assert_int_equal(op(d, EVTCHNOP_status, &s), 0);
	return s;
}

static bool pending_2l(struct domain *d, int port)
{
	return d->shared_info->evtchn_pending[port / 64] >> (port % 64) & 1;
}

/* ---- Two levels ---- */

static void test_limits_2l(void **state)
{
	struct domain *d = make(~0u);

	for (int port = 1; port < 4096; port++)
		assert_int_equal(alloc_unbound(d, 0), port);
	assert_int_equal(alloc_unbound(d, 0), -ENOSPC);
	assert_int_equal(close_port(d, 4095), 0);
	assert_int_equal(close_port(d, 77), 0);
	assert_int_equal(close_port(d, 77), -EINVAL);
	assert_int_equal(close_port(d, 4096), -EINVAL);
	assert_int_equal(close_port(d, 0), -EINVAL);
	assert_int_equal(bind_ipi(d, 0), 77);
	assert_int_equal(bind_ipi(d, 0), 4095);
	assert_int_equal(bind_ipi(d, 0), -ENOSPC);
	assert_int_equal(reset(d), 0);
	assert_int_equal(alloc_unbound(d, 0), 1);
	sim_kill(d);

	d = make(3);
	for (int port = 1; port <= 3; port++)
		assert_int_equal(alloc_unbound(d, 0), port);
	assert_int_equal(alloc_unbound(d, 0), -ENOSPC);
	sim_kill(d);
}

static void test_interdomain(void **state)
{
	struct domain *a = make(~0u), *b = make(~0u);
	struct evtchn_bind_vcpu bv;
	int pa, pb;

	assert_int_equal(alloc_unbound(a, 0x7000), 1);
	pa = alloc_unbound(a, b->id);
	assert_int_equal(send(a, pa), 0);
	assert_int_equal(bind_to(b, 999, (unsigned int)pa), -ESRCH);
	assert_int_equal(bind_to(b, a->id, 1), -EINVAL);
	assert_int_equal(bind_to(b, a->id, 1u << 30), -EINVAL);
	pb = bind_to(b, a->id, (unsigned int)pa);
	assert_true(pb > 0);
	assert_true(pending_2l(b, pb));
	assert_int_equal(bind_to(b, a->id, (unsigned int)pa), -EINVAL);
	assert_int_equal(status(a, pa).status, EVTCHNSTAT_interdomain);
	assert_int_equal(status(a, pa).u.interdomain.dom, b->id);
	assert_int_equal(status(a, pa).u.interdomain.port, pb);

	b->shared_info->evtchn_mask[0] = ~0ULL;
	b->shared_info->evtchn_pending[0] = 0;
	for (int i = 0; i < VCPUS; i++) {
		b->vcpu[i]->vcpu_info->evtchn_upcall_pending = 0;
		b->vcpu[i]->vcpu_info->evtchn_pending_sel = 0;
	}
	bv = (struct evtchn_bind_vcpu){ (uint32_t)pb, 2 };
	assert_int_equal(op(b, EVTCHNOP_bind_vcpu, &bv), 0);
	assert_int_equal(send(a, pa), 0);
	assert_true(pending_2l(b, pb));
	assert_int_equal(b->vcpu[2]->vcpu_info->evtchn_upcall_pending, 0);
	assert_int_equal(unmask(b, pb), 0);
	assert_int_equal(b->vcpu[2]->vcpu_info->evtchn_upcall_pending, 1);
	assert_int_equal(b->vcpu[2]->vcpu_info->evtchn_pending_sel, 1);
	assert_int_equal(b->vcpu[0]->vcpu_info->evtchn_upcall_pending, 0);

	bv.vcpu = VCPUS;
	assert_int_equal(op(b, EVTCHNOP_bind_vcpu, &bv), -ENOENT);
	assert_int_equal(close_port(b, pb), 0);
	assert_false(pending_2l(b, pb));
	assert_int_equal(status(a, pa).status, EVTCHNSTAT_unbound);
	assert_int_equal(status(a, pa).u.unbound.dom, b->id);
	pb = bind_to(b, a->id, (unsigned int)pa);
	assert_true(pb > 0);
	/* The death of one leaves the other's end unbound. */
	sim_kill(b);
	assert_int_equal(status(a, pa).status, EVTCHNSTAT_unbound);
	assert_int_equal(send(a, pa), 0);
	sim_kill(a);
}

static void test_virq(void **state)
{
	struct domain *d = make(~0u);
	struct evtchn_bind_virq b = { .virq = VIRQ_TIMER, .vcpu = 1 };
	struct evtchn_bind_vcpu bv;

	assert_int_equal(op(d, EVTCHNOP_bind_virq, &b), 0);
	bv = (struct evtchn_bind_vcpu){ b.port, 0 };
	assert_int_equal(op(d, EVTCHNOP_bind_vcpu, &bv), -EINVAL);
	evtchn_send_vcpu_virq(d->vcpu[0], VIRQ_TIMER);
	assert_false(pending_2l(d, (int)b.port));
	evtchn_send_vcpu_virq(d->vcpu[1], VIRQ_TIMER);
	assert_true(pending_2l(d, (int)b.port));
	assert_int_equal(d->vcpu[1]->vcpu_info->evtchn_upcall_pending, 1);
	assert_int_equal(op(d, EVTCHNOP_bind_virq, &b), -EEXIST);
	assert_int_equal(send(d, (int)b.port), -EINVAL);
	assert_int_equal(close_port(d, (int)b.port), 0);
	evtchn_send_vcpu_virq(d->vcpu[1], VIRQ_TIMER);
	assert_false(pending_2l(d, (int)b.port));

	b = (struct evtchn_bind_virq){ .virq = NR_VIRQS };
	assert_int_equal(op(d, EVTCHNOP_bind_virq, &b), -EINVAL);
	b = (struct evtchn_bind_virq){ .virq = VIRQ_DOM_EXC, .vcpu = 1 };
	assert_int_equal(op(d, EVTCHNOP_bind_virq, &b), -EINVAL);
	b.vcpu = 0;
	assert_int_equal(op(d, EVTCHNOP_bind_virq, &b), 0);
	evtchn_send_global_virq(VIRQ_DOM_EXC);
	assert_false(pending_2l(d, (int)b.port));
	assert_int_equal(evtchn_set_global_virq(d, VIRQ_TIMER), -EINVAL);
	assert_int_equal(evtchn_set_global_virq(d, VIRQ_DOM_EXC), 0);
	evtchn_send_global_virq(VIRQ_DOM_EXC);
	assert_true(pending_2l(d, (int)b.port));
	sim_kill(d);
}

static void test_commands(void **state)
{
	struct domain *d = make(~0u), *e = make(~0u);
	struct evtchn_alloc_unbound a = { .dom = e->id, .remote_dom = 0 };
	struct evtchn_reset r = { e->id };
	struct evtchn_set_priority p = { 1, 3 };
	struct evtchn_expand_array x = { 1 };
	struct {
		uint32_t cmd;
		struct evtchn_bind_ipi ipi;
	} old = { EVTCHNOP_bind_ipi, { .vcpu = 0 } };
	struct hypercall_args args = { { (unsigned long)&old } };

	assert_int_equal(op(d, EVTCHNOP_alloc_unbound, &a), -EPERM);
	assert_int_equal(op(d, EVTCHNOP_reset, &r), -EPERM);
	assert_int_equal(op(d, 99, &r), -ENOSYS);
	assert_int_equal(op(d, EVTCHNOP_send, NULL), -EFAULT);
	assert_int_equal(op(d, EVTCHNOP_set_priority, &p), -ENOSYS);
	assert_int_equal(op(d, EVTCHNOP_expand_array, &x), -EOPNOTSUPP);
	d->is_privileged = true;
	assert_int_equal(op(d, EVTCHNOP_alloc_unbound, &a), 0);
	host_become(0, d->vcpu[0]);
	assert_int_equal(hc_event_channel_op_compat(d->vcpu[0], &args), 0);
	old.cmd = EVTCHNOP_init_control;
	assert_int_equal(hc_event_channel_op_compat(d->vcpu[0], &args),
			 -ENOSYS);
	host_become(0, sim_current[0]);
	assert_int_equal(status(d, (int)old.ipi.port).status, EVTCHNSTAT_ipi);
	sim_kill(d);
	sim_kill(e);
}

static void test_poll(void **state)
{
	struct domain *d = make(~0u);
	struct vcpu *v = d->vcpu[1];
	int a = bind_ipi(d, 0), b = bind_ipi(d, 0);

	d->shared_info->evtchn_mask[0] = ~0ULL;
	v->poll_evtchn = b;
	atomic_set_bit(VPF_blocked, &v->pause_flags);
	atomic_set_bit(1, &d->poll_mask);
	assert_int_equal(send(d, a), 0);
	assert_int_equal(d->poll_mask, 2);
	assert_true(evtchn_port_is_pending(d, (unsigned int)a));
	assert_false(evtchn_port_is_pending(d, (unsigned int)b));
	assert_int_equal(send(d, b), 0);
	assert_int_equal(d->poll_mask, 0);
	assert_false(v->pause_flags & BIT(VPF_blocked));
	sim_kill(d);
}

/* ---- FIFO ---- */

static struct page_info *control_page[VCPUS], *array_page[128];

static mfn_t new_page(struct domain *d, struct page_info **pg)
{
	*pg = domain_page_alloc(d, 0, 0);
	assert_non_null(*pg);
	return page_to_mfn(*pg);
}

static long init_control(struct domain *d, unsigned int vcpu)
{
	struct evtchn_init_control c = { .vcpu = vcpu, .offset = 8 * vcpu };
	long ret;

	c.control_gfn = mfn_x(new_page(d, &control_page[vcpu]));
	ret = op(d, EVTCHNOP_init_control, &c);
	if (!ret)
		assert_int_equal(c.link_bits, 17);
	return ret;
}

static long expand(struct domain *d, unsigned int i)
{
	struct evtchn_expand_array x;

	x.array_gfn = mfn_x(new_page(d, &array_page[i]));
	return op(d, EVTCHNOP_expand_array, &x);
}

/* The guest gives all its pages back, as domain_kill() makes it do. */
static void kill_with_pages(struct domain *d)
{
	struct page_info *pg;

	d->max_pages = 0;
	reset(d);
	while ((pg = page_list_first(&d->pages))) {
		assert_int_equal(pg->count_info & PGC_count_mask, 1);
		page_put_alloc_ref(pg);
	}
	sim_kill(d);
}

static struct evtchn_fifo_control_block *control(unsigned int vcpu)
{
	return (void *)((char *)mfn_to_virt(page_to_mfn(control_page[vcpu])) +
			8 * vcpu);
}

static event_word_t *word(int port)
{
	return (event_word_t *)mfn_to_virt(
		       page_to_mfn(array_page[port / 1024])) +
	       port % 1024;
}

static void test_limits_fifo(void **state)
{
	struct domain *d = make(~0u);
	struct evtchn_init_control c = { .vcpu = VCPUS };
	struct page_info *extra;
	struct evtchn_expand_array x;

	assert_int_equal(op(d, EVTCHNOP_init_control, &c), -ENOENT);
	c = (struct evtchn_init_control){ .offset = 4 };
	assert_int_equal(op(d, EVTCHNOP_init_control, &c), -EINVAL);
	c = (struct evtchn_init_control){ .offset = 4096 - 64 };
	assert_int_equal(op(d, EVTCHNOP_init_control, &c), -EINVAL);

	/* No memory: as if nothing had happened. */
	for (fail_in = 0;; fail_in = 1) {
		long was = fail_in;

		assert_int_equal(init_control(d, 0), -ENOMEM);
		fail_in = -1;
		assert_int_equal(control_page[0]->count_info & PGC_count_mask,
				 1);
		assert_int_equal(expand(d, 0), -EOPNOTSUPP);
		if (was == 1)
			break;
	}
	c = (struct evtchn_init_control){ .control_gfn = ~0ULL };
	assert_int_equal(op(d, EVTCHNOP_init_control, &c), -EINVAL);
	assert_int_equal(init_control(d, 0), 0);
	assert_int_equal(control_page[0]->count_info & PGC_count_mask, 2);
	assert_int_equal(init_control(d, 0), -EINVAL);
	assert_int_equal(init_control(d, 1), 0);

	for (int port = 1; port < 131072; port++)
		assert_int_equal(alloc_unbound(d, 0), port);
	assert_int_equal(alloc_unbound(d, 0), -ENOSPC);
	for (unsigned int i = 0; i < 128; i++)
		assert_int_equal(expand(d, i), 0);
	x.array_gfn = mfn_x(new_page(d, &extra));
	assert_int_equal(op(d, EVTCHNOP_expand_array, &x), -ENOSPC);
	assert_int_equal(reset(d), 0);
	assert_int_equal(array_page[5]->count_info & PGC_count_mask, 1);
	assert_int_equal(expand(d, 0), -EOPNOTSUPP);
	for (int port = 1; port < 4096; port++)
		assert_int_equal(alloc_unbound(d, 0), port);
	assert_int_equal(alloc_unbound(d, 0), -ENOSPC);
	kill_with_pages(d);
}

/* Pending before the switch, and before the page, comes with the page. */
static void test_switch(void **state)
{
	struct domain *d = make(~0u);
	int a = bind_ipi(d, 0), b = bind_ipi(d, 0);

	assert_int_equal(send(d, a), 0);
	assert_int_equal(init_control(d, 0), 0);
	assert_int_equal(send(d, b), 0);
	assert_int_equal(expand(d, 0), 0);
	assert_int_equal(control(0)->ready, 1 << 7);
	assert_int_equal(control(0)->head[7], a);
	assert_int_equal(*word(a), 0xa0000000u | (unsigned int)b);
	assert_int_equal(*word(b), 0xa0000000u);
	/* A closed port that is still linked is not given out again. */
	assert_int_equal(close_port(d, a), 0);
	assert_int_not_equal(bind_ipi(d, 0), a);
	*word(a) = 0;
	assert_int_equal(bind_ipi(d, 0), a);
	kill_with_pages(d);
}

#define PORTS 40
#define STEPS 200000

struct queue {
	int port[PORTS + 1];
	int n;
};

/* The model, and the guest's own state. */
static struct queue queues[VCPUS][16];
static struct model {
	int port;
	int sender; /* the other end */
	unsigned int vcpu, prio;
	bool pending, masked, queued;
} ports[PORTS];
static uint32_t guest_ready[VCPUS];
static uint32_t guest_head[VCPUS][16];

static void model_raise(struct model *m)
{
	struct queue *q = &queues[m->vcpu][m->prio];

	if (!m->pending || m->masked || m->queued)
		return;
	m->queued = true;
	q->port[q->n++] = (int)(m - ports);
}

/* One event of vCPU `v`, as Linux takes it; compares with the model. */
static void consume(unsigned int v)
{
	uint32_t ready = guest_ready[v] | atomic_xchg(&control(v)->ready, 0);
	unsigned int prio = 0, port, head;
	struct queue *q;
	struct model *m;

	guest_ready[v] = ready;
	if (!ready) {
		for (int i = 0; i < 16; i++)
			assert_int_equal(queues[v][i].n, 0);
		return;
	}
	while (!(ready >> prio & 1))
		prio++;
	for (unsigned int i = 0; i < prio; i++)
		assert_int_equal(queues[v][i].n, 0);
	q = &queues[v][prio];
	head = guest_head[v][prio];
	port = head ? head : control(v)->head[prio];
	assert_true(q->n > 0);
	m = &ports[q->port[0]];
	assert_int_equal(port, m->port);
	assert_true(*word(m->port) & 1u << EVTCHN_FIFO_LINKED);
	head = *word(m->port) & EVTCHN_FIFO_LINK_MASK;
	*word(m->port) &= ~(1u << EVTCHN_FIFO_LINKED | EVTCHN_FIFO_LINK_MASK);
	guest_head[v][prio] = head;
	if (!head)
		guest_ready[v] &= ~(1u << prio);
	assert_int_equal(!head, q->n == 1);
	memmove(q->port, q->port + 1, (size_t)--q->n * sizeof(int));
	m->queued = false;
	assert_int_equal(!!(*word(m->port) & 1u << EVTCHN_FIFO_PENDING),
			 m->pending);
	if (!m->masked) {
		m->pending = false;
		*word(m->port) &= ~(1u << EVTCHN_FIFO_PENDING);
	}
}

static void bind_ports(struct domain *d)
{
	memset(queues, 0, sizeof(queues));
	memset(guest_ready, 0, sizeof(guest_ready));
	memset(guest_head, 0, sizeof(guest_head));
	for (int i = 0; i < PORTS; i++) {
		ports[i] = (struct model){ .prio = 7 };
		ports[i].port = alloc_unbound(d, DOMID_SELF);
		*word(ports[i].port) = 1u << EVTCHN_FIFO_MASKED;
		ports[i].masked = true;
		ports[i].sender =
			bind_to(d, d->id, (unsigned int)ports[i].port);
		assert_true(ports[i].port > 0 && ports[i].sender > 0);
		/* Binding raised the sender's own end: nobody cares. */
	}
	/* Drain what binding raised. */
	for (int i = 0; i < PORTS; i++)
		*word(ports[i].sender) = 1u << EVTCHN_FIFO_MASKED;
}

static struct domain *fifo_domain(void)
{
	struct domain *d = make(~0u);

	for (unsigned int v = 0; v < VCPUS; v++)
		assert_int_equal(init_control(d, v), 0);
	assert_int_equal(expand(d, 0), 0);
	for (int i = 0; i < 1024; i++)
		*word(i) = 1u << EVTCHN_FIFO_MASKED;
	bind_ports(d);
	return d;
}

static void random_step(struct domain *d)
{
	struct model *m = &ports[rand() % PORTS];
	struct evtchn_set_priority p;
	struct evtchn_bind_vcpu bv;

	switch (rand() % 10) {
	case 0:
		p = (struct evtchn_set_priority){ (uint32_t)m->port,
						  (uint32_t)rand() % 17 };
		assert_int_equal(op(d, EVTCHNOP_set_priority, &p),
				 p.priority > 15 ? -EINVAL : 0);
		if (p.priority <= 15)
			m->prio = p.priority;
		break;
	case 1:
		bv = (struct evtchn_bind_vcpu){ (uint32_t)m->port,
						(uint32_t)rand() % VCPUS };
		assert_int_equal(op(d, EVTCHNOP_bind_vcpu, &bv), 0);
		m->vcpu = bv.vcpu;
		break;
	case 2:
		*word(m->port) |= 1u << EVTCHN_FIFO_MASKED;
		m->masked = true;
		break;
	case 3:
	case 4:
		assert_int_equal(unmask(d, m->port), 0);
		m->masked = false;
		model_raise(m);
		break;
	case 5:
	case 6:
	case 7:
		assert_int_equal(send(d, m->sender), 0);
		m->pending = true;
		model_raise(m);
		break;
	default:
		consume((unsigned int)rand() % VCPUS);
	}
}

static void test_fifo_model(void **state)
{
	struct domain *d = fifo_domain();

	test_seed();
	for (int i = 0; i < STEPS; i++)
		random_step(d);
	for (unsigned int v = 0; v < VCPUS; v++)
		for (int i = 0; i <= PORTS; i++)
			consume(v);
	for (unsigned int v = 0; v < VCPUS; v++)
		for (int i = 0; i < 16; i++)
			assert_int_equal(queues[v][i].n, 0);
	kill_with_pages(d);
}

static volatile bool stop;

static void *flip(void *unused)
{
	unsigned int x = 12345;

	while (!stop) {
		uint32_t *p;

		x = x * 1103515245 + 12345;
		if (x >> 28)
			p = word((int)(x >> 8) % 128);
		else
			p = (uint32_t *)(void *)control(x >> 8 & 1) +
			    (x >> 16) % 18;
		__atomic_fetch_xor(p, 1u << (x >> 27 & 31), __ATOMIC_SEQ_CST);
		if (!(x >> 8 & 255))
			sched_yield();
	}
	return NULL;
}

static void test_fifo_hostile(void **state)
{
	struct domain *d = fifo_domain();
	pthread_t thread;

	stop = false;
	assert_int_equal(pthread_create(&thread, NULL, flip, NULL), 0);
	for (int i = 0; i < STEPS; i++) {
		int port = rand() % 100;
		struct evtchn_set_priority p = { (uint32_t)port,
						 (uint32_t)rand() % 20 };
		struct evtchn_bind_vcpu bv = { (uint32_t)port,
					       (uint32_t)rand() % 5 };

		(void)send(d, port);
		(void)unmask(d, port);
		(void)op(d, EVTCHNOP_set_priority, &p);
		(void)op(d, EVTCHNOP_bind_vcpu, &bv);
		if (i % 64 == 0) {
			(void)close_port(d, port);
			(void)bind_ipi(d, (unsigned int)rand() % VCPUS);
		}
	}
	stop = true;
	pthread_join(thread, NULL);
	/* It only harmed itself, and starts again. */
	assert_int_equal(reset(d), 0);
	assert_int_equal(alloc_unbound(d, 0), 1);
	kill_with_pages(d);
}

static int setup(void **state)
{
	sim_init(2, 2);
	(void)sim_run;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits_2l),
		cmocka_unit_test(test_interdomain),
		cmocka_unit_test(test_virq),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_poll),
		cmocka_unit_test(test_limits_fifo),
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_fifo_model),
		cmocka_unit_test(test_fifo_hostile),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
