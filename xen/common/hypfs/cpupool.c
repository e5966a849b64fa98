/* cpupool.c: /cpupool/N/sched-gran: what each pool schedules as one. */
#include "private.h"

#include <xen/printf.h>
#include <xen/sched.h>
#include <xen/string.h>

static size_t get(const struct hypfs_node *file, void *buf)
{
	return strlcpy(buf, sched_cpupool_granularity(file->id),
		       HYPFS_MAX_VALUE) +
	       1;
}

static int set(const struct hypfs_node *file, const char *value)
{
	return sched_cpupool_set_granularity(file->id, value);
}

static const struct hypfs_ops file_ops = { .get = get, .set = set };

static bool pool_child(const struct hypfs_node *dir, unsigned int i,
		       struct hypfs_node *child)
{
	if (i)
		return false;
	hypfs_node_set(child, "sched-gran", XEN_HYPFS_TYPE_STRING, &file_ops);
	child->max_write = 8; /* a word and its NUL, as in Xen */
	child->id = dir->id;
	return true;
}

static const struct hypfs_ops pool_ops = { .child = pool_child };

static bool child(const struct hypfs_node *dir, unsigned int i,
		  struct hypfs_node *child)
{
	int id = -1;
	char name[12];

	do
		id = sched_cpupool_next(id);
	while (id >= 0 && i--);
	if (id < 0)
		return false;
	snprintf(name, sizeof(name), "%d", id);
	hypfs_node_set(child, name, XEN_HYPFS_TYPE_DIR, &pool_ops);
	child->id = id;
	return true;
}

const struct hypfs_ops hypfs_cpupool_ops = { .child = child };
