/* SPDX-License-Identifier: GPL-2.0-only */
/* Life of a test kernel: set-up, the test, the result, the end. */
#include "guest.h"

struct start_info *start_info;
struct shared_info *shared_info;

static unsigned int failures;
static unsigned int checks;
static uint64_t random_state;

__attribute__((aligned(4096))) static char shared_page[PAGE_SIZE];

static void __attribute__((noreturn)) power_off(void)
{
	struct sched_shutdown s = { .reason = SHUTDOWN_poweroff };

	for (;;)
		hc_sched_op(SCHEDOP_shutdown, &s);
}

void test_skip(const char *why)
{
	printf("Skipped: %s\n", why);
	printf("Test result: SKIP\n");
	power_off();
}

void test_error(const char *why)
{
	printf("Error: %s\n", why);
	printf("Test result: ERROR\n");
	power_off();
}

void test_end(void)
{
	printf("%u checks, %u failed\n", checks, failures);
	printf("Test result: %s\n", failures ? "FAILURE" : "SUCCESS");
	power_off();
}

unsigned int tests_failed(void)
{
	return failures;
}

bool check(bool ok, const char *what, int line)
{
	__atomic_add_fetch(&checks, 1, __ATOMIC_RELAXED);
	if (ok)
		return true;
	__atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED);
	printf("Failure: line %d: %s\n", line, what);
	return false;
}

bool check_eq(long got, long want, const char *what, int line)
{
	if (check(got == want, what, line))
		return true;
	printf("    got %ld (0x%lx), want %ld (0x%lx)\n", got, got, want, want);
	return false;
}

void random_seed(uint64_t seed)
{
	random_state = seed | 1;
}

uint64_t random64(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state * 0x2545f4914f6cdd1dUL;
}

unsigned long option(const char *name, unsigned long otherwise)
{
	const char *s = (const char *)start_info->cmd_line;
	size_t n = strlen(name);

	for (; *s; s++) {
		unsigned long v = 0;

		if (strncmp(s, name, n) || s[n] != '=')
			continue;
		for (s += n + 1; *s >= '0' && *s <= '9'; s++)
			v = v * 10 + *s - '0';
		return v;
	}
	return otherwise;
}

void guest_main(struct start_info *si);
void guest_main(struct start_info *si)
{
	start_info = si;
	shared_info = (struct shared_info *)shared_page;
	if (hc_update_va(shared_page, si->shared_info | PTE_RW, UVMF_INVLPG)) {
		hc_console_io(CONSOLEIO_write, 15, "no shared_info\n");
		power_off();
	}
	for (int i = 0; i < MAX_CPUS; i++)
		vcpu_infos[i] = &shared_info->vcpu_info[i];
	trap_init();
	printf("Test kernel starts: %s, %lu pages\n", si->magic, si->nr_pages);
	test_main();
	test_end();
}
