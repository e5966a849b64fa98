// SPDX-License-Identifier: GPL-2.0-only
/* getenforce, setenforce, loadpolicy: the Flask security module. */
#include "xl.h"

static int flask_failed(const char *what)
{
	if (errno == ENOSYS || errno == EOPNOTSUPP)
		fprintf(stderr, "Flask XSM disabled\n");
	else
		complain("cannot %s: %s", what, strerror(errno));
	return 255;
}

COMMAND(getenforce)
{
	int mode;

	next_option(argc, argv, "h", NULL, 0);
	mode = libxl_flask_getenforce(ctx);
	if (mode < 0 && errno == ENOSYS) {
		printf("Flask XSM Disabled\n");
		return 255;
	}
	if (mode < 0)
		return flask_failed("read the mode");
	printf("%s\n", mode ? "Enforcing" : "Permissive");
	return 0;
}

COMMAND(setenforce)
{
	const char *p;
	int mode;

	next_option(argc, argv, "h", NULL, 1);
	p = argv[optind];
	if (!strcmp(p, "0") || !strcasecmp(p, "permissive"))
		mode = 0;
	else if (!strcmp(p, "1") || !strcasecmp(p, "enforcing"))
		mode = 1;
	else {
		complain("'%s' is neither 0, 1, enforcing nor permissive", p);
		return 2;
	}
	return libxl_flask_setenforce(ctx, mode) ? flask_failed("set the mode")
						 : 0;
}

COMMAND(loadpolicy)
{
	void *policy;
	int len, rc;

	next_option(argc, argv, "h", NULL, 1);
	rc = libxl_read_file_contents(ctx, argv[optind], &policy, &len);
	if (rc) {
		complain("cannot read the policy %s: %s", argv[optind],
			 strerror(rc));
		return 255;
	}
	rc = libxl_flask_loadpolicy(ctx, policy, len);
	free(policy);
	if (rc)
		return flask_failed("load the policy");
	printf("Successfully loaded policy.\n");
	return 0;
}
