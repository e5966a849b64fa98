/*
 * acpi.h: what the hypervisor wants from ACPI's static tables.
 *
 * The acpi_*_parse() functions are pure: they get the bytes of one table,
 * believe nothing in them and fill a struct of ours.  acpi_init() finds the
 * tables and fills `acpi`.  ACPI 6.4, chapters 5.2 and 20 (AML encoding).
 */
#ifndef XEN_ACPI_H
#define XEN_ACPI_H

#include <xen/cpumask.h>
#include <xen/nodemask.h>
#include <xen/types.h>

#define ACPI_HEADER_SIZE 36u
#define ACPI_TABLE_MAX	 (16u << 20) /* no table is larger */

#define ACPI_MAX_IOAPICS   16
#define ACPI_MAX_OVERRIDES 32
#define ACPI_MAX_NMIS	   8
#define ACPI_MAX_MCFG	   16
#define ACPI_MAX_MEMORY	   64

/* Where the root table is. */
struct acpi_root {
	uint64_t address;
	bool wide; /* XSDT: 8-byte entries */
};

/* A register as ACPI describes it. */
struct acpi_gas {
	uint8_t space; /* ACPI_SPACE_* */
	uint8_t width; /* bits */
	uint8_t access;
	uint64_t address; /* 0: no such register */
};
#define ACPI_SPACE_MEMORY 0
#define ACPI_SPACE_IO	  1
#define ACPI_SPACE_PCI	  2

struct acpi_cpu {
	uint32_t apic_id;
	uint32_t acpi_id;
};

struct acpi_ioapic {
	uint8_t id;
	uint32_t address;
	uint32_t gsi_base;
};

/* An ISA interrupt that is not GSI = IRQ, edge, active high. */
struct acpi_override {
	uint8_t irq;
	uint32_t gsi;
	bool level, low;
};

struct acpi_nmi {
	uint32_t acpi_id; /* ~0: all */
	uint8_t lint;
	bool level, low;
};

struct acpi_madt {
	uint64_t lapic_address;
	bool pcat_compat;		    /* there are 8259s to mask */
	unsigned int nr_cpus, dropped_cpus; /* dropped: above NR_CPUS */
	unsigned int disabled_cpus;
	struct acpi_cpu cpu[NR_CPUS];
	unsigned int nr_ioapics;
	struct acpi_ioapic ioapic[ACPI_MAX_IOAPICS];
	unsigned int nr_overrides;
	struct acpi_override override[ACPI_MAX_OVERRIDES];
	unsigned int nr_nmis;
	struct acpi_nmi nmi[ACPI_MAX_NMIS];
};

struct acpi_fadt {
	uint64_t facs, dsdt;
	uint16_t sci_irq;
	uint32_t smi_cmd;
	uint8_t acpi_enable;
	struct acpi_gas pm1a_evt, pm1b_evt, pm1a_cnt, pm1b_cnt;
	struct acpi_gas pm_tmr;
	bool pm_tmr_32bit;
	uint8_t century; /* RTC index, or 0 */
	bool no_rtc, no_8042, no_vga;
	bool hw_reduced;
	struct acpi_gas reset; /* address 0: not supported */
	uint8_t reset_value;
	struct acpi_gas sleep_control, sleep_status;
};

struct acpi_hpet {
	uint64_t address;
	uint8_t number;
	uint16_t min_tick;
};

struct acpi_mcfg_window {
	uint64_t address; /* of bus 0, even where first_bus is not */
	uint16_t seg;
	uint8_t first_bus, last_bus;
};
struct acpi_mcfg {
	unsigned int nr;
	struct acpi_mcfg_window window[ACPI_MAX_MCFG];
};

struct acpi_srat {
	unsigned int nr_cpus;
	struct {
		uint32_t apic_id, pxm;
	} cpu[NR_CPUS];
	unsigned int nr_memory;
	struct {
		uint64_t start, end; /* end: first byte above */
		uint32_t pxm;
		bool hotplug;
	} memory[ACPI_MAX_MEMORY];
};

struct acpi_slit {
	unsigned int nr;
	uint8_t distance[NR_NODES][NR_NODES]; /* by proximity domain */
};

/* ---- Pure parsers: 0, -EINVAL for nonsense ---- */

bool acpi_checksum_ok(const void *p, size_t len);
/* `len` bytes at p can be read. */
int acpi_rsdp_parse(const void *p, size_t len, struct acpi_root *out);
/* The length that a table's header claims, 0 if it is impossible. */
size_t acpi_table_length(const void *header);
/* Signature, length and checksum; sig NULL: any. */
bool acpi_table_ok(const void *p, size_t len, const char *sig);
unsigned int acpi_root_count(const void *p, size_t len, bool wide);
uint64_t acpi_root_entry(const void *p, bool wide, unsigned int i);

int acpi_madt_parse(const void *p, size_t len, struct acpi_madt *out);
int acpi_fadt_parse(const void *p, size_t len, struct acpi_fadt *out);
int acpi_hpet_parse(const void *p, size_t len, struct acpi_hpet *out);
int acpi_mcfg_parse(const void *p, size_t len, struct acpi_mcfg *out);
int acpi_srat_parse(const void *p, size_t len, struct acpi_srat *out);
int acpi_slit_parse(const void *p, size_t len, struct acpi_slit *out);

/*
 * Sleep types of \_S5 in the AML bytes [p, p + len) of a DSDT or SSDT;
 * -ENOENT.
 */
int acpi_aml_find_s5(const uint8_t *p, size_t len, uint8_t *type_a,
		     uint8_t *type_b);

/* ---- The machine's ---- */

struct acpi_info {
	bool present;
	struct acpi_root root;
	bool has_madt, has_fadt, has_hpet, has_srat, has_slit, has_s5;
	struct acpi_madt madt;
	struct acpi_fadt fadt;
	struct acpi_hpet hpet;
	struct acpi_mcfg mcfg;
	struct acpi_srat srat;
	struct acpi_slit slit;
	uint8_t s5_a, s5_b;
};
extern struct acpi_info acpi;

void acpi_set_rsdp(const void *rsdp, size_t len);
void acpi_set_rsdp_address(paddr_t pa);
/*
 * Before acpi_init(): a range below 4 GiB in which the RSDP is looked for if it
 * is nowhere else.  The first eight count.
 */
void acpi_add_rsdp_area(paddr_t start, size_t len);
void acpi_init(void);

/* The nth table with this signature, mapped for good; its size.  NULL. */
const void *acpi_find_table(const char *sig, unsigned int nth, size_t *len);

#endif /* XEN_ACPI_H */
