/*
 * tables.c: parsers of ACPI's static tables.
 *
 * Pure.  The bytes come from firmware and may say anything: every length is
 * checked against what there is, every count against what we keep.  An entry
 * that makes no sense ends its table, or is passed over where the next one
 * can still be found.
 */
#include <xen/acpi.h>
#include <xen/errno.h>
#include <xen/string.h>

static uint8_t get8(const void *p, size_t off)
{
	return ((const uint8_t *)p)[off];
}

static uint16_t get16(const void *p, size_t off)
{
	uint16_t v;

	memcpy(&v, (const uint8_t *)p + off, sizeof(v));
	return v;
}

static uint32_t get32(const void *p, size_t off)
{
	uint32_t v;

	memcpy(&v, (const uint8_t *)p + off, sizeof(v));
	return v;
}

static uint64_t get64(const void *p, size_t off)
{
	uint64_t v;

	memcpy(&v, (const uint8_t *)p + off, sizeof(v));
	return v;
}

bool acpi_checksum_ok(const void *p, size_t len)
{
	const uint8_t *b = p;
	uint8_t sum = 0;

	while (len--)
		sum += *b++;
	return sum == 0;
}

int acpi_rsdp_parse(const void *p, size_t len, struct acpi_root *out)
{
	uint32_t full;

	if (len < 20 || memcmp(p, "RSD PTR ", 8) || !acpi_checksum_ok(p, 20))
		return -EINVAL;
	out->address = get32(p, 16);
	out->wide = false;
	if (get8(p, 15) >= 2 && len >= 36) {
		full = get32(p, 20);
		if (full >= 33 && full <= len && acpi_checksum_ok(p, full) &&
		    get64(p, 24)) {
			out->address = get64(p, 24);
			out->wide = true;
		}
	}
	return out->address ? 0 : -EINVAL;
}

size_t acpi_table_length(const void *header)
{
	uint32_t len = get32(header, 4);

	return len < ACPI_HEADER_SIZE || len > ACPI_TABLE_MAX ? 0 : len;
}

bool acpi_table_ok(const void *p, size_t len, const char *sig)
{
	size_t claimed;

	if (len < ACPI_HEADER_SIZE || (sig && memcmp(p, sig, 4)))
		return false;
	claimed = acpi_table_length(p);
	return claimed && claimed <= len && acpi_checksum_ok(p, claimed);
}

unsigned int acpi_root_count(const void *p, size_t len, bool wide)
{
	return (acpi_table_length(p) - ACPI_HEADER_SIZE) / (wide ? 8 : 4);
}

uint64_t acpi_root_entry(const void *p, bool wide, unsigned int i)
{
	return wide ? get64(p, ACPI_HEADER_SIZE + 8ul * i)
		    : get32(p, ACPI_HEADER_SIZE + 4ul * i);
}

/* ---- MADT ---- */

#define MADT_LAPIC	   0
#define MADT_IOAPIC	   1
#define MADT_OVERRIDE	   2
#define MADT_LAPIC_NMI	   4
#define MADT_LAPIC_ADDRESS 5
#define MADT_X2APIC	   9
#define MADT_X2APIC_NMI	   10

#define MADT_CPU_ENABLED 1u

static void madt_cpu(struct acpi_madt *m, uint32_t apic_id, uint32_t acpi_id,
		     uint32_t flags)
{
	unsigned int i;

	if (!(flags & MADT_CPU_ENABLED)) {
		m->disabled_cpus++;
		return;
	}
	for (i = 0; i < m->nr_cpus; i++)
		if (m->cpu[i].apic_id == apic_id)
			return; /* both as LAPIC and as x2APIC entry */
	if (m->nr_cpus == NR_CPUS) {
		m->dropped_cpus++;
		return;
	}
	m->cpu[m->nr_cpus++] = (struct acpi_cpu){ apic_id, acpi_id };
}

static void madt_ioapic(struct acpi_madt *m, const uint8_t *e)
{
	if (m->nr_ioapics < ACPI_MAX_IOAPICS && get32(e, 4))
		m->ioapic[m->nr_ioapics++] = (struct acpi_ioapic){
			.id = e[2],
			.address = get32(e, 4),
			.gsi_base = get32(e, 8),
		};
}

/* MPS INTI flags: 3 in the low pair: active low; in the next: level. */
static bool flags_low(uint16_t flags)
{
	return (flags & 3) == 3;
}

static bool flags_level(uint16_t flags)
{
	return (flags >> 2 & 3) == 3;
}

static void madt_override(struct acpi_madt *m, const uint8_t *e)
{
	uint16_t flags = get16(e, 8);

	/* Bus 0 is ISA; there is no other. */
	if (e[2] != 0 || e[3] >= 16 || m->nr_overrides == ACPI_MAX_OVERRIDES)
		return;
	m->override[m->nr_overrides++] = (struct acpi_override){
		.irq = e[3],
		.gsi = get32(e, 4),
		.level = flags_level(flags),
		.low = flags_low(flags),
	};
}

static void madt_nmi(struct acpi_madt *m, uint32_t acpi_id, uint16_t flags,
		     uint8_t lint)
{
	if (lint < 2 && m->nr_nmis < ACPI_MAX_NMIS)
		m->nmi[m->nr_nmis++] = (struct acpi_nmi){
			.acpi_id = acpi_id,
			.lint = lint,
			.level = flags_level(flags),
			.low = flags_low(flags),
		};
}

static void madt_entry(struct acpi_madt *m, const uint8_t *e, uint8_t len)
{
	switch (e[0]) {
	case MADT_LAPIC:
		if (len >= 8 && e[3] != 0xff)
			madt_cpu(m, e[3], e[2], get32(e, 4));
		break;
	case MADT_IOAPIC:
		if (len >= 12)
			madt_ioapic(m, e);
		break;
	case MADT_OVERRIDE:
		if (len >= 10)
			madt_override(m, e);
		break;
	case MADT_LAPIC_NMI:
		if (len >= 6)
			madt_nmi(m, e[2] == 0xff ? ~0u : e[2], get16(e, 3),
				 e[5]);
		break;
	case MADT_LAPIC_ADDRESS:
		if (len >= 12)
			m->lapic_address = get64(e, 4);
		break;
	case MADT_X2APIC:
		if (len >= 16 && get32(e, 4) != ~0u)
			madt_cpu(m, get32(e, 4), get32(e, 12), get32(e, 8));
		break;
	case MADT_X2APIC_NMI:
		if (len >= 9)
			madt_nmi(m, get32(e, 4), get16(e, 2), e[8]);
		break;
	}
}

int acpi_madt_parse(const void *p, size_t len, struct acpi_madt *out)
{
	size_t off = 44, end;

	if (!acpi_table_ok(p, len, "APIC"))
		return -EINVAL;
	end = acpi_table_length(p);
	if (end < off)
		return -EINVAL;
	memset(out, 0, sizeof(*out));
	out->lapic_address = get32(p, 36);
	out->pcat_compat = get32(p, 40) & 1;
	while (end - off >= 2) {
		const uint8_t *e = (const uint8_t *)p + off;

		if (e[1] < 2 || e[1] > end - off)
			break;
		madt_entry(out, e, e[1]);
		off += e[1];
	}
	return 0;
}

/* ---- FADT ---- */

static struct acpi_gas gas_at(const void *p, size_t len, size_t off)
{
	struct acpi_gas g = { 0 };

	if (off + 12 <= len) {
		g.space = get8(p, off);
		g.width = get8(p, off + 1);
		g.access = get8(p, off + 3);
		g.address = get64(p, off + 4);
	}
	return g;
}

/* The register block of ACPI 1.0, or the one that replaces it. */
static struct acpi_gas fadt_block(const void *p, size_t len, size_t old,
				  size_t width, size_t extended)
{
	struct acpi_gas g = gas_at(p, len, extended);

	if (!g.address && get32(p, old))
		g = (struct acpi_gas){
			.space = ACPI_SPACE_IO,
			.address = get32(p, old),
			.width = (uint8_t)(get8(p, width) * 8),
		};
	return g;
}

#define FADT_TMR_VAL_EXT (1u << 8)
#define FADT_RESET_REG	 (1u << 10)
#define FADT_HW_REDUCED	 (1u << 20)

int acpi_fadt_parse(const void *p, size_t len, struct acpi_fadt *out)
{
	uint32_t flags;
	uint16_t arch;

	if (!acpi_table_ok(p, len, "FACP"))
		return -EINVAL;
	len = acpi_table_length(p);
	if (len < 116)
		return -EINVAL;
	memset(out, 0, sizeof(*out));
	flags = get32(p, 112);
	arch = get16(p, 109);
	out->facs = get32(p, 36);
	out->dsdt = get32(p, 40);
	if (len >= 140 && get64(p, 132))
		out->facs = get64(p, 132);
	if (len >= 148 && get64(p, 140))
		out->dsdt = get64(p, 140);
	out->sci_irq = get16(p, 46);
	out->smi_cmd = get32(p, 48);
	out->acpi_enable = get8(p, 52);
	out->pm1a_evt = fadt_block(p, len, 56, 88, 148);
	out->pm1b_evt = fadt_block(p, len, 60, 88, 160);
	out->pm1a_cnt = fadt_block(p, len, 64, 89, 172);
	out->pm1b_cnt = fadt_block(p, len, 68, 89, 184);
	out->pm_tmr = fadt_block(p, len, 76, 91, 208);
	out->pm_tmr_32bit = flags & FADT_TMR_VAL_EXT;
	out->century = get8(p, 108);
	out->no_vga = arch & 4;
	out->no_8042 = get8(p, 8) >= 3 && !(arch & 2);
	out->no_rtc = arch & 0x20;
	out->hw_reduced = flags & FADT_HW_REDUCED;
	if ((flags & FADT_RESET_REG) && len >= 129) {
		out->reset = gas_at(p, len, 116);
		out->reset_value = get8(p, 128);
	}
	out->sleep_control = gas_at(p, len, 244);
	out->sleep_status = gas_at(p, len, 256);
	return 0;
}

/* ---- The small ones ---- */

int acpi_hpet_parse(const void *p, size_t len, struct acpi_hpet *out)
{
	if (!acpi_table_ok(p, len, "HPET") || acpi_table_length(p) < 56 ||
	    get8(p, 40) != ACPI_SPACE_MEMORY || !get64(p, 44))
		return -EINVAL;
	out->address = get64(p, 44);
	out->number = get8(p, 52);
	out->min_tick = get16(p, 53);
	return 0;
}

int acpi_mcfg_parse(const void *p, size_t len, struct acpi_mcfg *out)
{
	size_t off;

	if (!acpi_table_ok(p, len, "MCFG"))
		return -EINVAL;
	len = acpi_table_length(p);
	out->nr = 0;
	for (off = 44; off + 16 <= len && out->nr < ACPI_MAX_MCFG; off += 16) {
		struct acpi_mcfg_window w = {
			.address = get64(p, off),
			.seg = get16(p, off + 8),
			.first_bus = get8(p, off + 10),
			.last_bus = get8(p, off + 11),
		};

		/* An address of bus 0 is 1 MiB aligned; no wrap. */
		if (w.first_bus > w.last_bus || !w.address ||
		    w.address & 0xfffff ||
		    w.address > (1ull << 52) - (256ull << 20))
			continue;
		out->window[out->nr++] = w;
	}
	return 0;
}

/* ---- SRAT and SLIT ---- */

#define SRAT_CPU     0
#define SRAT_MEMORY  1
#define SRAT_X2APIC  2
#define SRAT_ENABLED 1u
#define SRAT_HOTPLUG 2u

static void srat_cpu(struct acpi_srat *s, uint32_t apic_id, uint32_t pxm,
		     uint32_t flags)
{
	if (!(flags & SRAT_ENABLED) || s->nr_cpus == NR_CPUS)
		return;
	s->cpu[s->nr_cpus].apic_id = apic_id;
	s->cpu[s->nr_cpus++].pxm = pxm;
}

static void srat_memory(struct acpi_srat *s, const uint8_t *e)
{
	uint64_t start = get64(e, 8), size = get64(e, 16);
	uint32_t flags = get32(e, 28);

	if (!(flags & SRAT_ENABLED) || !size || start + size < start ||
	    s->nr_memory == ACPI_MAX_MEMORY)
		return;
	s->memory[s->nr_memory].start = start;
	s->memory[s->nr_memory].end = start + size;
	s->memory[s->nr_memory].hotplug = flags & SRAT_HOTPLUG;
	s->memory[s->nr_memory++].pxm = get32(e, 2);
}

static void srat_entry(struct acpi_srat *s, const uint8_t *e, uint8_t len,
		       bool wide_pxm)
{
	uint32_t pxm;

	if (e[0] == SRAT_CPU && len >= 16) {
		pxm = e[2];
		if (wide_pxm)
			pxm |= get32(e, 8) & 0xffffff00;
		srat_cpu(s, e[3], pxm, get32(e, 4));
	} else if (e[0] == SRAT_MEMORY && len >= 40) {
		srat_memory(s, e);
	} else if (e[0] == SRAT_X2APIC && len >= 24) {
		srat_cpu(s, get32(e, 8), get32(e, 4), get32(e, 12));
	}
}

int acpi_srat_parse(const void *p, size_t len, struct acpi_srat *out)
{
	size_t off = 48, end;

	if (!acpi_table_ok(p, len, "SRAT"))
		return -EINVAL;
	end = acpi_table_length(p);
	if (end < off)
		return -EINVAL;
	memset(out, 0, sizeof(*out));
	while (end - off >= 2) {
		const uint8_t *e = (const uint8_t *)p + off;

		if (e[1] < 2 || e[1] > end - off)
			break;
		srat_entry(out, e, e[1], get8(p, 8) >= 2);
		off += e[1];
	}
	return 0;
}

int acpi_slit_parse(const void *p, size_t len, struct acpi_slit *out)
{
	uint64_t n;
	unsigned int i, j;

	if (!acpi_table_ok(p, len, "SLIT"))
		return -EINVAL;
	len = acpi_table_length(p);
	if (len < 44)
		return -EINVAL;
	n = get64(p, 36);
	if (!n || n > NR_NODES || n * n > len - 44)
		return -EINVAL;
	out->nr = n;
	for (i = 0; i < n; i++) {
		for (j = 0; j < n; j++) {
			uint8_t d = get8(p, 44 + i * n + j);

			/* 10 is "here", and nowhere else. */
			if (i == j ? d != 10 : d <= 10)
				return -EINVAL;
			out->distance[i][j] = d;
		}
	}
	return 0;
}
