/*
 * buildinfo.c: /buildinfo: what this hypervisor was built from, by whom and
 * how.  Each row is a file; a row whose name has a / is one of a directory.
 */
#include "private.h"

#include <xen/boot.h>
#include <xen/string.h>

static const unsigned int major = XEN_VERSION_MAJOR, minor = XEN_VERSION_MINOR;

static const struct row {
	const char *name;
	const char *text;	   /* or NULL: */
	const unsigned int *value; /* XEN_HYPFS_TYPE_UINT */
} rows[] = {
	{ "changeset", xen_changeset, NULL },
	{ "compileinfo/compile_by", xen_compile_by, NULL },
	{ "compileinfo/compile_date", xen_compile_date, NULL },
	{ "compileinfo/compile_domain", xen_compile_domain, NULL },
	{ "compileinfo/compiler", xen_compiler, NULL },
	{ "config", xen_build_config, NULL },
	{ "version/extra", xen_extra_version, NULL },
	{ "version/major", NULL, &major },
	{ "version/minor", NULL, &minor },
};

static size_t get(const struct hypfs_node *file, void *buf)
{
	const struct row *row = file->data;

	if (row->value) {
		memcpy(buf, row->value, sizeof(*row->value));
		return sizeof(*row->value);
	}
	return min(strlcpy(buf, row->text, HYPFS_MAX_VALUE) + 1,
		   (size_t)HYPFS_MAX_VALUE);
}

static const struct hypfs_ops file_ops = { .get = get };

static void set_file(struct hypfs_node *node, const char *name,
		     const struct row *row)
{
	hypfs_node_set(node, name,
		       row->value ? XEN_HYPFS_TYPE_UINT : XEN_HYPFS_TYPE_STRING,
		       &file_ops);
	node->data = row;
}

/* Length of the directory's name in a row, 0: a file of the top. */
static size_t dir_len(const struct row *row)
{
	const char *slash = strchr(row->name, '/');

	return slash ? slash - row->name : 0;
}

static bool same_dir(const struct row *a, const struct row *b)
{
	size_t len = dir_len(a);

	return len && len == dir_len(b) && !strncmp(a->name, b->name, len);
}

/* The i-th row of the directory that begins with the row `data`. */
static bool sub_child(const struct hypfs_node *dir, unsigned int i,
		      struct hypfs_node *child)
{
	const struct row *first = dir->data, *row = first + i;

	if (row >= rows + ARRAY_SIZE(rows) || !same_dir(first, row))
		return false;
	set_file(child, row->name + dir_len(row) + 1, row);
	return true;
}

static const struct hypfs_ops sub_ops = { .child = sub_child };

static bool child(const struct hypfs_node *dir, unsigned int i,
		  struct hypfs_node *child)
{
	for (const struct row *row = rows; row < rows + ARRAY_SIZE(rows);
	     row++) {
		if (row > rows && same_dir(row, row - 1))
			continue;
		if (i--)
			continue;
		if (!dir_len(row)) {
			set_file(child, row->name, row);
			return true;
		}
		hypfs_node_set(child, row->name, XEN_HYPFS_TYPE_DIR, &sub_ops);
		child->name[dir_len(row)] = '\0';
		child->data = row;
		return true;
	}
	return false;
}

const struct hypfs_ops hypfs_buildinfo_ops = { .child = child };
