/*
 * area.c: crashkernel=SIZE, SIZE@START, SIZE<BELOW: memory that nobody else
 * gets, for a kernel that looks at a crashed machine.
 */
#include <xen/errno.h>
#include <xen/init.h>
#include <xen/kexec.h>
#include <xen/string.h>

struct kexec_area kexec_area;

static __init int set_crashkernel(const char *s)
{
	const char *end;
	uint64_t size = parse_size(s, &end), at = 0;
	char how = *end;

	if (end == s || (how && how != '@' && how != '<'))
		return -EINVAL;
	if (how) {
		s = end + 1;
		at = parse_size(s, &end);
		if (end == s || *end || (at & ~PAGE_MASK) || !at)
			return -EINVAL;
	}
	kexec_area.size = ROUNDUP(size, PAGE_SIZE);
	kexec_area.wanted = how == '@' ? at : 0;
	kexec_area.below = how == '<' ? at : 0;
	return 0;
}
PARAM_CUSTOM("crashkernel", set_crashkernel);
