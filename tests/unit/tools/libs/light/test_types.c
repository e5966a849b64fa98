// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generated types: layout facts of 4.17, init values, deep copies, and
 * the way through JSON and back, which must change nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "types_private.h"

static void test_layout(void **state)
{
	assert_int_equal(sizeof(libxl_domain_create_info), 104);
	assert_int_equal(sizeof(libxl_domain_build_info), 920);
	assert_int_equal(sizeof(libxl_device_disk), 144);
	assert_int_equal(sizeof(libxl_device_nic), 504);
	assert_int_equal(sizeof(libxl_dominfo), 120);
	assert_int_equal(sizeof(libxl_domain_config), 1288);
	assert_int_equal(offsetof(libxl_domain_build_info, max_memkb), 96);
	assert_int_equal(offsetof(libxl_domain_build_info, kernel), 392);
	assert_int_equal(offsetof(libxl_domain_build_info, u), 472);
}

static void test_init(void **state)
{
	libxl_domain_config c;

	libxl_domain_config_init(&c);
	assert_int_equal(c.c_info.type, LIBXL_DOMAIN_TYPE_INVALID);
	assert_true(c.b_info.max_memkb == LIBXL_MEMKB_DEFAULT);
	assert_int_equal(c.b_info.sched_params.weight, -1);
	assert_int_equal(c.b_info.timer_mode, -1);
	assert_int_equal(c.on_crash, LIBXL_ACTION_ON_SHUTDOWN_DESTROY);
	libxl_domain_config_dispose(&c);
}

static void fill(libxl_domain_config *c)
{
	libxl_domain_config_init(c);
	c->c_info.type = LIBXL_DOMAIN_TYPE_PV;
	c->c_info.name = strdup("a \"quoted\" name");
	libxl_uuid_generate(&c->c_info.uuid);
	libxl_domain_build_info_init_type(&c->b_info, LIBXL_DOMAIN_TYPE_PV);
	c->b_info.max_memkb = 1234567;
	c->b_info.max_vcpus = 3;
	libxl_bitmap_alloc(NULL, &c->b_info.avail_vcpus, 3);
	libxl_bitmap_set(&c->b_info.avail_vcpus, 0);
	libxl_bitmap_set(&c->b_info.avail_vcpus, 2);
	libxl_defbool_set(&c->b_info.claim_mode, false);
	c->b_info.u.pv.slack_memkb = 77;
	libxl_cpuid_parse_config(&c->b_info.cpuid, "avx2=0");
	c->num_disks = 2;
	c->disks = calloc(2, sizeof(*c->disks));
	libxl_device_disk_init(&c->disks[0]);
	libxl_device_disk_init(&c->disks[1]);
	c->disks[0].pdev_path = strdup("/dev/x");
	c->disks[1].vdev = strdup("xvdb");
	c->disks[1].format = LIBXL_DISK_FORMAT_QCOW2;
	c->num_nics = 1;
	c->nics = calloc(1, sizeof(*c->nics));
	libxl_device_nic_init(&c->nics[0]);
	memcpy(c->nics[0].mac, "\x00\x16\x3e\x01\x02\x03", 6);
	c->nics[0].rate_bytes_per_interval = UINT64_MAX - 5;
	c->on_reboot = LIBXL_ACTION_ON_SHUTDOWN_RESTART_RENAME;
}

static void test_json(void **state)
{
	libxl_domain_config a, b;
	char *first, *second;

	fill(&a);
	first = libxl_domain_config_to_json(NULL, &a);
	assert_non_null(strstr(first, "\"type.pv\""));
	assert_non_null(strstr(first, "\"rename_restart\"")
				?: strstr(first, "\"restart_rename\""));
	libxl_domain_config_init(&b);
	assert_int_equal(libxl_domain_config_from_json(NULL, &b, first), 0);
	second = libxl_domain_config_to_json(NULL, &b);
	assert_string_equal(first, second);
	assert_string_equal(b.c_info.name, "a \"quoted\" name");
	assert_int_equal(b.b_info.type, LIBXL_DOMAIN_TYPE_PV);
	assert_int_equal(b.b_info.u.pv.slack_memkb, 77);
	assert_true(b.nics[0].rate_bytes_per_interval == UINT64_MAX - 5);
	assert_int_equal(libxl_cpuid_policy_list_length(&b.b_info.cpuid), 1);
	libxl_domain_config_dispose(&a);
	libxl_domain_config_dispose(&b);
	free(first);
	free(second);
}

static void test_copy(void **state)
{
	libxl_domain_config a, b;
	char *ja, *jb;

	fill(&a);
	libxl_domain_config_copy(NULL, &b, &a);
	ja = libxl_domain_config_to_json(NULL, &a);
	libxl_domain_config_dispose(&a);
	jb = libxl_domain_config_to_json(NULL, &b);
	assert_string_equal(ja, jb);
	libxl_domain_config_dispose(&b);
	free(ja);
	free(jb);
}

static void test_bad_json(void **state)
{
	static const char *const bad[] = {
		"",
		"[]",
		"{",
		"{\"c_info\": 3}",
		"{\"disks\": {}}",
		"{\"c_info\": {\"type\": \"xyz\"}}",
		"{\"b_info\": {\"max_memkb\": \"many\"}}",
		"{\"b_info\": {\"avail_vcpus\": [-1]}}",
		"{\"b_info\": {\"avail_vcpus\": [99999999]}}",
		"{\"c_info\": {\"uuid\": \"1-2\"}}",
	};
	libxl_domain_config c;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		libxl_domain_config_init(&c);
		if (!libxl_domain_config_from_json(NULL, &c, bad[i]))
			fail_msg("'%s' is taken", bad[i]);
		libxl_domain_config_dispose(&c);
	}
}

static void test_enums(void **state)
{
	libxl_scheduler s;

	assert_string_equal(libxl_scheduler_to_string(6), "credit2");
	assert_int_equal(libxl_scheduler_from_string("CREDIT", &s), 0);
	assert_int_equal(s, LIBXL_SCHEDULER_CREDIT);
	assert_int_not_equal(libxl_scheduler_from_string("x", &s), 0);
	assert_null(libxl_scheduler_to_string(99));
}

static void test_uuid(void **state)
{
	libxl_uuid u;

	assert_int_equal(libxl_uuid_from_string(
				 &u, "00112233-4455-6677-8899-aabbccddeeff"),
			 0);
	assert_int_equal(u.uuid[15], 0xff);
	assert_int_not_equal(libxl_uuid_from_string(&u, "0011"), 0);
	assert_int_not_equal(
		libxl_uuid_from_string(&u,
				       "00112233-4455-6677-8899-aabbccddeefg"),
		0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),	 cmocka_unit_test(test_init),
		cmocka_unit_test(test_json),	 cmocka_unit_test(test_copy),
		cmocka_unit_test(test_bad_json), cmocka_unit_test(test_enums),
		cmocka_unit_test(test_uuid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
