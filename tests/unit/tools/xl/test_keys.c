// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration keys: what acts, what is refused, what is suggested, with the
 * place in the file; sizes, lists of CPUs, near misses.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "keys.h"

/* What the sources under test need of the rest of xl and libxl. */
libxl_ctx *ctx;
struct xl_conf conf = {
	.claim_mode = true,
	.max_grant_frames = LIBXL_MAX_GRANT_DEFAULT,
	.max_maptrack_frames = LIBXL_MAX_GRANT_DEFAULT,
};

void help(const char *command)
{
}

libxl_cputopology *libxl_get_cpu_topology(libxl_ctx *c, int *nr)
{
	return NULL;
}

void libxl_cputopology_list_free(libxl_cputopology *list, int nr)
{
}

int libxl_domain_qualifier_to_domid(libxl_ctx *c, const char *name,
				    uint32_t *domid)
{
	return ERROR_INVAL;
}

int libxl_name_to_cpupoolid(libxl_ctx *c, const char *name, uint32_t *poolid)
{
	return strcmp(name, "Pool-0") ? ERROR_INVAL : 0;
}

static char said[4096];

/* Parse with stderr caught in said[]. */
static int parse(const char *text, libxl_domain_config *d)
{
	FILE *f = tmpfile();
	int rc, old = dup(2);

	fflush(stderr);
	dup2(fileno(f), 2);
	libxl_domain_config_init(d);
	rc = parse_config("x.cfg", text, strlen(text), d);
	fflush(stderr);
	dup2(old, 2);
	close(old);
	rewind(f);
	said[fread(said, 1, sizeof(said) - 1, f)] = 0;
	fclose(f);
	return rc;
}

static void test_acting(void **state)
{
	libxl_domain_config d;

	assert_int_equal(parse("name='n'\nmemory=64\nmaxmem=128\nvcpus=2\n"
			       "maxvcpus=4\nkernel='/k'\nroot='/dev/xvda'\n"
			       "extra='quiet'\ndisk=['/d,raw,xvda,w']\n"
			       "vif=['mac=00:16:3e:01:02:03,bridge=b','']\n"
			       "on_crash='preserve'\ncpus=['0','1-2']\n"
			       "cpu_weight=512\ncpuid='host,avx=0'\n"
			       "uuid='00112233-4455-6677-8899-aabbccddeeff'\n"
			       "tsc_mode='native'\npool='Pool-0'\n",
			       &d),
			 0);
	assert_string_equal(said, "");
	assert_int_equal(d.c_info.type, LIBXL_DOMAIN_TYPE_PV);
	assert_string_equal(d.c_info.name, "n");
	assert_int_equal(d.c_info.uuid.uuid[15], 0xff);
	assert_int_equal(d.b_info.target_memkb, 65536);
	assert_int_equal(d.b_info.max_memkb, 131072);
	assert_int_equal(d.b_info.max_vcpus, 4);
	assert_int_equal(libxl_bitmap_count_set(&d.b_info.avail_vcpus), 2);
	assert_string_equal(d.b_info.cmdline, "root=/dev/xvda quiet");
	assert_int_equal(d.num_disks, 1);
	assert_int_equal(d.num_nics, 2);
	assert_string_equal(d.nics[0].bridge, "b");
	assert_int_equal(d.nics[1].devid, 1);
	assert_int_equal(d.on_crash, LIBXL_ACTION_ON_SHUTDOWN_PRESERVE);
	assert_int_equal(d.on_reboot, LIBXL_ACTION_ON_SHUTDOWN_RESTART);
	assert_int_equal(d.b_info.num_vcpu_hard_affinity, 4);
	assert_true(libxl_bitmap_test(&d.b_info.vcpu_hard_affinity[3], 2));
	assert_int_equal(d.b_info.sched_params.weight, 512);
	assert_int_equal(d.b_info.tsc_mode, LIBXL_TSC_MODE_NATIVE);
	libxl_domain_config_dispose(&d);
}

static void test_refused(void **state)
{
	static const struct {
		const char *text, *says;
	} t[] = {
		{ "memroy=64",
		  "x.cfg:1:1: unknown key 'memroy': did you mean 'memory'" },
		{ "\n  qqqqqqqq=1", "x.cfg:2:3: unknown key 'qqqqqqqq' (" },
		{ "pci=['00:1f.0']", "x.cfg:1:1: 'pci' is not supported yet" },
		{ "memory='lots'", "must be a number" },
		{ "memory=0", "allowed is" },
		{ "kernel=['a']", "is a list" },
		{ "disk='/x,raw,xvda'", "is a string" },
		{ "on_crash='explode'", "is no action" },
		{ "type='vm'", "is no type of guest" },
		{ "uuid='5'", "is no UUID" },
		{ "cpus='zero'", "is no list of CPUs" },
		{ "cpuid='guest,x=1'", "'host'" },
		{ "cpuid='host,frob=1'", "no feature" },
		{ "vif=['mac=00:16']", "no MAC address" },
		{ "vif=['frob=1']", "unknown parameter 'frob'" },
		{ "disk=['/x,raw']", "entry 1 of 'disk'" },
		{ "vcpus=4\nmaxvcpus=2", "is less than vcpus" },
		{ "pool='x'", "no CPU pool" },
	};
	libxl_domain_config d;
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		if (!parse(t[i].text, &d))
			fail_msg("'%s' is taken", t[i].text);
		if (!strstr(said, t[i].says))
			fail_msg("'%s' says %s", t[i].text, said);
		libxl_domain_config_dispose(&d);
	}
}

/* Every key does something, or says that it does not. */
static void test_every_key(void **state)
{
	libxl_domain_config d;
	char text[128];
	unsigned int i;

	for (i = 0; i < nr_keys; i++) {
		snprintf(text, sizeof(text), "%s = %s", keys[i].name,
			 keys[i].kind == KEY_LIST ? "['1']" : "'1'");
		parse(text, &d);
		switch (keys[i].class) {
		case KEY_ACTS:
			assert_non_null(keys[i].apply);
			assert_non_null(keys[i].help);
			assert_null(strstr(said, "unknown key"));
			break;
		case KEY_HVM:
			assert_non_null(strstr(said, "ignored for this PV"));
			break;
		case KEY_LATER:
			assert_non_null(strstr(said, "not supported yet"));
			break;
		case KEY_OLD:
			assert_non_null(strstr(said, "obsolete"));
			break;
		}
		libxl_domain_config_dispose(&d);
	}
}

static const char *word(unsigned int i)
{
	static const char *const t[] = { "create", "list", "destroy", NULL };

	return t[i];
}

static void test_small(void **state)
{
	libxl_bitmap map;

	assert_string_equal(nearest("craete", word), "create");
	assert_string_equal(nearest("lst", word), "list");
	assert_null(nearest("frobnicate", word));
	assert_null(nearest("", word));
	assert_int_equal(parse_mem_kb("128"), 131072);
	assert_int_equal(parse_mem_kb("1g"), 1048576);
	assert_int_equal(parse_mem_kb("64k"), 64);
	assert_int_equal(parse_mem_kb("2048b"), 2);
	assert_int_equal(parse_mem_kb("1x"), -1);
	assert_int_equal(parse_mem_kb(""), -1);
	libxl_bitmap_alloc(NULL, &map, 16);
	assert_int_equal(parse_cpus("0-3,^2,7", &map), 0);
	assert_int_equal(libxl_bitmap_count_set(&map), 4);
	assert_false(libxl_bitmap_test(&map, 2));
	assert_int_not_equal(parse_cpus("3-1", &map), 0);
	assert_int_not_equal(parse_cpus("a", &map), 0);
	libxl_bitmap_dispose(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_acting),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_every_key),
		cmocka_unit_test(test_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
