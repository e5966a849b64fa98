// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading: domains and vCPUs from the hypervisor, network cards and disks
 * from the backends' statistics in /sys (those in this domain).
 */
#include "sample.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t read_number(const char *fmt, uint32_t domid, unsigned int id,
			    const char *what)
{
	unsigned long long v = 0;
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), fmt, domid, id, what);
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (fscanf(f, "%llu", &v) != 1)
		v = 0;
	fclose(f);
	return v;
}

#define NET "/sys/class/net/vif%u.%u/statistics/%s"
#define VBD "/sys/bus/xen-backend/devices/vbd-%u-%u/statistics/%s"

static void read_nics(libxl_ctx *ctx, struct domain *d)
{
	libxl_device_nic *list;
	uint32_t dom = d->info.domid;
	int i, n = 0;

	list = libxl_device_nic_list(ctx, dom, &n);
	d->nics = calloc(n + 1, sizeof(*d->nics));
	for (i = 0; d->nics && i < n; i++) {
		struct nic *c = &d->nics[d->nr_nics++];
		unsigned int id = list[i].devid;

		c->id = id;
		/* What our end receives the guest has sent. */
		c->tx_bytes = read_number(NET, dom, id, "rx_bytes");
		c->tx_packets = read_number(NET, dom, id, "rx_packets");
		c->tx_errs = read_number(NET, dom, id, "rx_errors");
		c->tx_drops = read_number(NET, dom, id, "rx_dropped");
		c->rx_bytes = read_number(NET, dom, id, "tx_bytes");
		c->rx_packets = read_number(NET, dom, id, "tx_packets");
		c->rx_errs = read_number(NET, dom, id, "tx_errors");
		c->rx_drops = read_number(NET, dom, id, "tx_dropped");
	}
	libxl_device_nic_list_free(list, n);
}

static void read_disks(libxl_ctx *ctx, struct domain *d)
{
	libxl_device_disk *list;
	libxl_diskinfo info;
	uint32_t dom = d->info.domid;
	int i, n = 0;

	list = libxl_device_disk_list(ctx, dom, &n);
	d->disks = calloc(n + 1, sizeof(*d->disks));
	for (i = 0; d->disks && i < n; i++) {
		struct disk *k = &d->disks[d->nr_disks];

		if (libxl_device_disk_getinfo(ctx, dom, &list[i], &info))
			continue;
		d->nr_disks++;
		k->id = info.devid;
		libxl_diskinfo_dispose(&info);
		k->oo = read_number(VBD, dom, k->id, "oo_req");
		k->rd = read_number(VBD, dom, k->id, "rd_req");
		k->wr = read_number(VBD, dom, k->id, "wr_req");
		k->rd_sect = read_number(VBD, dom, k->id, "rd_sect");
		k->wr_sect = read_number(VBD, dom, k->id, "wr_sect");
	}
	libxl_device_disk_list_free(list, n);
}

static void read_vcpus(libxl_ctx *ctx, struct domain *d)
{
	libxl_vcpuinfo *list;
	int i, n = 0, cpus;

	list = libxl_list_vcpu(ctx, d->info.domid, &n, &cpus);
	if (!list)
		return;
	d->vcpus = calloc(n + 1, sizeof(*d->vcpus));
	for (i = 0; d->vcpus && i < n; i++)
		d->vcpus[d->nr_vcpus++] = (struct vcpu){
			list[i].vcpuid,
			list[i].online,
			list[i].vcpu_time,
		};
	libxl_vcpuinfo_list_free(list, n);
}

static double percent(const struct sample *now, const struct sample *prev,
		      const struct domain *d)
{
	unsigned int i;

	for (i = 0; prev && i < prev->nr; i++) {
		const libxl_dominfo *p = &prev->domains[i].info;

		if (p->domid == d->info.domid && now->when > prev->when &&
		    d->info.cpu_time >= p->cpu_time)
			return (d->info.cpu_time - p->cpu_time) / 1e7 /
			       (now->when - prev->when);
	}
	return 0;
}

struct sample *sample_take(libxl_ctx *ctx, const struct sample *prev)
{
	struct sample *s = calloc(1, sizeof(*s));
	libxl_dominfo *list;
	struct timespec ts;
	char *name;
	int i, n;

	if (!s || libxl_get_physinfo(ctx, &s->machine))
		goto err_free;
	list = libxl_list_domain(ctx, &n);
	if (!list)
		goto err_free;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	s->when = ts.tv_sec + ts.tv_nsec / 1e9;
	s->domains = calloc(n + 1, sizeof(*s->domains));
	for (i = 0; s->domains && i < n; i++) {
		struct domain *d = &s->domains[s->nr++];

		d->info = list[i];
		name = libxl_domid_to_name(ctx, list[i].domid);
		snprintf(d->name, sizeof(d->name), "%s", name ? name : "");
		free(name);
		read_vcpus(ctx, d);
		read_nics(ctx, d);
		read_disks(ctx, d);
		d->cpu_percent = percent(s, prev, d);
	}
	/* Their contents moved into s. */
	free(list);
	return s;

err_free:
	free(s);
	return NULL;
}

void sample_free(struct sample *s)
{
	unsigned int i;

	if (!s)
		return;
	for (i = 0; i < s->nr; i++) {
		libxl_dominfo_dispose(&s->domains[i].info);
		free(s->domains[i].vcpus);
		free(s->domains[i].nics);
		free(s->domains[i].disks);
	}
	libxl_physinfo_dispose(&s->machine);
	free(s->domains);
	free(s);
}
