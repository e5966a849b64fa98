/* private.h: what the parts of kexec share. */
#ifndef KEXEC_PRIVATE_H
#define KEXEC_PRIVATE_H

#include <xen/kexec.h>
#include <xen/guest_copy.h>

/*
 * image.c: an image as `load` describes it, its segments (copied in and
 * checked) filled from the caller's memory.  -EINVAL, -EADDRNOTAVAIL, -EFAULT,
 * -ENOMEM.
 */
int kexec_image_create(const xen_kexec_load_t *load, struct kexec_image **out);
void kexec_image_destroy(struct kexec_image *image); /* NULL is allowed */

/*
 * notes.c: the notes of a CPU, and the hypervisor's own: machine address,
 * bytes.  -ERANGE: no such CPU.  Size 0: there was no memory.
 */
int kexec_notes_of_cpu(unsigned int cpu, xen_kexec_range_t *range);
void kexec_vmcoreinfo(xen_kexec_range_t *range);
void kexec_notes_init(void);

#endif /* KEXEC_PRIVATE_H */
