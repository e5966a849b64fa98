/*
 * pci.h: configuration space of PCI devices, and the devices that dom0 told
 * of (PHYSDEVOP_pci_device_add).
 *
 * Segment 0 below register 256 goes through ports 0xcf8/0xcfc, under a lock;
 * the rest through the windows that ACPI's MCFG names.
 */
#ifndef XEN_PCI_H
#define XEN_PCI_H

#include <xen/list.h>
#include <xen/types.h>

/* Segment, bus, device and function. */
typedef struct pci_addr {
	uint16_t seg;
	uint8_t bus;
	uint8_t devfn;
} pci_addr_t;

#define PCI_SLOT(devfn) ((devfn) >> 3)
#define PCI_FUNC(devfn) ((devfn)&7)

/* `size` 1, 2 or 4, aligned; all ones where there is nothing. Any context. */
uint32_t pci_conf_read(pci_addr_t a, unsigned int reg, unsigned int size);
void pci_conf_write(pci_addr_t a, unsigned int reg, unsigned int size,
		    uint32_t v);

/*
 * One access as a guest makes it: address port value `cf8`, `offset` 0-3 into
 * the data port, `size` 1, 2 or 4 with offset + size <= 4.
 */
uint32_t pci_cf8_read(uint32_t cf8, unsigned int offset, unsigned int size);
void pci_cf8_write(uint32_t cf8, unsigned int offset, unsigned int size,
		   uint32_t v);

/* Offset of a capability (0: none). */
unsigned int pci_find_cap(pci_addr_t a, uint8_t cap);

struct pci_dev {
	struct list_head list;
	pci_addr_t addr;
	pci_addr_t physfn;
	bool is_extfn, is_virtfn;
	uint8_t node; /* NR_NODES: not known */
	/* MSI-X: the table, mapped while any entry is in use. */
	volatile uint32_t *msix_table;
	unsigned int msix_entries, msix_users, msix_offset;
	unsigned int msi_users;
	bool msix_reserved; /* PHYSDEVOP_prepare_msix */
};

/* -EEXIST is not an error: the facts are updated.  -ENOMEM. */
int pci_dev_add(pci_addr_t a, bool extfn, bool virtfn, pci_addr_t physfn,
		unsigned int node);
/* -ENODEV, -EBUSY: it has interrupts mapped. */
int pci_dev_remove(pci_addr_t a);
struct pci_dev *pci_dev_find(pci_addr_t a);
unsigned int pci_dev_count(void);

#endif /* XEN_PCI_H */
