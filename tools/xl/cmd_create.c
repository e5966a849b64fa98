// SPDX-License-Identifier: GPL-2.0-only
/* xl create: read, check, make, watch. */
#include "xl.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>

/* --- memory that domain 0 gives up --- */

#define DOM0_MIN_KB   (128 << 10) /* below this nothing runs there */
#define BALLOON_WAITS 3
#define BALLOON_SECS  10

static unsigned long long mib(uint64_t kb)
{
	return kb >> 10;
}

static bool may_balloon(void)
{
	const libxl_version_info *v = libxl_get_version_info(ctx);

	return conf.autoballoon > 0 || (conf.autoballoon < 0 && v &&
					!strstr(v->commandline, "dom0_mem="));
}

/* Waits as long as the free memory grows. */
static bool wait_for_memory(uint64_t need, uint64_t have)
{
	uint64_t now;
	int i;

	for (i = 0; i < BALLOON_WAITS; i++) {
		if (!libxl_wait_for_free_memory(ctx, 0, need, BALLOON_SECS))
			return true;
		if (libxl_get_free_memory(ctx, &now) || now <= have)
			break;
		have = now;
	}
	return false;
}

/*
 * Shrinks domain 0 by what is missing, where xl.conf lets us, or says at once
 * that it cannot be enough; what it has given in vain it gets back.
 */
static int free_memory(libxl_domain_config *d)
{
	uint64_t need, have, dom0;

	if (!may_balloon())
		return 0;
	if (libxl_domain_need_memory(ctx, d, INVALID_DOMID, &need) ||
	    libxl_get_free_memory(ctx, &have) ||
	    libxl_get_memory_target(ctx, 0, &dom0))
		return ERROR_FAIL;
	if (have >= need)
		return 0;
	if (dom0 < need - have + DOM0_MIN_KB) {
		complain("not enough memory: the domain needs %llu MiB, %llu "
			 "MiB are free, and domain 0 can give %llu of its %llu "
			 "MiB: lower memory= or destroy a domain",
			 mib(need + 1023), mib(have),
			 mib(dom0 > DOM0_MIN_KB ? dom0 - DOM0_MIN_KB : 0),
			 mib(dom0));
		return ERROR_NOMEM;
	}
	if (libxl_set_memory_target(ctx, 0, dom0 - (need - have), 0, 0))
		return ERROR_FAIL;
	if (wait_for_memory(need, have))
		return 0;
	libxl_set_memory_target(ctx, 0, dom0, 0, 0);
	libxl_get_free_memory(ctx, &have);
	complain("not enough memory: the domain needs %llu MiB, %llu MiB are "
		 "free, and domain 0 did not give up the rest: lower memory= "
		 "or destroy a domain",
		 mib(need + 1023), mib(have));
	return ERROR_NOMEM;
}

/* Those who shrink domain 0 take turns; the lock ends with its holder. */
static int balloon_lock(void)
{
	const char *path = conf.lockfile ? conf.lockfile : "/run/xen/xl.lock";
	int fd;

	if (!may_balloon())
		return -1;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0 && flock(fd, LOCK_EX))
		complain("cannot lock %s: %s", path, strerror(errno));
	return fd;
}

static int make_domain(libxl_domain_config *d, uint32_t *domid)
{
	int lock = balloon_lock(), rc = free_memory(d);

	if (!rc)
		rc = libxl_domain_create_new(ctx, d, domid, NULL, NULL);
	if (lock >= 0)
		close(lock);
	return rc;
}

pid_t start_console(uint32_t domid)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	libxl_ctx_guard(ctx, false);
	libxl_primary_console_exec(ctx, domid, -1);
	_exit(1);
}

void wait_for_console(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
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
	int rc = make_domain(d, domid);

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
		rc = make_domain(&d, &domid);
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
		wait_for_console(console);
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
