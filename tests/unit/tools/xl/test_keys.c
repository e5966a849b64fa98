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

int libxl_cpu_bitmap_alloc(libxl_ctx *c, libxl_bitmap *map, int max)
{
	return libxl_bitmap_alloc(c, map, 64);
}

static char said[4096];

/* Parse with stderr caught in said[]. */
static int parse_how(const char *text, libxl_domain_config *d, bool dryrun)
{
	FILE *f = tmpfile();
	int rc, old = dup(2);

	fflush(stderr);
	dup2(fileno(f), 2);
	libxl_domain_config_init(d);
	rc = parse_config("x.cfg", text, strlen(text), d, dryrun);
	fflush(stderr);
	dup2(old, 2);
	close(old);
	rewind(f);
	said[fread(said, 1, sizeof(said) - 1, f)] = 0;
	fclose(f);
	return rc;
}

static int parse(const char *text, libxl_domain_config *d)
{
	return parse_how(text, d, false);
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
	assert_int_equal(d.b_info.num_vcpu_hard_affinity, 2);
	assert_true(libxl_bitmap_test(&d.b_info.vcpu_hard_affinity[1], 2));
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

/* Bad devices are named, whatever part of them is bad, and nothing leaks. */
static void test_bad_devices(void **state)
{
	static const struct {
		const char *text, *says;
	} t[] = {
		{ "vfb=['vnc=maybe']", "'maybe' is no value of vnc" },
		{ "vfb=['frob=1']", "unknown parameter 'frob'" },
		{ "vkb=['backend-type=frob']", "no value of backend-type" },
		{ "vkb=['width']", "'=' is missing in 'width'" },
		{ "channel=['name=a']", "must be pty or socket" },
		{ "channel=['connection=pty']", "name= is missing" },
		{ "channel=['connection=socket,name=a']", "needs path=" },
		{ "vtpm=['uuid=5']", "no value of uuid" },
		{ "vdispl=['connectors=a']", "no value of connectors" },
		{ "vdispl=['connectors=a:1x2;b:3']", "no value of connectors" },
		{ "vsnd=['card']", "entry 1 of 'vsnd'" },
		{ "vsnd=[['stream, type=p']]", "stream" },
		{ "vsnd=[['card, sample-formats=frob']]", "sample-formats" },
		{ "vsnd=[['pcm, name=x', 'stream, type=q']]", "type" },
		{ "pci=['']", "no device" },
		{ "pci=['00:20.0']", "no device" },
		{ "pci=['00:1f.8']", "no device" },
		{ "pci=['00:1f.0@20']", "no slot" },
		{ "pci=['00:1f.0,frob=1']", "unknown parameter 'frob'" },
		{ "pci=['00:1f.0,seize=2']", "neither 0 nor 1" },
		{ "rdm='frob'", "neither strategy=host" },
		{ "usbctrl=['type=frob']", "no value of type" },
		{ "usbdev=['hostbus=0']", "no value of hostbus" },
		{ "ioports=['10000']", "no range" },
		{ "ioports=['9-8']", "no range" },
		{ "irqs=['x']", "no interrupt" },
		{ "iomem=['fed00']", "no range" },
		{ "iomem=['fed00,1@x']", "no range" },
		{ "vnuma=[['pnode=-1']]", "no value of pnode" },
		{ "vnuma=['pnode=0']", "entry 1 of 'vnuma'" },
		{ "vnuma=[['size']]", "'=' is missing" },
		{ "cpuid='EPYC-v9'", "did you mean 'EPYC-v1'" },
		{ "cpuid='EPYC,+frob'", "no feature" },
		{ "cpuid='host,avx'", "has no value" },
		{ "cpuid='host,avx=2'", "impossible value" },
		{ "cpuid='host,family=1000'", "impossible value" },
		{ "cpuid=['1:eax=1']", "32 characters" },
		{ "cpuid=['1:exx=1']", "bad register" },
		{ "cpuid=['x']", "bad leaf" },
		{ "cpuid=['1']", "':' is missing" },
		{ "type='hvm'\nviridian=['frob']", "no value of 'viridian'" },
		{ "type='hvm'\nvga='frob'", "cirrus, stdvga" },
		{ "type='hvm'\ntimer_mode=9", "0 to 3" },
		{ "type='pvh'\naltp2m='frob'", "mixed" },
		{ "passthrough='frob'", "sync_pt" },
	};
	libxl_domain_config d;
	size_t i;

	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		if (!parse_how(t[i].text, &d, true))
			fail_msg("'%s' is taken", t[i].text);
		if (!strstr(said, t[i].says))
			fail_msg("'%s' says %s", t[i].text, said);
		libxl_domain_config_dispose(&d);
	}
}

/* A model sets the bits that it has and clears the others. */
static void test_models(void **state)
{
	libxl_domain_config d;
	char *json;

	assert_int_equal(parse("cpuid='EPYC-v2,+pku,-avx2'", &d), 0);
	json = libxl_domain_config_to_json(ctx, &d);
	/* CPUID 7 of EPYC has ebx 0x209c01a9; bit 5 there, AVX2, is gone. */
	assert_non_null(
		strstr(json, "\"ebx\": \"001000001x0111000000000110001001\""));
	assert_non_null(
		strstr(json, "\"ecx\": \"xx000x0xx0xxxxxxx0x0000000xx1000\""));
	assert_null(strstr(json, "\"subleaf\": 4294967295"));
	free(json);
	libxl_domain_config_dispose(&d);
	assert_int_equal(parse("cpuid='epyc'", &d), 0);
	libxl_domain_config_dispose(&d);
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
		if (!(keys[i].types & TYPE_PV)) {
			assert_non_null(keys[i].apply);
			assert_non_null(keys[i].help);
			assert_non_null(strstr(said, "is not for pv guests"));
			libxl_domain_config_dispose(&d);
			continue;
		}
		switch (keys[i].class) {
		case KEY_ACTS:
			assert_non_null(keys[i].apply);
			assert_non_null(keys[i].help);
			assert_null(strstr(said, "unknown key"));
			break;
		case KEY_LATER:
			assert_non_null(keys[i].apply);
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
		cmocka_unit_test(test_bad_devices),
		cmocka_unit_test(test_models),
		cmocka_unit_test(test_every_key),
		cmocka_unit_test(test_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
