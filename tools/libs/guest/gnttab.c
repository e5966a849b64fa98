// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first two entries of a new domain's grant table: its console and
 * xenstore rings, so that their daemons need no more than a grant.  The first
 * frame of the table is mapped as a resource, or as an ordinary foreign frame
 * where the hypervisor or kernel cannot do that.
 */
#include "private.h"

#include <sys/mman.h>
#include <xenforeignmemory.h>

static void write_entry(grant_entry_v1_t *table, unsigned int ref, uint64_t gfn,
			uint32_t to)
{
	table[ref].frame = gfn;
	table[ref].domid = to;
	xen_wmb();
	table[ref].flags = GTF_permit_access;
}

static void write_entries(grant_entry_v1_t *table, uint32_t domid,
			  uint64_t console_gfn, uint64_t xenstore_gfn,
			  uint32_t console_domid, uint32_t xenstore_domid)
{
	if (console_gfn != INVALID_MFN && console_domid != domid)
		write_entry(table, GNTTAB_RESERVED_CONSOLE, console_gfn,
			    console_domid);
	if (xenstore_gfn != INVALID_MFN && xenstore_domid != domid)
		write_entry(table, GNTTAB_RESERVED_XENSTORE, xenstore_gfn,
			    xenstore_domid);
}

int xc_dom_gnttab_seed(xc_interface *xch, uint32_t domid, bool is_hvm,
		       uint64_t console_gfn, uint64_t xenstore_gfn,
		       uint32_t console_domid, uint32_t xenstore_domid)
{
	xenforeignmemory_handle *fmem = xc_interface_fmem_handle(xch);
	xenforeignmemory_resource_handle *res;
	xen_pfn_t gmfn;
	void *p = NULL;

	res = xenforeignmemory_map_resource(
		fmem, domid, XENMEM_resource_grant_table,
		XENMEM_resource_grant_table_id_shared, 0, 1, &p,
		PROT_READ | PROT_WRITE, 0);
	if (res) {
		write_entries(p, domid, console_gfn, xenstore_gfn,
			      console_domid, xenstore_domid);
		return xenforeignmemory_unmap_resource(fmem, res) ? -errno : 0;
	}
	if (is_hvm)
		return -errno;
	if (xc_gnttab_setup_frame(xch, domid, &gmfn))
		return -errno;
	p = xenforeignmemory_map(fmem, domid, PROT_READ | PROT_WRITE, 1, &gmfn,
				 NULL);
	if (!p)
		return -errno;
	write_entries(p, domid, console_gfn, xenstore_gfn, console_domid,
		      xenstore_domid);
	return xenforeignmemory_unmap(fmem, p, 1) ? -errno : 0;
}
