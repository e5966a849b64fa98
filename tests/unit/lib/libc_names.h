/*
 * libc_names.h: our own memcpy, strlen, snprintf, ... under other names, so
 * that a host test can call them beside libc's.  Include before all else.
 */
#ifndef TEST_LIBC_NAMES_H
#define TEST_LIBC_NAMES_H

#define memcpy	    xen_memcpy
#define memmove	    xen_memmove
#define memset	    xen_memset
#define memcmp	    xen_memcmp
#define memchr	    xen_memchr
#define strlen	    xen_strlen
#define strnlen	    xen_strnlen
#define strcmp	    xen_strcmp
#define strncmp	    xen_strncmp
#define strcasecmp  xen_strcasecmp
#define strncasecmp xen_strncasecmp
#define strchr	    xen_strchr
#define strrchr	    xen_strrchr
#define strstr	    xen_strstr
#define snprintf    xen_snprintf
#define vsnprintf   xen_vsnprintf

#endif /* TEST_LIBC_NAMES_H */
