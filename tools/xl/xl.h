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

/* KIND.default.KEY of xl.conf. */
struct device_default {
	struct device_default *next;
	char *kind, *key, *value; /* owned */
};

/* From xl.conf. */
struct xl_conf {
	int autoballoon; /* -1: unless dom0_mem is given */
	bool run_hotplug_scripts;
	bool claim_mode;
	struct device_default *defaults; /* owned */
	char *lockfile, *blkdev_start;
	char *cpumask, *hvm_cpumask, *pv_cpumask; /* NULL: all CPUs */
	uint32_t max_grant_frames, max_maptrack_frames;
	int max_grant_version;
};
extern struct xl_conf conf;
int xl_conf_read(const char *path);

struct command {
	const char *name;
	const char *absent; /* what main_absent() says: the missing part */
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
/* A completion script for bash, made from the table. */
void print_completion(void);

/* A logger before `next`, which becomes its own: steps with their times. */
xentoollog_logger *explain_logger(xentoollog_logger *next);
/* From now on steps are printed. */
void explain_start(void);

/* Options of a command: -1 at the end, 'h' was answered: exit(0). */
int next_option(int argc, char **argv, const char *optstring,
		const struct option *longopts, int nr_args);

/* Says that c needs so many arguments; the exit code. */
int too_few(const char *command, int need);
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

/*
 * All domains (which is NULL), or one, which is put into *one.  NULL: error.
 * Give the list back with free_domains().
 */
libxl_dominfo *choose_domains(const char *which, libxl_dominfo *one, int *nr);
void free_domains(libxl_dominfo *list, libxl_dominfo *one, int nr);

/* "0-3,^2,5", "all", "nodes:0" into a bitmap of CPUs; 0 or an errno. */
int parse_cpus(const char *s, libxl_bitmap *map);
void print_bitmap(const libxl_bitmap *map, int nr, FILE *f);

/* A domain from its configuration.  dryrun: also what is not there yet. */
int parse_config(const char *source, const char *data, int len,
		 libxl_domain_config *cfg, bool dryrun);
int parse_disk(XLU_Config *cfg, const char *const *specs, int nr,
	       libxl_device_disk *disk);
int parse_nic(XLU_Config *cfg, const char *spec, libxl_device_nic *nic);
/* "host,..." or "MODEL,..."; name: the key of cfg to be named, or NULL. */
int parse_cpuid(XLU_Config *cfg, const char *name, const char *s,
		libxl_cpuid_policy_list *list);
/* vm.*cpumask of xl.conf over the vCPUs' hard affinities; 0 or an errno. */
int apply_cpumasks(libxl_domain_type type, libxl_bitmap *maps, int nr);
int apply_config_cpumasks(libxl_domain_config *d);
const char *action_name(libxl_action_on_shutdown a);

/* A configuration as a command line gives it. */
struct config_args {
	const char *file; /* NULL: none */
	char *extra;	  /* owned: "key=value\n"..., NULL: none */
};
/* The words from optind on: one file, and any number of key=value. */
void read_config_args(int argc, char **argv, struct config_args *a);
/* All of the text, *len without the 0 at its end; NULL after a message. */
char *read_config(const struct config_args *a, int *len);

struct create_options {
	bool paused, console, dryrun, quiet, no_monitor, foreground;
	bool explain, ignore_masks;
	struct config_args config;
};
int create_domain(const struct create_options *o);
pid_t start_console(uint32_t domid);
void wait_for_console(pid_t pid);

/* The configuration of a domain, or of a file, as JSON; NULL with a message. */
char *domain_json(uint32_t domid, const char *file, bool keep_domid);
/* An image of it to fd; level: of compression, 0: none.  See libxl_suspend. */
int send_domain(uint32_t domid, int fd, const char *source, char *json,
		int level, int flags);
int parse_level(const char *s);

struct restore_options {
	bool paused, console, no_monitor, foreground;
	bool incoming;		 /* its name gets --incoming for now */
	const char *config_file; /* NULL: the image's */
	const char *source;	 /* for messages */
	int fd;
};
struct received {
	uint32_t domid;
	libxl_domain_config cfg;
	char *name, *config; /* owned */
	int config_len;
};
struct image;
/* A paused domain from the stream behind an image's header. */
int receive_domain(const struct restore_options *o, struct image *image,
		   struct received *r);
void received_dispose(struct received *r);
/*
 * The life of a domain after its creation; does not return to the caller.
 * config: as text, or as JSON.
 */
int monitor(uint32_t domid, const char *name, libxl_domain_config *cfg,
	    const char *config, int config_len, bool foreground);
/*
 * For the monitor: while the old domain is still there, what the new one shall
 * be (`xl config-update` may have changed it); then, when it is gone, the new
 * one.  UUID and MAC addresses stay.
 */
int prepare_again(uint32_t domid, const char *name, const char *config, int len,
		  libxl_domain_config *cfg);
int create_again(const char *config, int len, uint32_t *domid,
		 libxl_domain_config *cfg);

#define COMMAND(name) int main_##name(int argc, char **argv)
COMMAND(create);
COMMAND(config_update);
COMMAND(save);
COMMAND(restore);
COMMAND(resume);
COMMAND(migrate);
COMMAND(migrate_receive);
COMMAND(list);
COMMAND(destroy);
COMMAND(shutdown);
COMMAND(reboot);
COMMAND(pci_list);
COMMAND(pause);
COMMAND(unpause);
COMMAND(console);
COMMAND(mem_max);
COMMAND(mem_set);
COMMAND(button_press);
COMMAND(vcpu_list);
COMMAND(vcpu_pin);
COMMAND(vcpu_set);
COMMAND(vm_list);
COMMAND(info);
COMMAND(sharing);
COMMAND(sched_credit);
COMMAND(sched_credit2);
COMMAND(sched_rtds);
COMMAND(domid);
COMMAND(domname);
COMMAND(rename);
COMMAND(trigger);
COMMAND(sysrq);
COMMAND(debug_keys);
COMMAND(set_parameters);
COMMAND(dmesg);
COMMAND(top);
COMMAND(network_attach);
COMMAND(network_list);
COMMAND(network_detach);
COMMAND(channel_list);
COMMAND(block_attach);
COMMAND(block_list);
COMMAND(block_detach);
COMMAND(vtpm_list);
COMMAND(vkb_list);
COMMAND(vdispl_list);
COMMAND(vsnd_list);
COMMAND(uptime);
COMMAND(claims);
COMMAND(cpupool_create);
COMMAND(cpupool_list);
COMMAND(cpupool_destroy);
COMMAND(cpupool_rename);
COMMAND(cpupool_cpu_add);
COMMAND(cpupool_cpu_remove);
COMMAND(cpupool_migrate);
COMMAND(cpupool_numa_split);
COMMAND(getenforce);
COMMAND(setenforce);
COMMAND(loadpolicy);
COMMAND(usb_list);
COMMAND(cpuid_show);
COMMAND(cpuid_baseline);
COMMAND(help);
/* Says what the command is missing. */
COMMAND(absent);

#endif
