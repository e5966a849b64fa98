/*
 * acpi.c: finds ACPI's tables in memory and reads those that we use.
 *
 * The RSDP comes from the boot loader (a copy or an address) or from the BIOS
 * areas: the first KiB of the EBDA and 0xe0000-0xfffff, at 16-byte steps
 * (ACPI 6.4, 5.2.5).  Under UEFI, of which Multiboot1 says nothing, it lies in
 * a range that the memory map calls ACPI's.  Tables stay mapped for good.
 */
#include <xen/acpi.h>
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/log.h>
#include <xen/string.h>
#include <xen/arch/mm.h>

struct acpi_info acpi;

static uint8_t loader_rsdp[36];
static size_t loader_rsdp_len;
static paddr_t loader_rsdp_pa;

/* The RSDP may lie here, too. */
static __initdata struct {
	paddr_t start;
	size_t len;
} areas[8];
static __initdata unsigned int nr_areas;

static const void *root_table;
static size_t root_len;

void acpi_set_rsdp(const void *rsdp, size_t len)
{
	loader_rsdp_len = min(len, sizeof(loader_rsdp));
	memcpy(loader_rsdp, rsdp, loader_rsdp_len);
}

void acpi_set_rsdp_address(paddr_t pa)
{
	loader_rsdp_pa = pa;
}

void __init acpi_add_rsdp_area(paddr_t start, size_t len)
{
	if (nr_areas == ARRAY_SIZE(areas))
		return;
	areas[nr_areas].start = start;
	areas[nr_areas++].len = len;
}

/* The direct map has the first 4 GiB; what lies above is mapped. */
static const void *map(paddr_t pa, size_t len)
{
	mfn_t first = _mfn(PFN_DOWN(pa));
	char *va;

	if (pa + len < pa || pa + len > 1ull << 52)
		return NULL;
	if (pa + len <= GB(4))
		return maddr_to_virt(_maddr(pa));
	va = arch_map_frames(first, PFN_UP(pa + len) - mfn_x(first),
			     XEN_MAP_WB);
	return va ? va + (pa & ~PAGE_MASK) : NULL;
}

static const void *map_table(paddr_t pa, size_t *len)
{
	const void *p;

	if (!pa)
		return NULL;
	p = map(pa, ACPI_HEADER_SIZE);
	*len = p ? acpi_table_length(p) : 0;
	return *len ? map(pa, *len) : NULL;
}

static bool scan(paddr_t start, size_t len)
{
	const uint8_t *p = map(start, len);
	size_t off;

	for (off = 0; p && off + 36 <= len; off += 16)
		if (!acpi_rsdp_parse(p + off, len - off, &acpi.root))
			return true;
	return false;
}

static bool __init find_root(void)
{
	const uint8_t *bda = map(0, PAGE_SIZE);
	paddr_t ebda = (paddr_t)(bda[0x40e] | bda[0x40f] << 8) << 4;

	if (!acpi_rsdp_parse(loader_rsdp, loader_rsdp_len, &acpi.root))
		return true;
	if (loader_rsdp_pa && scan(loader_rsdp_pa, 36))
		return true;
	if (ebda >= 0x80000 && ebda < 0xa0000 && scan(ebda, 1024))
		return true;
	if (scan(0xe0000, 0x20000))
		return true;
	for (unsigned int i = 0; i < nr_areas; i++)
		if (scan(areas[i].start, areas[i].len))
			return true;
	return false;
}

const void *acpi_find_table(const char *sig, unsigned int nth, size_t *len)
{
	unsigned int i, n;
	const void *p;

	if (!root_table)
		return NULL;
	n = acpi_root_count(root_table, root_len, acpi.root.wide);
	for (i = 0; i < n; i++) {
		p = map_table(acpi_root_entry(root_table, acpi.root.wide, i),
			      len);
		if (!p || memcmp(p, sig, 4))
			continue;
		if (!acpi_table_ok(p, *len, sig)) {
			log_warn("ACPI: %s has a wrong checksum, ignored\n",
				 sig);
			continue;
		}
		if (!nth--)
			return p;
	}
	return NULL;
}

/* \_S5 from the DSDT, else from one of the SSDTs. */
static void __init find_s5(void)
{
	unsigned int i;
	size_t len;
	const uint8_t *p = map_table(acpi.fadt.dsdt, &len);

	for (i = 0; p; p = acpi_find_table("SSDT", i++, &len)) {
		if (len <= ACPI_HEADER_SIZE ||
		    acpi_aml_find_s5(p + ACPI_HEADER_SIZE,
				     len - ACPI_HEADER_SIZE, &acpi.s5_a,
				     &acpi.s5_b))
			continue;
		acpi.has_s5 = true;
		return;
	}
}

void __init acpi_init(void)
{
	const void *p;
	size_t len;

	if (acpi.present)
		return;
	if (!find_root() ||
	    !(root_table = map_table(acpi.root.address, &root_len)) ||
	    !acpi_table_ok(root_table, root_len,
			   acpi.root.wide ? "XSDT" : "RSDT")) {
		root_table = NULL;
		log_warn("ACPI: no tables found\n");
		return;
	}
	acpi.present = true;
	p = acpi_find_table("APIC", 0, &len);
	acpi.has_madt = p && !acpi_madt_parse(p, len, &acpi.madt);
	p = acpi_find_table("FACP", 0, &len);
	acpi.has_fadt = p && !acpi_fadt_parse(p, len, &acpi.fadt);
	p = acpi_find_table("HPET", 0, &len);
	acpi.has_hpet = p && !acpi_hpet_parse(p, len, &acpi.hpet);
	p = acpi_find_table("MCFG", 0, &len);
	if (p)
		(void)acpi_mcfg_parse(p, len, &acpi.mcfg);
	p = acpi_find_table("SRAT", 0, &len);
	acpi.has_srat = p && !acpi_srat_parse(p, len, &acpi.srat);
	p = acpi_find_table("SLIT", 0, &len);
	acpi.has_slit = p && !acpi_slit_parse(p, len, &acpi.slit);
	if (acpi.has_fadt)
		find_s5();
	log_info("ACPI: %s, %u CPUs, %u IOAPICs%s%s%s\n",
		 acpi.root.wide ? "XSDT" : "RSDT", acpi.madt.nr_cpus,
		 acpi.madt.nr_ioapics, acpi.has_hpet ? ", HPET" : "",
		 acpi.mcfg.nr ? ", MCFG" : "", acpi.has_srat ? ", SRAT" : "");
	if (acpi.madt.dropped_cpus)
		log_warn("ACPI: %u CPUs above the limit of %u are not used\n",
			 acpi.madt.dropped_cpus, NR_CPUS);
}
