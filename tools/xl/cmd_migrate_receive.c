// SPDX-License-Identifier: GPL-2.0-only
/*
 * xl migrate-receive: the receiving side, on standard input and output.
 *
 * Until it has read MIGRATE_GO its copy does not run, and is removed if
 * anything goes wrong or this process ends.
 */
#include "migrate.h"

#include "image.h"

#include <fcntl.h>
#include <signal.h>

#define SENDER "the sending host"

static int report(char status)
{
	if (migrate_say(1, MIGRATE_REPORT, SENDER))
		return -1;
	return libxl_write_exactly(ctx, 1, &status, 1, SENDER, "the report")
		       ? -1
		       : 0;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && !strcmp(s + n - m, end);
}

/*
 * Is there a guest of that UUID that has been started here?  Copies that have
 * not are removed, so that they never will be.
 */
static bool started_here(const libxl_uuid *uuid)
{
	libxl_vminfo *list;
	bool started = false;
	char *name;
	int i, nr = 0;

	list = libxl_list_vm(ctx, &nr);
	for (i = 0; i < nr; i++) {
		if (libxl_uuid_compare(&list[i].uuid, uuid))
			continue;
		name = libxl_domid_to_name(ctx, list[i].domid);
		if (name && ends_with(name, INCOMING_SUFFIX))
			libxl_domain_destroy(ctx, list[i].domid, NULL);
		else if (name && !ends_with(name, AWAY_SUFFIX))
			started = true;
		free(name);
	}
	libxl_vminfo_list_free(list, nr);
	return started;
}

static int answer_query(const struct image *image)
{
	libxl_uuid uuid;

	if (!image->config || libxl_uuid_from_string(&uuid, image->config)) {
		complain("a question without a UUID");
		return 1;
	}
	return report(started_here(&uuid) ? 0 : 1) ? 1 : 0;
}

static int start(struct received *r, bool paused)
{
	char *incoming = xasprintf("%s" INCOMING_SUFFIX, r->name);
	int rc = libxl_domain_rename(ctx, r->domid, incoming, r->name);

	free(incoming);
	if (rc)
		return rc;
	if (!paused)
		return libxl_domain_unpause(ctx, r->domid, NULL);
	libxl_ctx_guard_end(ctx, r->domid);
	return 0;
}

static int finish(struct received *r, const struct restore_options *o)
{
	int rc;

	if (migrate_say(1, MIGRATE_READY, SENDER) ||
	    migrate_expect(0, MIGRATE_GO, SENDER)) {
		fprintf(stderr, "migration target: no permission to start: "
				"destroying our copy.\n");
		libxl_domain_destroy(ctx, r->domid, NULL);
		return 1;
	}
	fprintf(stderr, "migration target: Got permission, starting domain.\n");
	rc = start(r, o->paused);
	if (rc) {
		complain("%s cannot be started (%d)", r->name, rc);
		libxl_domain_destroy(ctx, r->domid, NULL);
	}
	report(rc ? 1 : 0);
	if (rc)
		return 1;
	if (!o->no_monitor)
		return monitor(r->domid, r->name, &r->cfg, r->config,
			       r->config_len, o->foreground);
	return 0;
}

COMMAND(migrate_receive)
{
	struct restore_options o = {
		.source = "<incoming migration stream>",
		.incoming = true,
	};
	struct received r = { .domid = INVALID_DOMID };
	struct image image;
	int opt, rc;

	while ((opt = next_option(argc, argv, "Fedprh", NULL, 0)) != -1) {
		o.no_monitor |= opt == 'e';
		o.foreground |= opt == 'F';
		o.paused |= opt == 'p';
		if (opt == 'd')
			xtl_stdiostream_set_minlevel(logger, XTL_DEBUG);
		if (opt == 'r')
			die("checkpointed streams (Remus, COLO) are not "
			    "supported");
	}
	signal(SIGPIPE, SIG_IGN);
	fprintf(stderr, "migration target: Ready to receive domain.\n");
	if (migrate_say(1, MIGRATE_BANNER, SENDER) ||
	    image_read(0, o.source, &image))
		return 1;
	if (image.mandatory & IMAGE_QUERY) {
		rc = answer_query(&image);
		free(image.config);
		return rc;
	}
	rc = receive_domain(&o, &image, &r) ? 1 : finish(&r, &o);
	if (r.domid == (uint32_t)INVALID_DOMID)
		fprintf(stderr, "migration target: Domain creation failed.\n");
	free(image.config);
	received_dispose(&r);
	return rc;
}
