// SPDX-License-Identifier: GPL-2.0-only
/* xl create: read, check, make, watch. */
#include "xl.h"

#include <fcntl.h>
#include <signal.h>

/* Shrink dom0 by what is missing, where xl.conf lets us. */
static int free_memory(libxl_domain_config *d)
{
	const libxl_version_info *v = libxl_get_version_info(ctx);
	uint64_t need, have;
	int tries;

	if (conf.autoballoon == 0 ||
	    (conf.autoballoon < 0 && v && strstr(v->commandline, "dom0_mem=")))
		return 0;
	if (libxl_domain_need_memory(ctx, d, INVALID_DOMID, &need))
		return -1;
	for (tries = 0; tries < 3; tries++) {
		if (libxl_get_free_memory(ctx, &have))
			return -1;
		if (have >= need)
			return 0;
		if (libxl_set_memory_target(ctx, 0, have - need, 1, 0))
			return 0; /* the create will say the numbers */
		if (!libxl_wait_for_free_memory(ctx, 0, need, 10))
			return 0;
	}
	return 0;
}

static pid_t start_console(uint32_t domid)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	libxl_primary_console_exec(ctx, domid, -1);
	_exit(1);
}

static void print_config(libxl_domain_config *d)
{
	char *json = libxl_domain_config_to_json(ctx, d);

	if (json)
		fputs(json, stdout);
	free(json);
}

char *read_config(const struct config_args *a, int *len)
{
	void *data = NULL;
	char *all;
	int rc = 0, n = 0;

	if (a->file)
		rc = libxl_read_file_contents(ctx, a->file, &data, &n);
	if (rc) {
		complain("cannot read the configuration %s: %s", a->file,
			 strerror(rc));
		return NULL;
	}
	all = xasprintf("%.*s\n%s", n, data ? (char *)data : "",
			a->extra ? a->extra : "");
	free(data);
	*len = strlen(all);
	return all;
}

void read_config_args(int argc, char **argv, struct config_args *a)
{
	char *old;

	for (; optind < argc; optind++) {
		if (strchr(argv[optind], '=')) {
			old = a->extra;
			a->extra = xasprintf("%s%s\n", old ? old : "",
					     argv[optind]);
			free(old);
		} else if (!a->file) {
			a->file = argv[optind];
		} else {
			die("'%s' is neither the configuration file (that is "
			    "%s) nor key=value",
			    argv[optind], a->file);
		}
	}
}

/* What was left to chance the first time stays as it fell. */
static void keep_identity(libxl_domain_config *d,
			  const libxl_domain_config *old)
{
	static const libxl_mac none;
	int i, j;

	if (libxl_uuid_is_nil(&d->c_info.uuid))
		d->c_info.uuid = old->c_info.uuid;
	for (i = 0; i < d->num_nics; i++)
		for (j = 0; j < old->num_nics; j++)
			if (d->nics[i].devid == old->nics[j].devid &&
			    !memcmp(d->nics[i].mac, none, sizeof(none)))
				memcpy(d->nics[i].mac, old->nics[j].mac,
				       sizeof(none));
}

int prepare_again(uint32_t domid, const char *name, const char *config, int len,
		  libxl_domain_config *d)
{
	libxl_domain_config fresh;
	uint8_t *text = NULL;
	int rc, n = 0;

	if (libxl_userdata_retrieve(ctx, domid, "xl", &text, &n) || !text ||
	    (n == len && !memcmp(text, config, len))) {
		free(text);
		return 0;
	}
	libxl_domain_config_init(&fresh);
	rc = parse_config(name, (char *)text, n, &fresh, false);
	if (!rc) {
		keep_identity(&fresh, d);
		libxl_domain_config_dispose(d);
		*d = fresh;
	} else {
		libxl_domain_config_dispose(&fresh);
	}
	free(text);
	return rc;
}

int create_again(const char *config, int len, uint32_t *domid,
		 libxl_domain_config *d)
{
	int rc = free_memory(d);

	if (!rc)
		rc = libxl_domain_create_new(ctx, d, domid, NULL, NULL);
	if (!rc)
		libxl_userdata_store(ctx, *domid, "xl", (const uint8_t *)config,
				     len);
	return rc;
}

/* What Xen's xl makes of an error: its number. */
static int exit_code(int rc)
{
	return rc < 0 ? -rc : 1;
}

int create_domain(const struct create_options *o)
{
	libxl_domain_config d;
	uint32_t domid = INVALID_DOMID;
	pid_t console = -1;
	char *config;
	int len, rc;

	if (o->explain)
		explain_start();
	config = read_config(&o->config, &len);
	if (!config)
		return exit_code(ERROR_FAIL);
	libxl_domain_config_init(&d);
	if (!o->quiet && !o->dryrun)
		fprintf(stderr, "Parsing config from %s\n", o->config.file);
	rc = parse_config(o->config.file, config, len, &d, o->dryrun);
	if (!rc && !o->ignore_masks)
		rc = apply_config_cpumasks(&d);
	if (o->dryrun && !rc) {
		print_config(&d);
		goto out;
	}
	if (!rc)
		rc = free_memory(&d);
	if (!rc)
		rc = libxl_domain_create_new(ctx, &d, &domid, NULL, NULL);
	if (rc) {
		rc = exit_code(rc);
		goto out;
	}
	libxl_userdata_store(ctx, domid, "xl", (uint8_t *)config, len);
	if (o->console)
		console = start_console(domid);
	if (!o->paused)
		libxl_domain_unpause(ctx, domid, NULL);
	if (!o->no_monitor)
		rc = monitor(domid, d.c_info.name, &d, config, len,
			     o->foreground);
	if (console > 0)
		while (waitpid(console, NULL, 0) < 0 && errno == EINTR)
			;
out:
	free(config);
	libxl_domain_config_dispose(&d);
	return rc;
}

COMMAND(create)
{
	static const struct option longs[] = {
		{ "dryrun", 0, 0, 'n' },
		{ "quiet", 0, 0, 'q' },
		{ "defconfig", 1, 0, 'f' },
		{ "config", 1, 0, 'f' },
		{ "vncviewer", 0, 0, 'V' },
		{ "vncviewer-autopass", 0, 0, 'A' },
		{ "ignore-global-affinity-masks", 0, 0, 'i' },
		{ "explain", 0, 0, 'x' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	struct create_options o = { .dryrun = dryrun_only };
	int opt, rc;

	/* "xl create FILE options": getopt permutes. */
	while ((opt = next_option(argc, argv, "Fnqf:pcdeVAh", longs, 0)) !=
	       -1) {
		o.paused |= opt == 'p';
		o.console |= opt == 'c';
		o.foreground |= opt == 'F';
		o.no_monitor |= opt == 'e';
		o.dryrun |= opt == 'n';
		o.quiet |= opt == 'q';
		o.explain |= opt == 'x';
		o.ignore_masks |= opt == 'i';
		if (opt == 'f')
			o.config.file = optarg;
		if (opt == 'd')
			xtl_stdiostream_set_minlevel(logger, XTL_DEBUG);
		if (opt == 'V' || opt == 'A')
			complain("guests have no display yet: there is "
				 "nothing to view");
	}
	read_config_args(argc, argv, &o.config);
	if (!o.config.file) {
		complain("give a configuration file, see 'xl help create'");
		return exit_code(ERROR_INVAL);
	}
	rc = create_domain(&o);
	free(o.config.extra);
	return rc;
}

COMMAND(config_update)
{
	static const struct option longs[] = {
		{ "defconfig", 1, 0, 'f' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	struct config_args a = { 0 };
	libxl_domain_config d;
	uint32_t domid;
	char *text;
	int opt, len, rc;

	while ((opt = next_option(argc, argv, "f:dh", longs, 0)) != -1) {
		if (opt == 'f')
			a.file = optarg;
		if (opt == 'd')
			xtl_stdiostream_set_minlevel(logger, XTL_DEBUG);
	}
	if (optind >= argc) {
		fprintf(stderr,
			"xl config-update requires a domain argument\n");
		return 1;
	}
	domid = find_domain(argv[optind++]);
	read_config_args(argc, argv, &a);
	if (!a.file) {
		fprintf(stderr, "Config file not specified\n");
		return 1;
	}
	text = read_config(&a, &len);
	if (!text)
		return 253; /* ERROR_FAIL, as Xen's xl has it */
	libxl_domain_config_init(&d);
	rc = parse_config(a.file, text, len, &d, dryrun_only);
	if (!rc && dryrun_only)
		print_config(&d);
	else if (!rc)
		rc = libxl_userdata_store(ctx, domid, "xl", (uint8_t *)text,
					  len);
	libxl_domain_config_dispose(&d);
	free(text);
	free(a.extra);
	return rc ? 1 : 0;
}
