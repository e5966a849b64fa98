/*
 * device.c: the PCI devices that dom0 has told of.  The list changes under
 * pci_lock; an entry stays while interrupts of it are mapped.
 */
#include <xen/errno.h>
#include <xen/mm.h>
#include <xen/pci.h>
#include <xen/spinlock.h>

static LIST_HEAD(devices);
static unsigned int count;
static struct spinlock pci_lock = SPINLOCK_INIT(LOCK_LEAF);

static struct pci_dev *find_locked(pci_addr_t a)
{
	struct pci_dev *dev;

	list_for_each_entry (dev, &devices, list)
		if (dev->addr.seg == a.seg && dev->addr.bus == a.bus &&
		    dev->addr.devfn == a.devfn)
			return dev;
	return NULL;
}

struct pci_dev *pci_dev_find(pci_addr_t a)
{
	unsigned long flags = spin_lock_irqsave(&pci_lock);
	struct pci_dev *dev = find_locked(a);

	spin_unlock_irqrestore(&pci_lock, flags);
	return dev;
}

unsigned int pci_dev_count(void)
{
	return count;
}

int pci_dev_add(pci_addr_t a, bool extfn, bool virtfn, pci_addr_t physfn,
		unsigned int node)
{
	struct pci_dev *fresh = xnew(struct pci_dev), *dev;
	unsigned long flags = spin_lock_irqsave(&pci_lock);
	int ret = 0;

	dev = find_locked(a);
	if (!dev && fresh) {
		dev = fresh;
		fresh = NULL;
		dev->addr = a;
		list_add_tail(&dev->list, &devices);
		count++;
	}
	if (dev) {
		dev->is_extfn = extfn;
		dev->is_virtfn = virtfn;
		dev->physfn = physfn;
		dev->node = node;
	} else {
		ret = -ENOMEM;
	}
	spin_unlock_irqrestore(&pci_lock, flags);
	xfree(fresh);
	return ret;
}

int pci_dev_remove(pci_addr_t a)
{
	unsigned long flags = spin_lock_irqsave(&pci_lock);
	struct pci_dev *dev = find_locked(a);
	int ret = -ENODEV;

	if (dev) {
		ret = -EBUSY;
		if (!dev->msi_users) {
			list_del(&dev->list);
			count--;
			ret = 0;
		}
	}
	spin_unlock_irqrestore(&pci_lock, flags);
	if (!ret)
		xfree(dev);
	return ret;
}
