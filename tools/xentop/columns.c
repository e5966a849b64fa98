// SPDX-License-Identifier: GPL-2.0-only
#include "columns.h"

#include <stdio.h>
#include <string.h>

#define UNLIMITED (1ULL << 50)

#define SUM(name, list, nr, expr)                                       \
	static double sum_##name(const struct domain *d)                \
	{                                                               \
		double v = 0;                                           \
		unsigned int i;                                         \
                                                                        \
		for (i = 0; i < d->nr; i++)                             \
			v += d->list[i].expr;                           \
		return v;                                               \
	}                                                               \
	static void p_##name(char *b, size_t n, const struct domain *d, \
			     const struct sample *s)                    \
	{                                                               \
		snprintf(b, n, "%.0f", sum_##name(d));                  \
	}
SUM(nettx, nics, nr_nics, tx_bytes / 1024)
SUM(netrx, nics, nr_nics, rx_bytes / 1024)
SUM(oo, disks, nr_disks, oo)
SUM(rd, disks, nr_disks, rd)
SUM(wr, disks, nr_disks, wr)
SUM(rsect, disks, nr_disks, rd_sect)
SUM(wsect, disks, nr_disks, wr_sect)

#define PRINT(name, ...)                                                \
	static void p_##name(char *b, size_t n, const struct domain *d, \
			     const struct sample *s)                    \
	{                                                               \
		snprintf(b, n, __VA_ARGS__);                            \
	}
#define KEY(name, expr)                                \
	static double k_##name(const struct domain *d) \
	{                                              \
		return expr;                           \
	}

static double share(uint64_t kb, const struct sample *s)
{
	return s->machine.total_pages
		       ? kb * 100.0 / (s->machine.total_pages * 4.0)
		       : 0;
}

PRINT(name, "%s", d->name)
PRINT(state, "%c%c%c%c%c%c", d->info.dying ? 'd' : '-',
      d->info.shutdown ? 's' : '-', d->info.blocked ? 'b' : '-',
      d->info.shutdown_reason == LIBXL_SHUTDOWN_REASON_CRASH ? 'c' : '-',
      d->info.paused ? 'p' : '-', d->info.running ? 'r' : '-')
PRINT(cpu, "%.0f", d->info.cpu_time / 1e9)
PRINT(percent, "%.1f", d->cpu_percent)
PRINT(mem, "%llu", (unsigned long long)d->info.current_memkb)
PRINT(mempc, "%.1f", share(d->info.current_memkb, s))
PRINT(vcpus, "%u", d->nr_vcpus)
PRINT(nets, "%u", d->nr_nics)
PRINT(vbds, "%u", d->nr_disks)
PRINT(ssid, "%u", d->info.ssidref)
KEY(state, d->info.running)
KEY(cpu, d->info.cpu_time)
KEY(percent, d->cpu_percent)
KEY(mem, d->info.current_memkb)
KEY(max, d->info.max_memkb)
KEY(vcpus, d->nr_vcpus)
KEY(nets, d->nr_nics)
KEY(vbds, d->nr_disks)
KEY(ssid, d->info.ssidref)

static void p_max(char *b, size_t n, const struct domain *d,
		  const struct sample *s)
{
	if (d->info.max_memkb >= UNLIMITED)
		snprintf(b, n, "no limit");
	else
		snprintf(b, n, "%llu", (unsigned long long)d->info.max_memkb);
}

static void p_maxpc(char *b, size_t n, const struct domain *d,
		    const struct sample *s)
{
	if (d->info.max_memkb >= UNLIMITED)
		snprintf(b, n, "n/a");
	else
		snprintf(b, n, "%.1f", share(d->info.max_memkb, s));
}

const struct column columns[] = {
	{ "NAME", 10, p_name, NULL },
	{ "STATE", 6, p_state, k_state },
	{ "CPU(sec)", 10, p_cpu, k_cpu },
	{ "CPU(%)", 6, p_percent, k_percent },
	{ "MEM(k)", 10, p_mem, k_mem },
	{ "MEM(%)", 6, p_mempc, k_mem },
	{ "MAXMEM(k)", 10, p_max, k_max },
	{ "MAXMEM(%)", 9, p_maxpc, k_max },
	{ "VCPUS", 5, p_vcpus, k_vcpus },
	{ "NETS", 4, p_nets, k_nets },
	{ "NETTX(k)", 8, p_nettx, sum_nettx },
	{ "NETRX(k)", 8, p_netrx, sum_netrx },
	{ "VBDS", 4, p_vbds, k_vbds },
	{ "VBD_OO", 8, p_oo, sum_oo },
	{ "VBD_RD", 8, p_rd, sum_rd },
	{ "VBD_WR", 8, p_wr, sum_wr },
	{ "VBD_RSECT", 10, p_rsect, sum_rsect },
	{ "VBD_WSECT", 10, p_wsect, sum_wsect },
	{ "SSID", 4, p_ssid, k_ssid },
};
const unsigned int nr_columns = sizeof(columns) / sizeof(columns[0]);
