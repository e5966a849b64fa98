/*
 * asm/current.h (host): a test says which CPU and vCPU it pretends to be, for
 * each of its threads.
 */
#ifndef ASM_CURRENT_H
#define ASM_CURRENT_H

struct vcpu;

extern _Thread_local unsigned int host_cpu;	/* 0 at start */
extern _Thread_local struct vcpu *host_current; /* NULL at start */

#define arch_processor_id() host_cpu
#define current		    host_current

#endif /* ASM_CURRENT_H */
