/* exchange.h: XENMEM_exchange. */
#ifndef COMMON_MM_EXCHANGE_H
#define COMMON_MM_EXCHANGE_H

#include <xen/guest_copy.h>

struct vcpu;

/* `arg`: struct xen_memory_exchange; 0, -EINVAL, -ENOMEM, -EPERM, -EFAULT,
 * -ESRCH, or -ERESTART with nr_exchanged written back. */
long memory_exchange(struct vcpu *v, guest_ptr_t arg);

#endif /* COMMON_MM_EXCHANGE_H */
