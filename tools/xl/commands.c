// SPDX-License-Identifier: GPL-2.0-only
/* The table of commands: names, functions, and all that help says. */
#include "xl.h"

const struct command commands[] = {
	{ "create", main_create, true, true,
	  "Create a domain from config file <filename>",
	  "<ConfigFile> [options] [vars]",
	  "-h                      Print this help.\n"
	  "-p                      Leave the domain paused after it is "
	  "created.\n"
	  "-c                      Connect to the console after the domain is "
	  "created.\n"
	  "-f FILE, --defconfig=FILE\n                        Use the given "
	  "configuration file.\n"
	  "-q, --quiet             Quiet.\n"
	  "-n, --dryrun            Dry run - prints the resulting "
	  "configuration\n"
	  "                         (deprecated in favour of global -N "
	  "option).\n"
	  "-F                      Run in foreground until death of the "
	  "domain.\n"
	  "-e                      Do not wait in the background for the death "
	  "of the domain." },
	{ "list", main_list, false, false,
	  "List information about all/some domains", "[options] [Domain]",
	  "-l, --long              Output all VM details\n"
	  "-v, --verbose           Prints out UUIDs and security context\n"
	  "-Z, --context           Prints out security context\n"
	  "-c, --cpupool           Prints the cpupool the domain is in" },
	{ "destroy", main_destroy, false, true,
	  "Terminate a domain immediately", "[options] <Domain>",
	  "-f                      Permit destroying domain 0, which will only "
	  "succeed\n"
	  "                        when run from disaggregated toolstack "
	  "domain with a\n"
	  "                        hardware domain distinct from domain 0." },
	{ "shutdown", main_shutdown, false, true,
	  "Issue a shutdown signal to a domain", "[options] <-a|Domain>",
	  "-a, --all               Shutdown all guest domains.\n"
	  "-h                      Print this help.\n"
	  "-F                      Fallback to ACPI power event for HVM guests "
	  "with\n"
	  "                        no PV drivers.\n"
	  "-w, --wait              Wait for guest(s) to shutdown." },
	{ "reboot", main_reboot, false, true,
	  "Issue a reboot signal to a domain", "[options] <-a|Domain>",
	  "-a, --all               Shutdown all guest domains.\n"
	  "-h                      Print this help.\n"
	  "-F                      Fallback to ACPI reset event for HVM guests "
	  "with\n"
	  "                        no PV drivers.\n"
	  "-w, --wait              Wait for guest(s) to reboot." },
	{ "console", main_console, false, false, "Attach to domain's console",
	  "[options] <Domain>\n"
	  "-t <type>       console type, pv , serial or vuart\n"
	  "-n <number>     console number",
	  NULL },
	{ "pause", main_pause, false, true, "Pause execution of a domain",
	  "<Domain>", NULL },
	{ "unpause", main_unpause, false, true, "Unpause a paused domain",
	  "<Domain>", NULL },
	{ "domid", main_domid, false, false,
	  "Convert a domain name to domain id", "<DomainName>", NULL },
	{ "domname", main_domname, false, false,
	  "Convert a domain id to domain name", "<DomainId>", NULL },
	{ "rename", main_rename, false, true, "Rename a domain",
	  "<Domain> <NewDomainName>", NULL },
	{ "uptime", main_uptime, false, false,
	  "Print uptime for all/some domains", "[-s] [Domain]", NULL },
	{ "info", main_info, false, false, "Get information about Xen host",
	  "[-n|--numa]",
	  "-n, --numa         List host NUMA topology information" },
	{ "dmesg", main_dmesg, false, false, "Read and/or clear dmesg buffer",
	  "[-c]",
	  "-c                        Clear dmesg buffer as well as printing "
	  "it" },
	{ "top", main_top, false, false,
	  "Monitor a host and the domains in real time", "", NULL },
	{ "debug-keys", main_debug_keys, false, true, "Send debug keys to Xen",
	  "<Keys>", NULL },
	{ "sysrq", main_sysrq, false, true, "Send a sysrq to a domain",
	  "<Domain> <letter>", NULL },
	{ "vcpu-list", main_vcpu_list, false, false,
	  "List the VCPUs for all/some domains", "[Domain, ...]", NULL },
	{ "vcpu-pin", main_vcpu_pin, true, true,
	  "Set which CPUs a VCPU can use",
	  "[option] <Domain> <VCPU|all> <Hard affinity|-|all> <Soft "
	  "affinity|-|all>",
	  "-f, --force        undo an override pinning done by the kernel" },
	{ "vcpu-set", main_vcpu_set, false, true,
	  "Set the number of active VCPUs allowed for the domain",
	  "[option] <Domain> <vCPUs>",
	  "-i, --ignore-host  Don't limit the vCPU based on the host CPU "
	  "count" },
	{ "mem-max", main_mem_max, false, true,
	  "Set the maximum amount reservation for a domain",
	  "<Domain> <MemMB['b'[bytes]|'k'[KB]|'m'[MB]|'g'[GB]|'t'[TB]>", NULL },
	{ "mem-set", main_mem_set, false, true,
	  "Set the current memory usage for a domain",
	  "<Domain> <MemMB['b'[bytes]|'k'[KB]|'m'[MB]|'g'[GB]|'t'[TB]>", NULL },
	{ "block-list", main_block_list, false, false,
	  "List virtual block devices for a domain", "<Domain(s)>", NULL },
	{ "block-attach", main_block_attach, true, true,
	  "Create a new virtual block device",
	  "<Domain> <disk-spec-component(s)>...", NULL },
	{ "block-detach", main_block_detach, false, true,
	  "Destroy a domain's virtual block device",
	  "[option] <Domain> <DevId>",
	  "--force        Do not wait for the domain to release the device" },
	{ "network-list", main_network_list, false, false,
	  "List virtual network interfaces for a domain", "<Domain(s)>", NULL },
	{ "network-attach", main_network_attach, true, true,
	  "Create a new virtual network device",
	  "<Domain> [type=<type>] [mac=<mac>] [bridge=<bridge>] "
	  "[ip=<ip>] [script=<script>] [backend=<BackDomain>] [vifname=<name>] "
	  "[rate=<rate>] [model=<model>] [accel=<accel>]",
	  NULL },
	{ "network-detach", main_network_detach, false, true,
	  "Destroy a domain's virtual network device",
	  "[option] <Domain> <DevId|mac>",
	  "--force        Do not wait for the domain to release the device" },
	{ "sched-credit", main_sched_credit, false, true,
	  "Get/set credit scheduler parameters",
	  "[-d <Domain> [-w[=WEIGHT]|-c[=CAP]]] [-s [-t TSLICE] [-r RATELIMIT] "
	  "[-m MIGRDELAY]] [-p CPUPOOL]",
	  "-d DOMAIN, --domain=DOMAIN        Domain to modify\n"
	  "-w WEIGHT, --weight=WEIGHT        Weight (int)\n"
	  "-c CAP,    --cap=CAP              Cap (int)\n"
	  "-s         --schedparam           Query / modify scheduler "
	  "parameters\n"
	  "-t TSLICE, --tslice_ms=TSLICE     Set the timeslice, in "
	  "milliseconds\n"
	  "-r RLIMIT, --ratelimit_us=RLIMIT  Set the scheduling rate limit, in "
	  "microseconds\n"
	  "-p CPUPOOL, --cpupool=CPUPOOL     Restrict output to CPUPOOL" },
	{ "sched-credit2", main_sched_credit2, false, true,
	  "Get/set credit2 scheduler parameters",
	  "[-d <Domain> [-w[=WEIGHT]|-c[=CAP]]] [-s [-r RATELIMIT]] [-p "
	  "CPUPOOL]",
	  "-d DOMAIN, --domain=DOMAIN        Domain to modify\n"
	  "-w WEIGHT, --weight=WEIGHT        Weight (int)\n"
	  "-c CAP,    --cap=CAP              Cap (int)\n"
	  "-s         --schedparam           Query / modify scheduler "
	  "parameters\n"
	  "-r RLIMIT, --ratelimit_us=RLIMIT  Set the scheduling rate limit, in "
	  "microseconds\n"
	  "-p CPUPOOL, --cpupool=CPUPOOL     Restrict output to CPUPOOL" },
	{ "vm-list", main_vm_list, false, false,
	  "List guest domains, excluding dom0, stubdoms, etc.", "", NULL },
	{ "cpupool-list", main_cpupool_list, false, false,
	  "List CPU pools on host", "[-c|--cpus] [<CPU Pool>]",
	  "-c, --cpus                     Output list of CPUs used by a pool" },
	{ "help", main_help, false, false,
	  "Print help about xl or one of its commands", "[Command]", NULL },
};
const unsigned int nr_commands = sizeof(commands) / sizeof(commands[0]);

const struct command *command_find(const char *name)
{
	const struct command *found = NULL;
	size_t len = strlen(name);
	unsigned int i;

	for (i = 0; i < nr_commands; i++) {
		if (!strcmp(commands[i].name, name))
			return &commands[i];
		/* An unambiguous beginning will do. */
		if (!strncmp(commands[i].name, name, len)) {
			if (found)
				return NULL;
			found = &commands[i];
		}
	}
	return found;
}

void help(const char *name)
{
	const struct command *c = name ? command_find(name) : NULL;
	bool colour = use_colour(stdout);
	unsigned int i;

	if (!name || !strcmp(name, "help")) {
		printf("Usage xl [-vfNtT] <subcommand> [args]\n\nxl full list "
		       "of subcommands:\n\n");
		for (i = 0; i < nr_commands; i++)
			printf(" %s%-19s%s %s\n", colour ? "\033[1m" : "",
			       commands[i].name, colour ? "\033[0m" : "",
			       commands[i].summary);
		return;
	}
	if (!c) {
		complain("unknown command '%s', see 'xl help'", name);
		return;
	}
	printf("Usage: xl [-v%s%s] %s %s\n\n%s.\n\n", c->modifies ? "f" : "",
	       c->can_dryrun ? "N" : "", c->name, c->usage, c->summary);
	if (c->options)
		printf("Options:\n\n%s\n", c->options);
}

COMMAND(help)
{
	help(argc > 1 ? argv[1] : NULL);
	return 0;
}
