// SPDX-License-Identifier: GPL-2.0-only
/* What help and completion say, from the table of commands. */
#include "xl.h"

static void list_commands(void)
{
	bool colour = use_colour(stdout);
	unsigned int i;

	printf("Usage xl [-vfNtT] <subcommand> [args]\n\nxl full list of "
	       "subcommands:\n\n");
	for (i = 0; i < nr_commands; i++) {
		const struct command *c = &commands[i];

		printf(" %s%-19s%s ", colour ? "\033[1m" : "", c->name,
		       colour ? "\033[0m" : "");
		/* A long name has a line of its own. */
		if (strlen(c->name) > 19)
			printf("\n%-21s", "");
		printf("%s\n", c->summary);
	}
}

void help(const char *name)
{
	const struct command *c = name ? command_find(name) : NULL;

	if (!name) {
		list_commands();
		return;
	}
	if (!c) {
		complain("unknown command '%s', see 'xl help'", name);
		return;
	}
	printf("Usage: xl [-vtT%s%s] %s %s\n\n%s.\n\n", c->modifies ? "f" : "",
	       c->can_dryrun ? "N" : "", c->name, c->usage, c->summary);
	if (c->absent)
		printf("Not there yet: %s.\n\n", c->absent);
	if (c->options)
		printf("Options:\n\n%s\n", c->options);
}

/* --- completion --- */

/* The options that begin a line of c's help: "-x, --long=ARG   text". */
static void print_options(const char *text)
{
	const char *end;
	size_t n;

	for (; text && *text; text = *end ? end + 1 : end) {
		end = text + strcspn(text, "\n");
		while (*text == '-') {
			n = strcspn(text, " ,=\n");
			printf(" %.*s%s", (int)n, text,
			       text[n] == '=' ? "=" : "");
			text = strstr(text, ", -");
			if (!text || text > end)
				break;
			text += 2;
		}
	}
}

/* What the first argument is: a domain, a file, or nothing that is known. */
static const char *first_argument(const struct command *c)
{
	if (strstr(c->usage, "<ConfigFile>"))
		return "file";
	if (strstr(c->usage, "Domain"))
		return "domain";
	return strstr(c->usage, "<CPU Pool>") ? "pool" : "none";
}

void print_completion(void)
{
	unsigned int i;

	printf("# bash completion for xl, made by 'xl help --completion'.\n"
	       "_xl()\n{\n"
	       "\tlocal cur=${COMP_WORDS[COMP_CWORD]} i=1 words kind\n"
	       "\twhile [[ ${COMP_WORDS[i]} == -* && i -lt COMP_CWORD ]]; do\n"
	       "\t\ti=$((i + 1))\n\tdone\n"
	       "\tif [[ $i -eq $COMP_CWORD ]]; then\n"
	       "\t\tCOMPREPLY=($(compgen -W '");
	for (i = 0; i < nr_commands; i++)
		printf("%s%s", i ? " " : "", commands[i].name);
	printf("' -- \"$cur\"))\n\t\treturn\n\tfi\n"
	       "\tcase ${COMP_WORDS[i]} in\n");
	for (i = 0; i < nr_commands; i++) {
		printf("\t%s) kind=%s words='", commands[i].name,
		       first_argument(&commands[i]));
		print_options(commands[i].options);
		printf("' ;;\n");
	}
	printf("\tesac\n"
	       "\tif [[ $cur != -* ]]; then\n"
	       "\t\tcase $kind in\n"
	       "\t\tdomain) words=$(xl list 2>/dev/null |\n"
	       "\t\t\tawk 'NR > 1 {print $1}') ;;\n"
	       "\t\tpool) words=$(xl cpupool-list 2>/dev/null |\n"
	       "\t\t\tawk 'NR > 1 {print $1}') ;;\n"
	       "\t\tfile) COMPREPLY=($(compgen -f -- \"$cur\"))\n"
	       "\t\t\treturn ;;\n"
	       "\t\tesac\n"
	       "\tfi\n"
	       "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	       "}\n"
	       "complete -F _xl xl\n");
}

COMMAND(help)
{
	if (argc > 1 && !strcmp(argv[1], "--completion")) {
		print_completion();
		return 0;
	}
	if (argc > 1 &&
	    (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"))) {
		help("help");
		return 0;
	}
	if (argc > 1 && !command_find(argv[1])) {
		help(argv[1]);
		return 1;
	}
	help(argc > 1 ? argv[1] : NULL);
	return 0;
}
