/*
 * console_io.c: guests' text on the hypervisor's console, and what was typed
 * for dom0.
 *
 * Dom0 writes straight to the serial line.  Other domains' text becomes
 * messages of the log, a line at a time, held back by guest_loglvl= and the
 * rate limit; their unfinished lines wait in a few buffers, of which the
 * oldest is written out when one more is needed.
 *
 * Lock: `lines_lock`, LOCK_LEAF.
 */
#include <xen/console.h>
#include <xen/ctype.h>
#include <xen/domain.h>
#include <xen/errno.h>
#include <xen/guest_copy.h>
#include <xen/hypercall.h>
#include <xen/log.h>
#include <xen/string.h>

#define LINE_LEN 120
#define NR_LINES 8

static struct line {
	domid_t domid;
	unsigned int len; /* 0: free */
	char text[LINE_LEN + 1];
} lines[NR_LINES];
static unsigned int next_victim;
static struct spinlock lines_lock = SPINLOCK_INIT(LOCK_LEAF);

static void line_out(struct line *l)
{
	l->text[l->len] = '\0';
	log_guest(LOG_DEBUG, "d%u: %s\n", l->domid, l->text);
	l->len = 0;
}

static struct line *line_of(domid_t id)
{
	struct line *free = NULL;

	for (unsigned int i = 0; i < NR_LINES; i++) {
		if (lines[i].len && lines[i].domid == id)
			return &lines[i];
		if (!lines[i].len)
			free = &lines[i];
	}
	if (!free) {
		free = &lines[next_victim++ % NR_LINES];
		line_out(free);
	}
	free->domid = id;
	return free;
}

static void guest_text(domid_t id, const char *s, size_t len)
{
	struct line *l;

	spin_lock(&lines_lock);
	l = line_of(id);
	for (; len; len--, s++) {
		if (*s == '\n' || *s == '\0') {
			if (l->len)
				line_out(l);
			continue;
		}
		if (*s == '\t' || (*s >= ' ' && *s < 0x7f))
			l->text[l->len++] = *s;
		if (l->len == LINE_LEN)
			line_out(l);
	}
	spin_unlock(&lines_lock);
}

static long console_out(struct vcpu *v, struct hypercall_args *args)
{
	char chunk[128];

	while (args->a[1]) {
		size_t n = min(args->a[1], sizeof(chunk));

		if (copy_from_guest(chunk, guest_ptr_reg(args->a[2]), n))
			return -EFAULT;
		if (is_hardware_domain(v->domain))
			console_write(chunk, n);
		else
			guest_text(v->domain->id, chunk, n);
		args->a[1] -= n;
		args->a[2] += n;
		if (args->a[1] && hypercall_preempt())
			return -ERESTART;
	}
	return 0;
}

static long console_in(struct vcpu *v, guest_ptr_t buf, size_t count)
{
	char chunk[128];
	size_t done = 0, n;

	if (!is_hardware_domain(v->domain))
		return -EPERM;
	while (done < count) {
		n = console_rx_read(chunk, min(count - done, sizeof(chunk)));
		if (!n)
			break;
		if (copy_to_guest(guest_ptr_at(buf, done, 1), chunk, n))
			return -EFAULT;
		done += n;
	}
	return done;
}

/* a[0]: CONSOLEIO_*; a[1]: bytes; a[2]: address. */
long hc_console_io(struct vcpu *v, struct hypercall_args *args)
{
	uint32_t count = args->a[1];

	if (count > INT32_MAX)
		return -E2BIG;
	args->a[1] = count;
	switch ((uint32_t)args->a[0]) {
	case CONSOLEIO_write:
		return console_out(v, args);
	case CONSOLEIO_read:
		return console_in(v, guest_ptr_reg(args->a[2]), count);
	default:
		return -ENOSYS;
	}
}
