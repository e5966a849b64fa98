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

static char *read_config(const struct create_options *o, int *len)
{
	void *data = NULL;
	char *all;
	int rc, n = 0;

	rc = libxl_read_file_contents(ctx, o->config_file, &data, &n);
	if (rc) {
		complain("cannot read the configuration %s: %s", o->config_file,
			 strerror(rc));
		return NULL;
	}
	all = xasprintf("%.*s\n%s", n, (char *)data, o->extra ? o->extra : "");
	free(data);
	*len = strlen(all);
	return all;
}

int create_again(const char *name, const char *config, int len, uint32_t *domid,
		 libxl_domain_config *d)
{
	int rc;

	libxl_domain_config_dispose(d);
	libxl_domain_config_init(d);
	if (parse_config(name, config, len, d) || free_memory(d))
		return -1;
	rc = libxl_domain_create_new(ctx, d, domid, NULL, NULL);
	if (rc)
		return rc;
	libxl_userdata_store(ctx, *domid, "xl", (const uint8_t *)config, len);
	return 0;
}

int create_domain(const struct create_options *o)
{
	libxl_domain_config d;
	uint32_t domid = INVALID_DOMID;
	pid_t console = -1;
	char *config;
	int len, rc = 1;

	libxl_domain_config_init(&d);
	config = read_config(o, &len);
	if (!config)
		goto out;
	if (!o->quiet && !o->dryrun)
		fprintf(stderr, "Parsing config from %s\n", o->config_file);
	if (parse_config(o->config_file, config, len, &d))
		goto out;
	if (o->dryrun) {
		print_config(&d);
		rc = 0;
		goto out;
	}
	if (free_memory(&d) ||
	    libxl_domain_create_new(ctx, &d, &domid, NULL, NULL))
		goto out;
	libxl_userdata_store(ctx, domid, "xl", (uint8_t *)config, len);
	if (o->console)
		console = start_console(domid);
	if (!o->paused)
		libxl_domain_unpause(ctx, domid, NULL);
	rc = 0;
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
		{ "dryrun", 0, 0, 'n' },    { "quiet", 0, 0, 'q' },
		{ "defconfig", 1, 0, 'f' }, { "config", 1, 0, 'f' },
		{ "vncviewer", 0, 0, 'V' }, { "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	struct create_options o = { .dryrun = dryrun_only };
	char *old;
	int opt, rc;

	/* "xl create FILE options": getopt permutes. */
	while ((opt = next_option(argc, argv, "Fnqf:pceVh", longs, 0)) != -1) {
		switch (opt) {
		case 'f':
			o.config_file = optarg;
			break;
		case 'p':
			o.paused = true;
			break;
		case 'c':
			o.console = true;
			break;
		case 'F':
			o.foreground = true;
			break;
		case 'e':
			o.no_monitor = true;
			break;
		case 'n':
			o.dryrun = true;
			break;
		case 'q':
			o.quiet = true;
			break;
		case 'V':
			complain("vncviewer is for guests with a display, "
				 "ignored");
			break;
		}
	}
	for (; optind < argc; optind++) {
		if (!strchr(argv[optind], '=') && !o.config_file) {
			o.config_file = argv[optind];
		} else if (strchr(argv[optind], '=')) {
			old = o.extra;
			o.extra = xasprintf("%s%s\n", old ? old : "",
					    argv[optind]);
			free(old);
		} else {
			die("'%s' is neither the configuration file (that is "
			    "%s) nor key=value",
			    argv[optind], o.config_file);
		}
	}
	if (!o.config_file) {
		help("create");
		return 2;
	}
	rc = create_domain(&o);
	free(o.extra);
	return rc;
}
