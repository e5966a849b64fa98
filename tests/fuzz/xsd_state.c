/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xsd_state.c (fuzz): damaged journals into a new xenstored.
 *
 * Checksums would end each attempt at once, so the input is a series of
 * records without them; they are put where the input has a COMMIT and at the
 * end.  Whatever was accepted must be something that can be written and read
 * again.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xen/io/xs_wire.h>

#include "conn.h"
#include "domain.h"
#include "driver.h"
#include "quota.h"
#include "record.h"
#include "state.h"
#include "xen.h"

static unsigned long accepted, refused;
static struct xenstore_domain_interface ring;

static int fake_map(unsigned int domid, uint64_t gfn,
		    struct xenstore_domain_interface **out)
{
	*out = &ring;
	return 0;
}

static void fake_unmap(unsigned int domid, struct xenstore_domain_interface *r)
{
}

static int fake_bind(unsigned int domid, unsigned int remote_port)
{
	return 1;
}

static void fake_port(unsigned int port)
{
}

static int fake_state(unsigned int domid)
{
	return domid == 3 ? DOMAIN_DYING : DOMAIN_RUNNING;
}

static const struct xen_ops xen = {
	.map = fake_map,
	.unmap = fake_unmap,
	.bind = fake_bind,
	.unbind = fake_port,
	.notify = fake_port,
	.state = fake_state,
};

static void sum_up(const uint8_t *data, size_t size, struct record_buf *b)
{
	const struct record *rec;
	size_t pos = 0, start = 0;
	void *body;

	while ((rec = record_next((const char *)data, size, &pos))) {
		if (rec->type == REC_COMMIT) {
			record_commit(b, start);
			start = b->len;
			continue;
		}
		body = record_put(b, rec->type, rec->len);
		if (body)
			memcpy(body, record_body(rec), rec->len);
	}
	record_commit(b, start);
}

static int try(const struct record_buf *b, struct record_buf *saved)
{
	static struct daemon d;
	int r;

	memset(&ring, 0, sizeof(ring));
	if (daemon_init(&d, &xen))
		return -1;
	r = state_load(&d, b->data, b->len, false);
	if (!r) {
		state_loaded(&d);
		daemon_run_active(&d);
		state_save(&d, saved, NULL);
	}
	daemon_fini(&d);
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record_buf b = { .len = 0 }, saved = { .len = 0 };
	struct record_buf again = { .len = 0 };
	const struct quota limits = quota;

	sum_up(data, size, &b);
	if (try(&b, &saved)) {
		refused++;
	} else {
		accepted++;
		if (try(&saved, &again))
			abort();
	}
	quota = limits;
	record_fini(&b);
	record_fini(&saved);
	record_fini(&again);
	return 0;
}

bool fuzz_report(void)
{
	printf("# %lu accepted, %lu refused\n", accepted, refused);
	return accepted && refused;
}
