// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration files: values, lists, places of errors, +=; disks; rates.
 * The fuzz loop feeds random pieces of syntax and expects no bad access.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "private.h"
#include "seed.h"

#include <time.h>

/* The allocation with this number fails (linked with --wrap); 0: none. */
static unsigned int fail_at, allocations;

static bool fails(void)
{
	return fail_at && ++allocations == fail_at;
}

#define WRAP(ret, name, params, args)                       \
	ret __real_##name params;                           \
	ret __wrap_##name params;                           \
	ret __wrap_##name params                            \
	{                                                   \
		return fails() ? NULL : __real_##name args; \
	}
WRAP(void *, malloc, (size_t n), (n))
WRAP(void *, calloc, (size_t n, size_t m), (n, m))
WRAP(void *, realloc, (void *p, size_t n), (p, n))
WRAP(char *, strdup, (const char *t), (t))

static char *report;
static size_t report_len;

static XLU_Config *parse(const char *text, int *rc)
{
	FILE *f;
	XLU_Config *cfg;

	free(report);
	report = NULL;
	f = open_memstream(&report, &report_len);
	cfg = xlu_cfg_init(f, "t.cfg");
	*rc = xlu_cfg_readdata(cfg, text, strlen(text));
	fflush(f);
	return cfg;
}

static void done(XLU_Config *cfg)
{
	FILE *f = cfg->report;

	xlu_cfg_destroy(cfg);
	fclose(f);
}

static void test_values(void **state)
{
	XLU_Config *cfg;
	XLU_ConfigList *l;
	const char *s;
	long n;
	int rc, nr;

	cfg = parse("# comment\nname = 'a\\'b' # more\n"
		    "memory = 0x80; vcpus=2\n"
		    "disk = [ 'one',\n  \"two\", # c\n  [ 'in', 3 ],\n]\n"
		    "esc = \"a\\tb\\x41\\101\\\\\"\nempty = []\n"
		    "long = \\\n 'x'\nneg = -1\n",
		    &rc);
	assert_int_equal(rc, 0);
	assert_int_equal(xlu_cfg_get_string(cfg, "name", &s, 0), 0);
	assert_string_equal(s, "a'b");
	assert_int_equal(xlu_cfg_get_long(cfg, "memory", &n, 0), 0);
	assert_int_equal(n, 128);
	assert_int_equal(xlu_cfg_get_long(cfg, "vcpus", &n, 0), 0);
	assert_int_equal(n, 2);
	assert_int_equal(xlu_cfg_get_long(cfg, "neg", &n, 0), 0);
	assert_int_equal(n, -1);
	assert_int_equal(xlu_cfg_get_list(cfg, "disk", &l, &nr, 0), 0);
	assert_int_equal(nr, 3);
	assert_string_equal(xlu_cfg_get_listitem(l, 1), "two");
	assert_null(xlu_cfg_get_listitem(l, 2));
	assert_int_equal(xlu_cfg_value_type(xlu_cfg_get_listitem2(l, 2)),
			 XLU_LIST);
	assert_int_equal(xlu_cfg_get_string(cfg, "esc", &s, 0), 0);
	assert_string_equal(s, "a\tbAA\\");
	assert_int_equal(xlu_cfg_get_list(cfg, "empty", &l, &nr, 0), 0);
	assert_int_equal(nr, 0);
	assert_int_equal(xlu_cfg_get_string(cfg, "nothing", &s, 0), ESRCH);
	done(cfg);
}

/* xl.conf(5) has keys of several words. */
static void test_dotted_keys(void **state)
{
	XLU_Config *cfg;
	const char *s;
	int rc;

	cfg = parse("vif.default.bridge = \"br.0\"\nvm.cpumask = \"all\"\n",
		    &rc);
	assert_int_equal(rc, 0);
	assert_int_equal(xlu_cfg_get_string(cfg, "vif.default.bridge", &s, 0),
			 0);
	assert_string_equal(s, "br.0");
	assert_int_equal(xlu_cfg_get_string(cfg, "vm.cpumask", &s, 0), 0);
	assert_string_equal(s, "all");
	done(cfg);
}

static void test_addition(void **state)
{
	XLU_Config *cfg;
	const char *s;
	int rc, nr;

	cfg = parse("a = 'x'\na += 'y'\nl = ['1']\nl += ['2','3']\nn += 'z'\n"
		    "r = '1'\nr = '2'\n",
		    &rc);
	assert_int_equal(rc, 0);
	xlu_cfg_get_string(cfg, "a", &s, 0);
	assert_string_equal(s, "xy");
	xlu_cfg_get_list(cfg, "l", NULL, &nr, 0);
	assert_int_equal(nr, 3);
	xlu_cfg_get_string(cfg, "n", &s, 0);
	assert_string_equal(s, "z");
	xlu_cfg_get_string(cfg, "r", &s, 0);
	assert_string_equal(s, "2");
	done(cfg);
	cfg = parse("a = 'x'\na += ['y']\n", &rc);
	assert_int_equal(rc, EINVAL);
	assert_non_null(strstr(report, "t.cfg:2:1:"));
	done(cfg);
}

static void test_errors(void **state)
{
	static const struct {
		const char *text, *place;
	} bad[] = {
		{ "a = 'x", "t.cfg:1:7:" },
		{ "a 'x'", "t.cfg:1:3:" },
		{ "a = \n", "t.cfg:1:5:" },
		{ "\n = 3", "t.cfg:2:2:" },
		{ "a = ['x' 'y']", "t.cfg:1:10:" },
		{ "a = ['x'", "t.cfg" },
		{ "a = 'x' b = 2", "t.cfg:1:9:" },
		{ "a = '\\q'", "t.cfg:1:7" },
		{ "a = 'x\ny'", "t.cfg:1:7:" },
		{ "a = [[[[[[[[[1]]]]]]]]]", "nested" },
		{ "3 = a", "t.cfg:1:1:" },
		{ "a = b", "t.cfg:1:5:" },
	};
	XLU_Config *cfg;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cfg = parse(bad[i].text, &rc);
		assert_int_equal(rc, EINVAL);
		if (!strstr(report, bad[i].place))
			fail_msg("'%s' reports %s", bad[i].text, report);
		done(cfg);
	}
}

static void test_kinds(void **state)
{
	XLU_Config *cfg;
	const char *s;
	long n;
	int rc;

	cfg = parse("l = [1]\ns = 'x'\nn = 7\n", &rc);
	assert_int_equal(xlu_cfg_get_string(cfg, "l", &s, 0), EINVAL);
	assert_int_equal(xlu_cfg_get_long(cfg, "s", &n, 0), EINVAL);
	assert_int_equal(xlu_cfg_get_bounded_long(cfg, "n", 1, 6, &n, 0),
			 ERANGE);
	fflush(cfg->report);
	assert_non_null(strstr(report, "t.cfg:1:1:"));
	assert_non_null(strstr(report, "t.cfg:3:1:"));
	done(cfg);
}

static void test_fuzz(void **state)
{
	static const char *const bits[] = {
		"a",  "=",  "+=",   "'", "\"",	 "[",	 "]",
		",",  "\n", ";",    "#", "\\",	 "\\x",	 "12",
		"0x", " ",  "name", "-", "\\\n", "\xff", "_",
	};
	unsigned int i, j, k;
	char text[256];
	XLU_Config *cfg;
	int rc;

	test_seed();
	for (i = 0; i < 50000; i++) {
		text[0] = 0;
		k = rand() % 30;
		for (j = 0; j < k; j++)
			strcat(text,
			       bits[rand() % (sizeof(bits) / sizeof(bits[0]))]);
		cfg = parse(text, &rc);
		assert_true(!rc || report_len);
		done(cfg);
	}
}

/* Each allocation fails once: an error, no crash, no leak (ASan watches). */
static void test_no_memory(void **state)
{
	static const char text[] =
		"a = 'x'\na += \"y\"\nl = [ 1, [ 'two', -3 ], ]\nl += [ 4 ]\n"
		"a = 'again'\nlong = 'a string that grows beyond the first "
		"piece'\n";
	unsigned int nth = 0, failures = 0;
	XLU_Config *cfg;
	FILE *null = fopen("/dev/null", "w");
	int rc = 1;

	while (rc) {
		fail_at = ++nth;
		allocations = 0;
		cfg = xlu_cfg_init(null, "t.cfg");
		rc = cfg ? xlu_cfg_readdata(cfg, text, strlen(text)) : ENOMEM;
		fail_at = 0;
		failures += rc != 0;
		xlu_cfg_destroy(cfg);
	}
	fclose(null);
	assert_true(failures > 20);
}

/* --- disks --- */

static int disk(const char *spec, libxl_device_disk *d)
{
	XLU_Config *cfg;
	int rc;

	libxl_device_disk_init(d);
	cfg = parse("", &rc);
	rc = xlu_disk_parse(cfg, 1, &spec, d);
	done(cfg);
	return rc;
}

static void test_disks(void **state)
{
	static const struct {
		const char *spec, *target, *vdev;
		libxl_disk_format format;
		libxl_disk_backend backend;
		int rw, cdrom;
	} good[] = {
		{ "/dev/vg/x,raw,xvda,rw", "/dev/vg/x", "xvda", 4, 0, 1, 0 },
		{ "/dev/vg/x,,hda", "/dev/vg/x", "hda", 4, 0, 1, 0 },
		{ "/x,raw,hdc,devtype=cdrom", "/x", "hdc", 4, 0, 0, 1 },
		{ "format=qcow2,vdev=hda,access=ro,target=/a,b", "/a,b", "hda",
		  2, 0, 0, 0 },
		{ "phy:/dev/x,xvda,w", "/dev/x", "xvda", 4, 0, 1, 0 },
		{ "file:/x.img,xvdb,r", "/x.img", "xvdb", 4, 0, 0, 0 },
		{ "tap:qcow2:/x,xvda,w", "/x", "xvda", 2, 0, 1, 0 },
		{ "file:/x.iso,hdc:cdrom,r", "/x.iso", "hdc", 4, 0, 0, 1 },
		{ "vdev=xvda, target=/y", "/y", "xvda", 4, 0, 1, 0 },
		{ "/y,raw,xvda,rw,backendtype=phy,direct-io-safe", "/y", "xvda",
		  4, 1, 1, 0 },
		{ "/y,vdev=xvda,no-discard", "/y", "xvda", 4, 0, 1, 0 },
	};
	static const char *const bad[] = {
		"",
		"/x",
		"/x,raw",
		"/x,frob,xvda",
		"/x,raw,xvda,maybe",
		"/x,raw,xvda,rw,5",
		"vdev=xvda,raw,target=/x",
		"frob=1",
		"vdev=xvda,vdev=xvdb,target=/x",
		"/x,raw,xvda,devtype=tape",
	};
	libxl_device_disk d;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (disk(good[i].spec, &d))
			fail_msg("%s: %s", good[i].spec, report);
		assert_string_equal(d.pdev_path, good[i].target);
		assert_string_equal(d.vdev, good[i].vdev);
		assert_int_equal(d.format, good[i].format);
		assert_int_equal(d.backend, good[i].backend);
		assert_int_equal(d.readwrite, good[i].rw);
		assert_int_equal(d.is_cdrom, good[i].cdrom);
		libxl_device_disk_dispose(&d);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (!disk(bad[i], &d))
			fail_msg("'%s' is taken", bad[i]);
		assert_true(report_len);
		libxl_device_disk_dispose(&d);
	}
}

static void test_rates(void **state)
{
	libxl_device_nic nic;
	XLU_Config *cfg;
	int rc;

	libxl_device_nic_init(&nic);
	cfg = parse("", &rc);
	assert_int_equal(xlu_vif_parse_rate(cfg, "10Mb/s", &nic), 0);
	assert_int_equal(nic.rate_bytes_per_interval, 62500);
	assert_int_equal(nic.rate_interval_usecs, 50000);
	assert_int_equal(xlu_vif_parse_rate(cfg, "1GB/s@20ms", &nic), 0);
	assert_int_equal(nic.rate_bytes_per_interval, 20000000);
	assert_int_not_equal(xlu_vif_parse_rate(cfg, "10", &nic), 0);
	assert_int_not_equal(xlu_vif_parse_rate(cfg, "10Mb/s@x", &nic), 0);
	assert_int_not_equal(xlu_vif_parse_rate(cfg, "99999999999GB/s", &nic),
			     0);
	done(cfg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_dotted_keys),
		cmocka_unit_test(test_addition),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_disks),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_fuzz),
	};
	int rc = cmocka_run_group_tests(tests, NULL, NULL);

	free(report);
	return rc;
}
