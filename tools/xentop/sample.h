/* SPDX-License-Identifier: GPL-2.0-only */
/* What xentop shows, read at one moment. */
#ifndef XENTOP_SAMPLE_H
#define XENTOP_SAMPLE_H

#include <libxl.h>
#include <libxl_utils.h>

struct vcpu {
	unsigned int id;
	bool online;
	uint64_t ns;
};

struct nic {
	int id;
	/* As the guest sees it. */
	uint64_t rx_bytes, rx_packets, rx_errs, rx_drops;
	uint64_t tx_bytes, tx_packets, tx_errs, tx_drops;
};

struct disk {
	unsigned int id;
	uint64_t oo, rd, wr, rd_sect, wr_sect;
};

struct domain {
	libxl_dominfo info;
	char name[64];
	unsigned int nr_vcpus, nr_nics, nr_disks;
	struct vcpu *vcpus; /* owned */
	struct nic *nics;   /* owned */
	struct disk *disks; /* owned */
	double cpu_percent; /* since the sample before */
};

struct sample {
	double when; /* s, monotonic */
	libxl_physinfo machine;
	unsigned int nr;
	struct domain *domains; /* owned */
};

/* NULL if the host cannot be asked.  prev (or NULL) gives the percentages. */
struct sample *sample_take(libxl_ctx *ctx, const struct sample *prev);
void sample_free(struct sample *s);

#endif
