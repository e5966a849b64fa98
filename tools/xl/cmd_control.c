// SPDX-License-Identifier: GPL-2.0-only
/*
 * shutdown, reboot, destroy, pause, unpause, rename, sysrq, trigger,
 * button-press, console, top.
 */
#include "xl.h"

/* --- shutdown and reboot --- */

static int ask(uint32_t domid, bool reboot)
{
	return reboot ? libxl_domain_reboot(ctx, domid, NULL)
		      : libxl_domain_shutdown(ctx, domid, NULL);
}

/* Until each is gone or has shut down. */
static void wait_for_deaths(int nr)
{
	libxl_event *ev;

	while (nr > 0 &&
	       !libxl_event_wait(ctx, &ev, LIBXL_EVENTMASK_ALL, NULL, NULL)) {
		printf("Domain %d has %s\n", ev->domid,
		       ev->type == LIBXL_EVENT_TYPE_DOMAIN_DEATH
			       ? "been destroyed"
			       : "been shut down");
		/* A shutdown is followed by a death, or nothing. */
		nr--;
		libxl_event_free(ctx, ev);
	}
}

static int shutdown_or_reboot(int argc, char **argv, bool reboot)
{
	static const struct option longs[] = {
		{ "all", 0, 0, 'a' },
		{ "wait", 0, 0, 'w' },
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	bool all = false, wait = false;
	int opt, i, nr, rc = 0, asked = 0;
	libxl_evgen_domain_death *deaths[1024];
	libxl_dominfo *list;
	uint32_t domid;

	while ((opt = next_option(argc, argv, "awFh", longs, 0)) != -1) {
		all |= opt == 'a';
		wait |= opt == 'w';
	}
	if (all == (optind < argc)) {
		complain("give either -a or one domain, see 'xl help %s'",
			 argv[0]);
		return 1;
	}
	if (!all) {
		domid = find_domain(argv[optind]);
		if (!domid)
			die("domain 0 is this system: use its own poweroff or "
			    "reboot");
		if (wait &&
		    libxl_evenable_domain_death(ctx, domid, 0, &deaths[0]))
			return 1;
		if (ask(domid, reboot))
			return 1;
		if (wait)
			wait_for_deaths(1);
		return 0;
	}
	list = libxl_list_domain(ctx, &nr);
	if (!list)
		return 1;
	for (i = 0; i < nr; i++) {
		if (!list[i].domid || list[i].dying || list[i].shutdown)
			continue;
		if (wait && asked < 1024 &&
		    libxl_evenable_domain_death(ctx, list[i].domid, 0,
						&deaths[asked]))
			continue;
		if (ask(list[i].domid, reboot))
			rc = 1;
		asked++;
	}
	libxl_dominfo_list_free(list, nr);
	if (wait)
		wait_for_deaths(asked);
	return rc;
}

COMMAND(shutdown)
{
	return shutdown_or_reboot(argc, argv, false);
}

COMMAND(reboot)
{
	return shutdown_or_reboot(argc, argv, true);
}

COMMAND(destroy)
{
	uint32_t domid;
	bool force = false;
	int opt;

	while ((opt = next_option(argc, argv, "fh", NULL, 1)) != -1)
		force |= opt == 'f';
	domid = find_domain(argv[optind]);
	if (!domid && !force) {
		fprintf(stderr,
			"Not destroying domain 0; use -f to force.\nThis can "
			"only be done when using a disaggregated hardware "
			"domain and toolstack.\n\n");
		return 1;
	}
	return libxl_domain_destroy(ctx, domid, NULL) ? 1 : 0;
}

COMMAND(pause)
{
	next_option(argc, argv, "h", NULL, 1);
	return libxl_domain_pause(ctx, find_domain(argv[optind]), NULL) ? 1 : 0;
}

COMMAND(unpause)
{
	next_option(argc, argv, "h", NULL, 1);
	return libxl_domain_unpause(ctx, find_domain(argv[optind]), NULL) ? 1
									  : 0;
}

COMMAND(rename)
{
	uint32_t domid;

	next_option(argc, argv, "h", NULL, 2);
	domid = find_domain(argv[optind]);
	if (libxl_domain_rename(ctx, domid, NULL, argv[optind + 1])) {
		fprintf(stderr, "Can't rename domain '%s'.\n", argv[optind]);
		return 1;
	}
	return 0;
}

COMMAND(sysrq)
{
	uint32_t domid;

	next_option(argc, argv, "h", NULL, 2);
	domid = find_domain(argv[optind]);
	if (!argv[optind + 1][0] || argv[optind + 1][1]) {
		fprintf(stderr, "Invalid sysrq.\n\n");
		help("sysrq");
		return 1;
	}
	return libxl_send_sysrq(ctx, domid, argv[optind + 1][0]) ? 1 : 0;
}

static int send_trigger(const char *name, uint32_t domid, libxl_trigger t,
			uint32_t vcpu)
{
	libxl_dominfo info;

	if (libxl_domain_info(ctx, &info, domid))
		return 1;
	/* A PV guest has vCPUs to interrupt, but no buttons. */
	if (info.domain_type == LIBXL_DOMAIN_TYPE_PV &&
	    t != LIBXL_TRIGGER_NMI) {
		complain("domain %u is a PV guest, which has no %s signal: use "
			 "'xl shutdown' or 'xl reboot'",
			 domid, name);
		return 1;
	}
	return libxl_send_trigger(ctx, domid, t, vcpu, NULL) ? 1 : 0;
}

COMMAND(trigger)
{
	libxl_trigger trigger;
	unsigned long vcpu = 0;
	uint32_t domid;
	char *end;

	next_option(argc, argv, "h", NULL, 2);
	domid = find_domain(argv[optind]);
	if (libxl_trigger_from_string(argv[optind + 1], &trigger) ||
	    trigger == LIBXL_TRIGGER_UNKNOWN) {
		fprintf(stderr, "Invalid trigger \"%s\"\n", argv[optind + 1]);
		return 1;
	}
	if (argc > optind + 2) {
		vcpu = strtoul(argv[optind + 2], &end, 10);
		if (!argv[optind + 2][0] || *end) {
			fprintf(stderr, "Invalid VCPU id \"%s\"\n",
				argv[optind + 2]);
			return 1;
		}
	}
	return send_trigger(argv[optind + 1], domid, trigger, vcpu);
}

COMMAND(button_press)
{
	const char *b;
	uint32_t domid;

	next_option(argc, argv, "h", NULL, 2);
	fprintf(stderr, "WARNING: \"button-press\" is deprecated. Please use "
			"\"trigger\"\n");
	domid = find_domain(argv[optind]);
	b = argv[optind + 1];
	if (!strcmp(b, "power"))
		return send_trigger(b, domid, LIBXL_TRIGGER_POWER, 0);
	if (!strcmp(b, "sleep"))
		return send_trigger(b, domid, LIBXL_TRIGGER_SLEEP, 0);
	fprintf(stderr, "%s is an invalid button identifier\n", b);
	return 1;
}

static bool console_type(const char *s, libxl_console_type *type)
{
	if (libxl_console_type_from_string(s, type)) {
		complain("'%s' is no console type: pv, serial or vuart", s);
		return false;
	}
	if (*type != LIBXL_CONSOLE_TYPE_PV) {
		complain("there are no %s consoles yet: %s, use -t pv", s,
			 *type == LIBXL_CONSOLE_TYPE_SERIAL
				 ? "only HVM guests have them"
				 : "only ARM guests have them");
		return false;
	}
	return true;
}

COMMAND(console)
{
	static const struct option longs[] = {
		{ "help", 0, 0, 'h' },
		{ NULL, 0, 0, 0 },
	};
	libxl_console_type type = LIBXL_CONSOLE_TYPE_UNKNOWN;
	uint32_t domid;
	int opt, num = 0;

	while ((opt = next_option(argc, argv, "hn:t:e:", longs, 1)) != -1) {
		if (opt == 'n')
			num = atoi(optarg);
		if (opt == 't' && !console_type(optarg, &type))
			return 2;
	}
	domid = find_domain(argv[optind]);
	if (type == LIBXL_CONSOLE_TYPE_UNKNOWN && !num)
		libxl_primary_console_exec(ctx, domid, -1);
	else
		libxl_console_exec(ctx, domid, num, type, -1);
	fprintf(stderr, "Unable to attach console\n");
	return 1;
}

COMMAND(top)
{
	(void)argc;
	argv[0] = "xentop";
	execvp("xentop", argv);
	complain("cannot run xentop: %s", strerror(errno));
	return 1;
}
