// SPDX-License-Identifier: GPL-2.0-only
/* xl: from the command line to a command. */
#include "xl.h"

#include <fcntl.h>
#include <stdarg.h>

libxl_ctx *ctx;
xentoollog_logger_stdiostream *logger;
bool dryrun_only;

#define CONF_PATH "/etc/xen/xl.conf"

static const char *command_name(unsigned int i)
{
	return i < nr_commands ? commands[i].name : NULL;
}

static int unknown(const char *name)
{
	const char *near = nearest(name, command_name);

	if (near)
		complain("unknown command '%s': did you mean '%s'?", name,
			 near);
	else
		complain("unknown command '%s', see 'xl help'", name);
	return 1;
}

static void open_context(int level, unsigned int flags)
{
	logger = xtl_createlogger_stdiostream(stderr, level, flags);
	if (!logger)
		exit(1);
	if (libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0,
			    explain_logger((xentoollog_logger *)logger)))
		exit(1);
}

int main(int argc, char **argv)
{
	int opt, level = XTL_PROGRESS, rc;
	unsigned int flags = 0;
	const struct command *c;

	while ((opt = getopt(argc, argv, "+vftTNh")) >= 0) {
		switch (opt) {
		case 'v':
			if (level > 0)
				level--;
			break;
		case 'N':
			dryrun_only = true;
			break;
		case 'f':
			break;
		case 't':
			flags |= XTL_STDIOSTREAM_PROGRESS_USE_CR;
			break;
		case 'T':
			flags |= XTL_STDIOSTREAM_SHOW_DATE |
				 XTL_STDIOSTREAM_SHOW_PID;
			break;
		case 'h':
			help(NULL);
			return 0;
		default:
			complain("unknown global option, see 'xl help'");
			return 1;
		}
	}
	if (optind >= argc) {
		help(NULL);
		return 1;
	}
	argc -= optind;
	argv += optind;
	optind = 1;
	c = command_find(argv[0]);
	if (!c)
		return unknown(argv[0]);
	if (dryrun_only && !c->can_dryrun)
		die("command does not implement -N (dryrun) option");
	/* Help needs no hypervisor. */
	if (c->main == main_help ||
	    (argc > 1 &&
	     (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help")))) {
		if (c->main == main_help)
			return c->main(argc, argv);
		help(c->name);
		return 0;
	}
	if (xl_conf_read(CONF_PATH))
		return 1;
	open_context(level, flags);
	rc = c->main(argc, argv);
	if (fflush(stdout))
		rc = 1;
	libxl_ctx_free(ctx);
	xtl_logger_destroy((xentoollog_logger *)logger);
	return rc;
}
