/*
 * params.c: /params: the options of the command line that may be changed at
 * run time, all as strings.
 */
#include "private.h"

#include <xen/init.h>
#include <xen/string.h>

static size_t get(const struct hypfs_node *file, void *buf)
{
	const struct param *p = file->data;

	p->show(buf, p->max_size);
	return strlen(buf) + 1;
}

static int set(const struct hypfs_node *file, const char *value)
{
	const struct param *p = file->data;

	return p->fn(value);
}

static const struct hypfs_ops file_ops = { .get = get, .set = set };

/* How many come before it. */
static unsigned int rank(const struct param *of)
{
	unsigned int n = 0;

	for (const struct param *p = __start_params; p < __stop_params; p++)
		n += p->show && strcmp(p->name, of->name) < 0;
	return n;
}

static bool child(const struct hypfs_node *dir, unsigned int i,
		  struct hypfs_node *child)
{
	for (const struct param *p = __start_params; p < __stop_params; p++)
		if (p->show && rank(p) == i) {
			hypfs_node_set(child, p->name, XEN_HYPFS_TYPE_STRING,
				       &file_ops);
			child->max_write = p->max_size;
			child->data = p;
			return true;
		}
	return false;
}

const struct hypfs_ops hypfs_params_ops = { .child = child };
