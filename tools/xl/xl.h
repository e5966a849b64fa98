/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What xl's commands share.  A command is one row of the table in commands.c
 * and one function main_NAME() in cmd_NAME.c, which gets its own name as
 * argv[0] and returns the exit code.
 */
#ifndef XL_H
#define XL_H

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libxl.h>
#include <libxl_utils.h>
#include <libxlutil.h>

extern libxl_ctx *ctx;
extern xentoollog_logger_stdiostream *logger;
extern bool dryrun_only; /* -N */

/* From xl.conf. */
struct xl_conf {
	int autoballoon; /* -1: unless dom0_mem is given */
	bool run_hotplug_scripts;
	bool claim_mode;
	char *vif_bridge, *vif_script, *vif_gatewaydev;
	char *lockfile;
	uint32_t max_grant_frames, max_maptrack_frames;
};
extern struct xl_conf conf;
int xl_conf_read(const char *path);

struct command {
	const char *name;
	int (*main)(int argc, char **argv);
	bool can_dryrun, modifies;
	const char *summary;
	const char *usage;   /* arguments */
	const char *options; /* "-x    what it does\n"..., or NULL */
};
extern const struct command commands[];
extern const unsigned int nr_commands;
const struct command *command_find(const char *name);
void help(const char *command);

/* Options of a command: -1 at the end, 'h' was answered: exit(0). */
int next_option(int argc, char **argv, const char *optstring,
		const struct option *longopts, int nr_args);

/* Exits with a message if there is no such domain. */
uint32_t find_domain(const char *p);
__attribute__((format(printf, 1, 2), noreturn)) void die(const char *fmt, ...);
__attribute__((format(printf, 1, 2))) void complain(const char *fmt, ...);
void *xmalloc(size_t n);
char *xstrdup(const char *s);
__attribute__((format(printf, 1, 2))) char *xasprintf(const char *fmt, ...);
/* "128", "512m", "2g", "4096k": in KiB; -1 if it is none.  Plain: MiB. */
int64_t parse_mem_kb(const char *s);
/* Ask whether colours are wanted on a stream. */
bool use_colour(FILE *f);

/* The word of the list (NULL ends it) nearest to s, or NULL. */
const char *nearest(const char *s, const char *(*word)(unsigned int i));

/* "0-3,^2,5", "all", "nodes:0" into a bitmap of CPUs; 0 or an errno. */
int parse_cpus(const char *s, libxl_bitmap *map);
void print_bitmap(const libxl_bitmap *map, int nr, FILE *f);

/* A domain from its configuration. */
int parse_config(const char *source, const char *data, int len,
		 libxl_domain_config *cfg);
int parse_disk(XLU_Config *cfg, const char *const *specs, int nr,
	       libxl_device_disk *disk);
int parse_nic(XLU_Config *cfg, const char *spec, libxl_device_nic *nic);
const char *action_name(libxl_action_on_shutdown a);

struct create_options {
	bool paused, console, dryrun, quiet, no_monitor, foreground;
	const char *config_file; /* NULL: from the guest's userdata */
	char *extra;		 /* "key=value\n"... */
};
int create_domain(const struct create_options *o);
/* The life of a domain after its creation; does not return to the caller. */
int monitor(uint32_t domid, const char *name, libxl_domain_config *cfg,
	    const char *config, int config_len, bool foreground);
/* For the monitor: destroy is done, make it again. */
int create_again(const char *name, const char *config, int len, uint32_t *domid,
		 libxl_domain_config *cfg);

#define COMMAND(name) int main_##name(int argc, char **argv)
COMMAND(create);
COMMAND(list);
COMMAND(info);
COMMAND(console);
COMMAND(shutdown);
COMMAND(reboot);
COMMAND(destroy);
COMMAND(pause);
COMMAND(unpause);
COMMAND(domid);
COMMAND(domname);
COMMAND(uptime);
COMMAND(dmesg);
COMMAND(vcpu_list);
COMMAND(vcpu_pin);
COMMAND(vcpu_set);
COMMAND(block_list);
COMMAND(block_attach);
COMMAND(block_detach);
COMMAND(network_list);
COMMAND(network_attach);
COMMAND(network_detach);
COMMAND(debug_keys);
COMMAND(sysrq);
COMMAND(sched_credit);
COMMAND(sched_credit2);
COMMAND(mem_set);
COMMAND(mem_max);
COMMAND(rename);
COMMAND(top);
COMMAND(vm_list);
COMMAND(cpupool_list);
COMMAND(help);

#endif
