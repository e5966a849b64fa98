// SPDX-License-Identifier: GPL-2.0-only
/* xl save: a guest into a file, complete or not at all. */
#include "image.h"
#include "progress.h"

#include <fcntl.h>
#include <signal.h>

/* What is sent with the guest: file's, or how it is now. */
char *domain_json(uint32_t domid, const char *file, bool keep_domid)
{
	libxl_domain_config d;
	char *json = NULL;
	void *text = NULL;
	int len, rc;

	libxl_domain_config_init(&d);
	if (file) {
		rc = libxl_read_file_contents(ctx, file, &text, &len);
		if (rc)
			complain("cannot read the configuration %s: %s", file,
				 strerror(rc));
		else
			rc = parse_config(file, text, len, &d, false);
	} else {
		rc = libxl_retrieve_domain_configuration(ctx, domid, &d, NULL);
		if (rc)
			complain("no configuration is stored for domain %u: "
				 "give one",
				 domid);
	}
	if (!rc) {
		d.c_info.domid = keep_domid ? domid : 0; /* 0: any */
		json = libxl_domain_config_to_json(ctx, &d);
	}
	free(text);
	libxl_domain_config_dispose(&d);
	return json;
}

int send_domain(uint32_t domid, int fd, const char *source, char *json,
		int level, int flags)
{
	struct image image = {
		.mandatory =
			IMAGE_JSON | IMAGE_STREAMV2 | (level ? IMAGE_ZLIB : 0),
		.config = json,
		.config_len = strlen(json) + 1,
	};
	int out = fd, rc;
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	if (image_write(fd, source, &image))
		return -1;
	if (level) {
		out = filter_out(fd, level, &pid);
		if (out < 0)
			return -1;
	}
	rc = libxl_domain_suspend(ctx, domid, out, flags, NULL);
	if (level &&
	    filter_end(out, pid, "the compressed stream cannot be written") &&
	    !rc) {
		rc = libxl_domain_resume(ctx, domid, 1, NULL);
		return -1;
	}
	return rc;
}

struct save_options {
	bool checkpoint, paused, keep_domid;
	int level;
	enum progress_style style;
	const char *config_file;
};

/* The image is complete: what becomes of the guest. */
static int after(uint32_t domid, const struct save_options *o)
{
	if (!o->checkpoint && !o->paused)
		return libxl_domain_destroy(ctx, domid, NULL);
	if (o->paused && libxl_domain_pause(ctx, domid, NULL))
		return -1;
	if (libxl_domain_resume(ctx, domid, 1, NULL))
		return -1;
	if (!o->paused)
		progress_running();
	return 0;
}

static int save(uint32_t domid, const char *path, const struct save_options *o)
{
	char *json = domain_json(domid, o->config_file, o->keep_domid);
	char *name = libxl_domid_to_name(ctx, domid);
	struct output out;
	int rc = -1;

	if (!json || output_open(&out, path))
		goto free_json;
	libxl_ctx_guard(ctx, true);
	progress_begin("save", name ? name : "?", o->style);
	rc = send_domain(domid, out.fd, path, json, o->level, 0);
	if (!rc && output_commit(&out)) {
		rc = -1;
		if (libxl_domain_resume(ctx, domid, 1, NULL))
			complain("and domain %u cannot be resumed", domid);
	}
	if (rc) {
		output_discard(&out);
		fprintf(stderr, "Failed to save domain, resuming domain\n");
		if (progress_interrupted())
			complain("interrupted; the guest goes on");
	} else {
		rc = after(domid, o);
	}
	progress_end(!rc);
free_json:
	free(json);
	free(name);
	return rc;
}

COMMAND(save)
{
	static const struct option longs[] = {
		{ "compress", 2, 0, 'z' },
		{ "progress", 1, 0, 'P' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	struct save_options o = { .style = PROGRESS_AUTO };
	int opt;

	while ((opt = next_option(argc, argv, "cpDzh", longs, 2)) != -1) {
		o.checkpoint |= opt == 'c';
		o.paused |= opt == 'p';
		o.keep_domid |= opt == 'D';
		if (opt == 'z')
			o.level = parse_level(optarg);
		if (opt == 'P' && progress_parse(optarg, &o.style))
			die("--progress is auto, json or none, not '%s'",
			    optarg);
	}
	if (argc - optind > 3) {
		help("save");
		return 1;
	}
	o.config_file = argv[optind + 2];
	return save(find_domain(argv[optind]), argv[optind + 1], &o) ? 1 : 0;
}

int parse_level(const char *s)
{
	int level = s ? atoi(s) : 1;

	if (level < 1 || level > 9)
		die("--compress takes a level from 1 (fast) to 9 (small)");
	return level;
}

COMMAND(resume)
{
	uint32_t domid;

	next_option(argc, argv, "h", NULL, 1);
	domid = find_domain(argv[optind]);
	return libxl_domain_resume(ctx, domid, 1, NULL) ? 1 : 0;
}
