// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of commands, in the order in which help lists them: names,
 * functions, and all that help, completion and xl(1)'s test say of them.
 *
 * A command of Xen's that has nothing to work on here yet has main_absent()
 * and names what it is missing.
 */
#include "xl.h"

#define MEM_SIZE    "<Domain> <MemMB['b'[bytes]|'k'[KB]|'m'[MB]|'g'[GB]|'t'[TB]]>"
#define POOL_OPTION "-p CPUPOOL, --cpupool=CPUPOOL     Only this CPU pool"
#define HELP_OPTION "-h                      Print this help\n"
#define NO_IOMMU    "guests cannot have PCI devices yet: no IOMMU driver"
#define NO_PSR	    "no cache or bandwidth monitoring and allocation yet"
#define NO_USB	    "guests cannot have USB devices yet"
#define NO_DISPLAY  "guests cannot have displays yet"
#define NO_SOUND    "guests cannot have sound cards yet"
#define NO_TPM	    "guests cannot have virtual TPMs yet"
#define NO_HVM	    "there are no HVM guests yet"
#define NO_REMUS    "checkpointed streams are not supported"
#define STREAM_OPTIONS                                                  \
	"-z, --compress[=LEVEL]  With zlib, 1 to 9: only for this xl\n" \
	"--progress=auto|json|none  How to show what happens"
#define RUN(name)   .main = main_##name
#define ABSENT(why) .absent = (why), .main = main_absent

const struct command commands[] = {
	{ "create", RUN(create), true, true,
	  "Make a domain from a configuration file",
	  "<ConfigFile> [options] [vars]",
	  HELP_OPTION
	  "-p                      Leave the domain paused\n"
	  "-c                      Attach to its console\n"
	  "-f FILE, --defconfig=FILE  The configuration file\n"
	  "-n, --dryrun            Print the configuration as JSON, make "
	  "nothing;\n"
	  "                        as the global -N\n"
	  "-q, --quiet             Say less\n"
	  "-d                      Say more\n"
	  "-F                      Stay in the foreground until its end\n"
	  "-e                      Nobody waits for its end\n"
	  "-V, --vncviewer         Attach to its display\n"
	  "-A, --vncviewer-autopass  The same, with its password\n"
	  "--ignore-global-affinity-masks  Leave xl.conf's masks aside\n"
	  "--explain               Print each step with its time" },
	{ "config-update", RUN(config_update), true, true,
	  "Change the configuration from which a domain restarts",
	  "<Domain> <ConfigFile> [options] [vars]",
	  HELP_OPTION "-f FILE, --defconfig=FILE  The configuration file\n"
		      "-d                      Say more" },
	{ "list", RUN(list), false, false, "List domains", "[options] [Domain]",
	  "-l, --long              Everything, as JSON\n"
	  "-v, --verbose           UUIDs, reasons, security labels, too\n"
	  "-Z, --context           Security labels, too\n"
	  "-c, --cpupool           CPU pools, too\n"
	  "-n, --numa              NUMA nodes, too" },
	{ "destroy", RUN(destroy), false, true, "End a domain at once",
	  "[options] <Domain>",
	  "-f                      Also domain 0, if another domain has the "
	  "hardware" },
	{ "shutdown", RUN(shutdown), false, true, "Ask a domain to shut down",
	  "[options] <-a|Domain>",
	  "-a, --all               All domains but domain 0\n" HELP_OPTION
	  "-F                      Press the ACPI power button of HVM guests\n"
	  "                        that have no PV drivers\n"
	  "-w, --wait              Wait until it has happened" },
	{ "reboot", RUN(reboot), false, true, "Ask a domain to reboot",
	  "[options] <-a|Domain>",
	  "-a, --all               All domains but domain 0\n" HELP_OPTION
	  "-F                      Press the ACPI reset button of HVM guests\n"
	  "                        that have no PV drivers\n"
	  "-w, --wait              Wait until it has happened" },
	{ "pci-attach", ABSENT(NO_IOMMU), .modifies = true,
	  .summary = "Give a PCI device to a domain",
	  .usage = "<Domain> <PCI_SPEC_STRING>" },
	{ "pci-detach", ABSENT(NO_IOMMU), .modifies = true,
	  .summary = "Take a PCI device from a domain",
	  .usage = "<Domain> <PCI_SPEC_STRING>" },
	{ "pci-list", RUN(pci_list), false, false,
	  "List PCI devices of a domain", "<Domain>", NULL },
	{ "pci-assignable-add", ABSENT(NO_IOMMU), .modifies = true,
	  .summary = "Make a PCI device ready for domains",
	  .usage = "[options] <BDF>",
	  .options = "-n NAME, --name=NAME    A name for it\n" HELP_OPTION },
	{ "pci-assignable-remove", ABSENT(NO_IOMMU), .modifies = true,
	  .summary = "Give a PCI device back to domain 0",
	  .usage = "[options] <BDF>|NAME",
	  .options = HELP_OPTION
	  "-r                      Bind it to its old driver again" },
	{ "pci-assignable-list", ABSENT(NO_IOMMU),
	  .summary = "List PCI devices that are ready for domains",
	  .usage = "[options]",
	  .options = HELP_OPTION "-n, --show-names        Their names, too" },
	{ "pause", RUN(pause), false, true, "Stop a domain's vCPUs", "<Domain>",
	  NULL },
	{ "unpause", RUN(unpause), false, true, "Let a paused domain go on",
	  "<Domain>", NULL },
	{ "console", RUN(console), false, false, "Attach to a domain's console",
	  "[options] <Domain>",
	  "-t <type>               pv, serial or vuart\n"
	  "-n <number>             Which one" },
	{ "vncviewer", ABSENT(NO_DISPLAY),
	  .summary = "Attach to a domain's display",
	  .usage = "[options] <Domain>",
	  .options = "--autopass              With its password\n"
		     "--vncviewer-autopass    The same" },
	{ "save", RUN(save), .modifies = true,
	  .summary = "Save a domain to a file",
	  .usage = "[options] <Domain> <CheckpointFile> [<ConfigFile>]",
	  .options = HELP_OPTION
	  "-c                      Let it run on afterwards\n"
	  "-p                      Leave it paused afterwards\n"
	  "-D                      Keep its domain id\n" STREAM_OPTIONS },
	{ "migrate", RUN(migrate), .modifies = true,
	  .summary = "Move a domain to another host",
	  .usage = "[options] <Domain> <host>",
	  .options = HELP_OPTION
	  "-C <config>             Another configuration\n"
	  "-s <sshcommand>         Instead of ssh\n"
	  "-e                      Nobody waits there for its end\n"
	  "-T                      Print times\n"
	  "--debug                 Send all pages twice and compare them\n"
	  "-p                      Leave it paused\n"
	  "-D                      Keep its domain id\n" STREAM_OPTIONS },
	{ "restore", RUN(restore), .modifies = true,
	  .summary = "Make a domain from a saved one",
	  .usage = "[options] [<ConfigFile>] <CheckpointFile>",
	  .options = HELP_OPTION
	  "-p                      Leave it paused\n"
	  "-e                      Nobody waits for its end\n"
	  "-d                      Say more\n"
	  "-V, --vncviewer         Attach to its display\n"
	  "-A, --vncviewer-autopass  The same, with its password" },
	{ "migrate-receive", RUN(migrate_receive), .modifies = true,
	  .summary = "The other side of xl migrate",
	  .usage = "- for internal use only" },
	{ "resume", RUN(resume), .modifies = true,
	  .summary = "Let a suspended domain go on where it stopped",
	  .usage = "<Domain>" },
	{ "dump-core", ABSENT("core dumps cannot be written yet"),
	  .modifies = true, .summary = "Write a domain's memory to a file",
	  .usage = "<Domain> <filename>" },
	{ "cd-insert", ABSENT(NO_HVM), true, true,
	  "Put a CD into a domain's drive", "<Domain> <VirtualDevice> <path>" },
	{ "cd-eject", ABSENT(NO_HVM), true, true,
	  "Take the CD from a domain's drive", "<Domain> <VirtualDevice>" },
	{ "mem-max", RUN(mem_max), false, true,
	  "Set the most memory that a domain may have", MEM_SIZE, NULL },
	{ "mem-set", RUN(mem_set), false, true,
	  "Set the memory that a domain shall have", MEM_SIZE, NULL },
	{ "button-press", RUN(button_press), false, true,
	  "Press a domain's power or sleep button", "<Domain> <Button>",
	  "<Button> is 'power' or 'sleep'." },
	{ "vcpu-list", RUN(vcpu_list), false, false, "List vCPUs",
	  "[Domain, ...]", NULL },
	{ "vcpu-pin", RUN(vcpu_pin), true, true,
	  "Set on which CPUs a vCPU may run",
	  "[option] <Domain> <VCPU|all> <Hard affinity|-|all> <Soft "
	  "affinity|-|all>",
	  "-f, --force             Undo a pinning that its kernel made\n"
	  "--ignore-global-affinity-masks  Leave xl.conf's masks aside" },
	{ "vcpu-set", RUN(vcpu_set), false, true,
	  "Set how many vCPUs a domain uses", "[option] <Domain> <vCPUs>",
	  "-i, --ignore-host       More than the host has CPUs, too" },
	{ "vm-list", RUN(vm_list), false, false,
	  "List domains other than domain 0 by UUID", "", NULL },
	{ "info", RUN(info), false, false, "Describe the host", "[-n|--numa]",
	  "-n, --numa              Topology of CPUs and memory, too" },
	{ "sharing", RUN(sharing), false, false,
	  "List how many pages domains share", "[Domain]", NULL },
	{ "sched-credit", RUN(sched_credit), false, true,
	  "Show or set parameters of the credit scheduler",
	  "[-d <Domain> [-w[=WEIGHT]|-c[=CAP]]] [-s [-t TSLICE] [-r RATELIMIT] "
	  "[-m MIGRDELAY]] [-p CPUPOOL]",
	  "-d DOMAIN, --domain=DOMAIN        Of this domain\n"
	  "-w WEIGHT, --weight=WEIGHT        Weight, 1 to 65535\n"
	  "-c CAP, --cap=CAP                 Percent of a CPU, 0 is no limit\n"
	  "-s, --schedparam                  Of a whole CPU pool\n"
	  "-t TSLICE, --tslice_ms=TSLICE     Time slice in ms\n"
	  "-r RLIMIT, --ratelimit_us=RLIMIT  Least time to run in us\n"
	  "-m DLY, --migration_delay_us=DLY  Migration delay in "
	  "us\n" POOL_OPTION },
	{ "sched-credit2", RUN(sched_credit2), false, true,
	  "Show or set parameters of the credit2 scheduler",
	  "[-d <Domain> [-w[=WEIGHT]|-c[=CAP]|-R[=PERCENT]]] [-s [-r "
	  "RATELIMIT]] [-p CPUPOOL]",
	  "-d DOMAIN, --domain=DOMAIN        Of this domain\n"
	  "-w WEIGHT, --weight=WEIGHT        Weight, 1 to 65535\n"
	  "-c CAP, --cap=CAP                 Percent of a CPU, 0 is no limit\n"
	  "-R PERCENT, --reservation=PERCENT  Percent of a CPU that it gets "
	  "whatever others want, 0 is none\n"
	  "-s, --schedparam                  Of a whole CPU pool\n"
	  "-r RLIMIT, --ratelimit_us=RLIMIT  Least time to run in "
	  "us\n" POOL_OPTION },
	{ "sched-rtds", RUN(sched_rtds), false, true,
	  "Show or set parameters of the real-time scheduler",
	  "[-d <Domain> [-v[=VCPUID/all]] [-p[=PERIOD]] [-b[=BUDGET]] "
	  "[-e[=Extratime]]] [-c CPUPOOL]",
	  "-d DOMAIN, --domain=DOMAIN        Of this domain\n"
	  "-v VCPUID/all, --vcpuid=VCPUID/all  Of one vCPU, or of each\n"
	  "-p PERIOD, --period=PERIOD        Period in us\n"
	  "-b BUDGET, --budget=BUDGET        Time of each period in us\n"
	  "-e Extratime, --extratime=Extratime  1: more where nobody wants "
	  "it\n"
	  "-c CPUPOOL, --cpupool=CPUPOOL     Only this CPU pool" },
	{ "domid", RUN(domid), false, false, "Print the id of a domain",
	  "<DomainName>", NULL },
	{ "domname", RUN(domname), false, false, "Print the name of a domain",
	  "<DomainId>", NULL },
	{ "rename", RUN(rename), false, true, "Give a domain another name",
	  "<Domain> <NewDomainName>", NULL },
	{ "trigger", RUN(trigger), false, true,
	  "Send a domain an NMI, a reset, a button's press",
	  "<Domain> <nmi|reset|init|power|sleep|s3resume> [<VCPU>]", NULL },
	{ "sysrq", RUN(sysrq), false, true,
	  "Send a magic key to a domain's kernel", "<Domain> <letter>", NULL },
	{ "debug-keys", RUN(debug_keys), false, true,
	  "Send keys to the hypervisor's console", "<Keys>", NULL },
	{ "set-parameters", RUN(set_parameters), false, true,
	  "Change options of the running hypervisor", "<Params>", NULL },
	{ "dmesg", RUN(dmesg), false, false, "Print the hypervisor's messages",
	  "[-c]", "-c, --clear             Clear them after that" },
	{ "top", RUN(top), false, false, "Watch what domains use", "", NULL },
	{ "network-attach", RUN(network_attach), true, true,
	  "Give a domain a network card",
	  "<Domain> [type=<type>] [mac=<mac>] [bridge=<bridge>] [ip=<ip>] "
	  "[script=<script>] [backend=<BackDomain>] [vifname=<name>] "
	  "[rate=<rate>] [model=<model>] [accel=<accel>] [mtu=<mtu>]",
	  NULL },
	{ "network-list", RUN(network_list), false, false,
	  "List network cards of domains", "<Domain(s)>", NULL },
	{ "network-detach", RUN(network_detach), false, true,
	  "Take a network card from a domain", "[option] <Domain> <DevId|mac>",
	  "-f, --force             Do not wait for the guest" },
	{ "channel-list", RUN(channel_list), false, false,
	  "List channels of domains", "<Domain(s)>", NULL },
	{ "block-attach", RUN(block_attach), true, true, "Give a domain a disk",
	  "<Domain> <disk-spec-component(s)>...", NULL },
	{ "block-list", RUN(block_list), false, false, "List disks of domains",
	  "<Domain(s)>", NULL },
	{ "block-detach", RUN(block_detach), false, true,
	  "Take a disk from a domain", "[option] <Domain> <DevId>",
	  "-f, --force             Do not wait for the guest" },
	{ "vtpm-attach", ABSENT(NO_TPM), true, true,
	  "Give a domain a virtual TPM",
	  "<Domain> [uuid=<uuid>] [backend=<BackDomain>]" },
	{ "vtpm-list", RUN(vtpm_list), false, false,
	  "List virtual TPMs of domains", "<Domain(s)>", NULL },
	{ "vtpm-detach", ABSENT(NO_TPM), .modifies = true,
	  .summary = "Take a virtual TPM from a domain",
	  .usage = "<Domain> <DevId|uuid>" },
	{ "vkb-attach", ABSENT(NO_DISPLAY), true, true,
	  "Give a domain a keyboard", "<Domain> <vkb-spec-component(s)>..." },
	{ "vkb-list", RUN(vkb_list), false, false, "List keyboards of domains",
	  "<Domain(s)>", NULL },
	{ "vkb-detach", ABSENT(NO_DISPLAY), .modifies = true,
	  .summary = "Take a keyboard from a domain",
	  .usage = "<Domain> <DevId>" },
	{ "vdispl-attach", ABSENT(NO_DISPLAY), true, true,
	  "Give a domain a display",
	  "<Domain> [backend=<BackDomain>] [be-alloc=<BackAlloc>] "
	  "[connectors='<Connectors>']",
	  "BackAlloc: 1 if the backend allocates the buffers.\n"
	  "Connectors: ID:WxH;... with width and height." },
	{ "vdispl-list", RUN(vdispl_list), false, false,
	  "List displays of domains", "<Domain(s)>", NULL },
	{ "vdispl-detach", ABSENT(NO_DISPLAY), .modifies = true,
	  .summary = "Take a display from a domain",
	  .usage = "<Domain> <DevId>" },
	{ "vsnd-attach", ABSENT(NO_SOUND), true, true,
	  "Give a domain a sound card",
	  "<Domain> <vsnd-spec-component(s)>..." },
	{ "vsnd-list", RUN(vsnd_list), false, false,
	  "List sound cards of domains", "<Domain(s)>", NULL },
	{ "vsnd-detach", ABSENT(NO_SOUND), .modifies = true,
	  .summary = "Take a sound card from a domain",
	  .usage = "<Domain> <DevId>" },
	{ "uptime", RUN(uptime), false, false,
	  "Print how long domains have been up", "[-s] [Domain]",
	  "-s                      In the form of uptime(1)" },
	{ "claims", RUN(claims), false, false,
	  "List memory that domains have reserved", "", NULL },
	{ "cpupool-create", RUN(cpupool_create), true, true, "Make a CPU pool",
	  "[options] [<ConfigFile>] [Variable=value ...]",
	  "-h, --help              Print this help\n"
	  "-f FILE, --defconfig=FILE  The configuration file\n"
	  "-n, --dryrun            Print the configuration, make nothing;\n"
	  "                        as the global -N" },
	{ "cpupool-list", RUN(cpupool_list), false, false, "List CPU pools",
	  "[-c|--cpus] [<CPU Pool>]",
	  "-c, --cpus              Which CPUs, not how many" },
	{ "cpupool-destroy", RUN(cpupool_destroy), false, true,
	  "Remove a CPU pool", "<CPU Pool>", NULL },
	{ "cpupool-rename", RUN(cpupool_rename), false, true,
	  "Give a CPU pool another name", "<CPU Pool> <new name>", NULL },
	{ "cpupool-cpu-add", RUN(cpupool_cpu_add), false, true,
	  "Add CPUs to a CPU pool", "<CPU Pool> <CPU nr>|node:<node nr>",
	  NULL },
	{ "cpupool-cpu-remove", RUN(cpupool_cpu_remove), false, true,
	  "Take CPUs from a CPU pool", "<CPU Pool> <CPU nr>|node:<node nr>",
	  NULL },
	{ "cpupool-migrate", RUN(cpupool_migrate), false, true,
	  "Move a domain to another CPU pool", "<Domain> <CPU Pool>", NULL },
	{ "cpupool-numa-split", RUN(cpupool_numa_split), false, true,
	  "Make one CPU pool for each NUMA node", "", NULL },
	{ "getenforce", RUN(getenforce), false, false,
	  "Print whether Flask enforces its policy", "", NULL },
	{ "setenforce", RUN(setenforce), false, true,
	  "Let Flask enforce its policy, or not", "<1|0|Enforcing|Permissive>",
	  NULL },
	{ "loadpolicy", RUN(loadpolicy), false, true,
	  "Load a policy into Flask", "<policy file>", NULL },
	{ "remus", ABSENT(NO_REMUS), .modifies = true,
	  .summary = "Keep a copy of a domain on another host",
	  .usage = "[options] <Domain> [<host>]",
	  .options = "-i MS                   Every MS milliseconds (200)\n"
		     "-u                      Do not compress\n"
		     "-s <sshcommand>         Instead of ssh\n"
		     "-e                      Nobody waits there for its end\n"
		     "-N <netbufscript>       Script that buffers packets\n"
		     "-F                      Allow -b, -n and -d, which are "
		     "not safe\n"
		     "-b                      Send the copies nowhere\n"
		     "-n                      Do not buffer packets\n"
		     "-d                      Do not copy disks\n"
		     "-c                      COLO instead: both run\n"
		     "-p                      COLO's proxy is a program" },
	{ "devd",
	  ABSENT("domains other than domain 0 cannot serve devices yet"),
	  .modifies = true, .summary = "Serve devices in a driver domain",
	  .usage = "[options]",
	  .options =
		  "-F                      Stay in the foreground\n"
		  "-p, --pidfile [FILE]    Where the process id is written" },
	{ "psr-hwinfo", ABSENT(NO_PSR), .modifies = true,
	  .summary = "Describe the host's shared caches", .usage = "[options]",
	  .options = "-m, --cmt               Only monitoring of caches\n"
		     "-a, --cat               Only allocation of caches\n"
		     "-b, --mba               Only allocation of bandwidth" },
	{ "psr-cmt-attach", ABSENT(NO_PSR), .modifies = true,
	  .summary = "Monitor a domain's use of caches", .usage = "<Domain>" },
	{ "psr-cmt-detach", ABSENT(NO_PSR), .modifies = true,
	  .summary = "Monitor it no longer", .usage = "<Domain>" },
	{ "psr-cmt-show", ABSENT(NO_PSR), .modifies = true,
	  .summary = "Print a domain's use of caches and bandwidth",
	  .usage = "<PSR-CMT-Type> <Domain>",
	  .options = "PSR-CMT-Type: cache-occupancy, total-mem-bandwidth, "
		     "local-mem-bandwidth" },
	{ "psr-cat-set", ABSENT(NO_PSR), .modifies = true,
	  .summary = "Set which part of the caches a domain may use",
	  .usage = "[options] <Domain> <CBM>",
	  .options = "-s <socket>             Only of this socket\n"
		     "-l <level>              Of this level, not of L3\n"
		     "-c                      For code only\n"
		     "-d                      For data only" },
	{ "psr-cat-show", ABSENT(NO_PSR), .modifies = true,
	  .summary = "Print which part of the caches a domain may use",
	  .usage = "[options] <Domain>",
	  .options = "-l <level>              Of this level, not of L3" },
	{ "psr-mba-set", ABSENT(NO_PSR), .modifies = true,
	  .summary = "Set how much memory bandwidth a domain may use",
	  .usage = "[options] <Domain> <THRTL>",
	  .options = "-s <socket>             Only of this socket" },
	{ "psr-mba-show", ABSENT(NO_PSR), .modifies = true,
	  .summary = "Print how much memory bandwidth a domain may use",
	  .usage = "<Domain>" },
	{ "usbctrl-attach", ABSENT(NO_USB), .modifies = true,
	  .summary = "Give a domain a USB controller",
	  .usage = "<Domain> [type=pv] [version=<version>] [ports=<number>]" },
	{ "usbctrl-detach", ABSENT(NO_USB), .modifies = true,
	  .summary = "Take a USB controller from a domain",
	  .usage = "<Domain> <DevId>" },
	{ "usbdev-attach", ABSENT(NO_USB), .modifies = true,
	  .summary = "Give a USB device to a domain",
	  .usage = "<Domain> hostbus=<busnum> hostaddr=<devnum> "
		   "[controller=<DevId> [port=<port>]]" },
	{ "usbdev-detach", ABSENT(NO_USB), .modifies = true,
	  .summary = "Take a USB device from a domain",
	  .usage = "<Domain> <controller> <port>" },
	{ "usb-list", RUN(usb_list), false, false,
	  "List USB controllers and devices of a domain", "<Domain>", NULL },
	{ "qemu-monitor-command", ABSENT("guests have no device model yet"),
	  .modifies = true, .summary = "Send a command to a domain's QEMU",
	  .usage = "<Domain> <Command>" },
	{ "cpuid-show", RUN(cpuid_show), false, false,
	  "Show the CPU that a domain sees, or that guests can see",
	  "[options] [Domain]",
	  "-j, --json              As JSON\n"
	  "-l, --models            The models that cpuid= knows, instead" },
	{ "cpuid-baseline", RUN(cpuid_baseline), false, false,
	  "Show the CPU that several hosts can give to a guest",
	  "[options] <host|file|value of cpuid=>...",
	  "-j, --json              As JSON" },
	{ "help", RUN(help), false, false, "Print help on commands",
	  "[Command]",
	  "--completion            Print a completion script for bash" },
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

COMMAND(absent)
{
	const struct command *c = command_find(argv[0]);
	int depth = 0, need = 0, given = 0, i;
	const char *p;

	/* Arguments that its usage has in no brackets must be there. */
	for (p = c->usage; *p; p++) {
		depth += (*p == '[') - (*p == ']');
		need += *p == '<' && !depth;
	}
	for (i = 1; i < argc; i++)
		given += argv[i][0] != '-';
	if (given < need)
		return too_few(c->name, need);
	complain("%s: %s", c->name, c->absent);
	return 1;
}
