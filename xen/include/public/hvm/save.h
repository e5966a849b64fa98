/* SPDX-License-Identifier: MIT */
/*
 * Records of an HVM domain's saved state: a header record, device and VCPU
 * records, an end record; each is a descriptor and `length` bytes.
 *
 * DECLARE_HVM_SAVE_TYPE ties a name to its type code and structure.  The code
 * is held as the length of an array, so that it stays a constant expression.
 * A _COMPAT type accepts an older, shorter structure as well; what fixes it up
 * is the loader's concern.
 */
#ifndef __XEN_PUBLIC_HVM_SAVE_H__
#define __XEN_PUBLIC_HVM_SAVE_H__

#include "../xen.h"

struct hvm_save_descriptor {
	uint16_t typecode; /* HVM_SAVE_CODE */
	uint16_t instance; /* VCPU or device number */
	uint32_t length;   /* bytes that follow */
};

#define DECLARE_HVM_SAVE_TYPE_COMPAT(_x, _code, _type, _ctype, _fix) \
	struct __HVM_SAVE_TYPE_##_x {                                \
		_type t;                                             \
		char c[_code];                                       \
		char cpt[2];                                         \
	};                                                           \
	struct __HVM_SAVE_TYPE_COMPAT_##_x {                         \
		_ctype t;                                            \
	}
#define DECLARE_HVM_SAVE_TYPE(_x, _code, _type) \
	struct __HVM_SAVE_TYPE_##_x {           \
		_type t;                        \
		char c[_code];                  \
		char cpt[1];                    \
	}

#define HVM_SAVE_TYPE(_x)   __typeof__(((struct __HVM_SAVE_TYPE_##_x *)(0))->t)
#define HVM_SAVE_LENGTH(_x) (sizeof(HVM_SAVE_TYPE(_x)))
#define HVM_SAVE_CODE(_x)   (sizeof(((struct __HVM_SAVE_TYPE_##_x *)(0))->c))

#ifdef __XEN__
#define HVM_SAVE_TYPE_COMPAT(_x) \
	__typeof__(((struct __HVM_SAVE_TYPE_COMPAT_##_x *)(0))->t)
#define HVM_SAVE_LENGTH_COMPAT(_x) (sizeof(HVM_SAVE_TYPE_COMPAT(_x)))
#define HVM_SAVE_HAS_COMPAT(_x) \
	(sizeof(((struct __HVM_SAVE_TYPE_##_x *)(0))->cpt) - 1)
#endif

/* The last record; no data. */
struct hvm_save_end {
};
DECLARE_HVM_SAVE_TYPE(END, 0, struct hvm_save_end);

#if defined(__i386__) || defined(__x86_64__)
#include "../arch-x86/hvm/save.h"
#else
#error "no HVM save records for this architecture"
#endif

#endif /* __XEN_PUBLIC_HVM_SAVE_H__ */
