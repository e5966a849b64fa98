// SPDX-License-Identifier: GPL-2.0-only
/* xl restore, and the receiving half of a migration up to the paused guest. */
#include "image.h"

#include <fcntl.h>

/* From the image's configuration or, if given, that of a file. */
static int load_config(const struct restore_options *o,
		       const struct image *image, struct received *r)
{
	void *text = NULL;
	int rc, len = 0;

	if (o->config_file) {
		rc = libxl_read_file_contents(ctx, o->config_file, &text, &len);
		if (rc) {
			complain("cannot read the configuration %s: %s",
				 o->config_file, strerror(rc));
			return -1;
		}
		r->config = text;
		r->config_len = len;
		return parse_config(o->config_file, text, len, &r->cfg, false);
	}
	if (!image->config) {
		complain("%s has no configuration: give one", o->source);
		return -1;
	}
	r->config = xasprintf("%s", image->config);
	r->config_len = strlen(r->config);
	fprintf(stderr, " Savefile contains xl domain config%s\n",
		image->mandatory & IMAGE_JSON ? " in JSON format" : "");
	if (!(image->mandatory & IMAGE_JSON))
		return parse_config(o->source, r->config, r->config_len,
				    &r->cfg, false);
	if (libxl_domain_config_from_json(ctx, &r->cfg, r->config)) {
		complain("the configuration in %s is damaged", o->source);
		return -1;
	}
	return 0;
}

static int receive(const struct restore_options *o, const struct image *image,
		   struct received *r)
{
	libxl_domain_restore_params params;
	int fd = o->fd, rc;
	pid_t pid;

	if (image->mandatory & IMAGE_ZLIB) {
		fd = filter_in(o->fd, &pid);
		if (fd < 0)
			return -1;
	}
	libxl_domain_restore_params_init(&params);
	params.stream_version = image->mandatory & IMAGE_STREAMV2 ? 2 : 1;
	rc = libxl_domain_create_restore(ctx, &r->cfg, &r->domid, fd, -1,
					 &params, NULL, NULL);
	libxl_domain_restore_params_dispose(&params);
	if (image->mandatory & IMAGE_ZLIB &&
	    filter_end(fd, pid, "the compressed stream is damaged") && !rc) {
		libxl_domain_destroy(ctx, r->domid, NULL);
		rc = -1;
	}
	return rc;
}

int receive_domain(const struct restore_options *o, struct image *image,
		   struct received *r)
{
	char *name;
	int rc;

	libxl_domain_config_init(&r->cfg);
	rc = load_config(o, image, r);
	if (rc)
		return rc;
	r->name = xstrdup(r->cfg.c_info.name ? r->cfg.c_info.name : "?");
	if (o->incoming) {
		name = xasprintf("%s--incoming", r->name);
		free(r->cfg.c_info.name);
		r->cfg.c_info.name = name;
	}
	libxl_ctx_guard(ctx, true);
	rc = receive(o, image, r);
	if (rc)
		return rc;
	if (o->incoming) {
		/* What it will be called is what is kept of it. */
		free(r->cfg.c_info.name);
		r->cfg.c_info.name = xstrdup(r->name);
	}
	return 0;
}

void received_dispose(struct received *r)
{
	libxl_domain_config_dispose(&r->cfg);
	free(r->config);
	free(r->name);
}

static int restore(struct restore_options *o)
{
	struct received r = { .domid = INVALID_DOMID };
	struct image image;
	pid_t console = -1;
	int rc;

	o->fd = open(o->source, O_RDONLY | O_CLOEXEC);
	if (o->fd < 0) {
		complain("cannot read %s: %s", o->source, strerror(errno));
		return 1;
	}
	if (image_read(o->fd, o->source, &image)) {
		close(o->fd);
		return 1;
	}
	if (image.mandatory & IMAGE_QUERY) {
		complain("%s is no saved domain", o->source);
		rc = 1;
		goto out;
	}
	rc = receive_domain(o, &image, &r) ? 1 : 0;
	if (rc)
		goto out;
	if (o->console)
		console = start_console(r.domid);
	if (!o->paused)
		libxl_domain_unpause(ctx, r.domid, NULL);
	else
		libxl_ctx_guard_end(ctx, r.domid);
	if (!o->no_monitor)
		rc = monitor(r.domid, r.name, &r.cfg, r.config, r.config_len,
			     o->foreground);
	if (console > 0)
		wait_for_console(console);
out:
	free(image.config);
	received_dispose(&r);
	close(o->fd);
	return rc;
}

COMMAND(restore)
{
	static const struct option longs[] = {
		{ "vncviewer", 0, 0, 'V' },
		{ "vncviewer-autopass", 0, 0, 'A' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	struct restore_options o = { 0 };
	int opt;

	while ((opt = next_option(argc, argv, "FcpdeVAh", longs, 1)) != -1) {
		o.console |= opt == 'c';
		o.paused |= opt == 'p';
		o.foreground |= opt == 'F';
		o.no_monitor |= opt == 'e';
		if (opt == 'd')
			xtl_stdiostream_set_minlevel(logger, XTL_DEBUG);
		if (opt == 'V' || opt == 'A')
			complain("-%c is for guests with a display, ignored",
				 opt);
	}
	if (argc - optind > 2) {
		help("restore");
		return 2;
	}
	if (argc - optind == 2)
		o.config_file = argv[optind++];
	o.source = argv[optind];
	return restore(&o);
}
