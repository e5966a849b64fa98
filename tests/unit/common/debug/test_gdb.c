/*
 * test_gdb.c: gdb's protocol by its letters: packets with right and wrong sums,
 * repeated answers, memory that is not there, breakpoints, registers, and
 * noise.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <xen/arch/gdb.h>
#include <asm/host.h>

#include "seed.h"

#include "../../xen/common/debug/gdb.c"

/* ---- The other end of the line ---- */

static const char *input;
static jmp_buf starved;
static char output[65536];
static size_t nr_output;

static int line_getc(struct serial_ops *s)
{
	if (!*input)
		longjmp(starved, 1);
	return (unsigned char)*input++;
}

static void line_putc(struct serial_ops *s, char c)
{
	if (nr_output < sizeof(output) - 1)
		output[nr_output++] = c;
	output[nr_output] = '\0';
}

static struct serial_ops fake = { .putc = line_putc, .getc = line_getc };

struct serial_ops *ns16550_init(unsigned int nr)
{
	return &fake;
}

const struct serial_ops *console_serial(void)
{
	return NULL;
}

void keyhandler_register(unsigned char key, keyhandler_fn *fn, const char *text,
			 bool irq_safe)
{
}

/* ---- The CPU ---- */

#define RAM 0x10000UL
static unsigned char ram[256];
static unsigned char regs_now[ARCH_GDB_REGS_SIZE];
static unsigned long pc;
static bool stepping, others_stopped;

bool arch_gdb_read(unsigned char *to, unsigned long at)
{
	if (at - RAM >= sizeof(ram))
		return false;
	*to = ram[at - RAM];
	return true;
}

bool arch_gdb_write(unsigned long at, unsigned char byte)
{
	if (at - RAM >= sizeof(ram))
		return false;
	ram[at - RAM] = byte;
	return true;
}

void arch_gdb_get_regs(const struct cpu_user_regs *regs,
		       struct arch_gdb_regs *out)
{
	memcpy(out, regs_now, sizeof(*out));
}

void arch_gdb_set_regs(struct cpu_user_regs *regs,
		       const struct arch_gdb_regs *in)
{
	memcpy(regs_now, in, sizeof(*in));
}

void arch_gdb_set_pc(struct cpu_user_regs *regs, unsigned long to)
{
	pc = to;
}

void arch_gdb_step(struct cpu_user_regs *regs, bool step)
{
	stepping = step;
}

void arch_gdb_break(void)
{
}

void arch_gdb_stop_others(void)
{
	others_stopped = true;
}

void arch_gdb_let_others_go(void)
{
	others_stopped = false;
}

/* ---- Conversations ---- */

static char talk[4096];

static void add(const char *data)
{
	uint8_t sum = 0;

	for (const char *s = data; *s; s++)
		sum += *s;
	sprintf(talk + strlen(talk), "$%s#%02x", data, sum);
}

/* What the stub sends for `in`; it ends when there is no more to read. */
static const char *converse(const char *in)
{
	line = &fake;
	inside = false;
	input = in;
	nr_output = 0;
	output[0] = '\0';
	if (!setjmp(starved))
		gdb_trap(NULL, false);
	return output;
}

/* The answer's data to one command. */
static const char *ask(const char *command)
{
	static char data[4096];
	const char *said, *from, *to;

	talk[0] = '\0';
	add(command);
	strcat(talk, "+");
	said = converse(talk);
	/* A stop that is told first waits for its +. */
	if (*said == '$') {
		memmove(talk + 1, talk, strlen(talk) + 1);
		talk[0] = '+';
		said = converse(talk);
		said = strchr(said, '+');
	}
	assert_non_null(said);
	assert_int_equal(*said, '+');
	from = strchr(said, '$');
	assert_non_null(from);
	to = strchr(from, '#');
	assert_non_null(to);
	snprintf(data, sizeof(data), "%.*s", (int)(to - from - 1), from + 1);
	return data;
}

static void test_memory(void **state)
{
	memset(ram, 0xa5, sizeof(ram));
	assert_string_equal(ask("m10000,4"), "a5a5a5a5");
	assert_string_equal(ask("M10001,2:0fF0"), "OK");
	assert_string_equal(ask("m10000,4"), "a50ff0a5");
	/* The rest is not there. */
	assert_string_equal(ask("m100fe,8"), "a5a5");
	assert_string_equal(ask("m10100,8"), "E02");
	assert_string_equal(ask("m0,8"), "E02");
	assert_string_equal(ask("mffffffffffffffff,8"), "E02");
	assert_string_equal(ask("m10000,10000"), "E01");
	assert_string_equal(ask("m10000"), "E01");
	assert_string_equal(ask("M10000,2:0"), "E01");
	assert_string_equal(ask("M10000,2:0g00"), "E02");
	assert_string_equal(ask("M10000,ffffffffffffffff:00"), "E01");
	assert_string_equal(ask("M10000,8000000000000000:00"), "E01");
}

static void test_breakpoints(void **state)
{
	char command[32];

	memset(ram, 0x90, sizeof(ram));
	assert_string_equal(ask("Z0,10010,1"), "OK");
	assert_string_equal(ask("Z0,10010,1"), "OK");
	assert_int_equal(ram[0x10], 0xcc);
	assert_string_equal(ask("z0,10010,1"), "OK");
	assert_int_equal(ram[0x10], 0x90);
	assert_string_equal(ask("z0,10010,1"), "OK");
	assert_string_equal(ask("z0,0,1"), "OK");
	assert_string_equal(ask("Z0,0,1"), "E03");
	assert_string_equal(ask("Z0,99999,1"), "E03");
	assert_string_equal(ask("Z1,10010,1"), "");
	for (unsigned int i = 0; i < BREAKPOINTS; i++) {
		sprintf(command, "Z0,%x,1", 0x10000 + i);
		assert_string_equal(ask(command), "OK");
	}
	assert_string_equal(ask("Z0,10080,1"), "E03");
	/* All are gone when gdb goes. */
	assert_string_equal(ask("D"), "OK");
	for (unsigned int i = 0; i < sizeof(ram); i++)
		assert_int_equal(ram[i], 0x90);
}

static void test_registers(void **state)
{
	char g[2 * ARCH_GDB_REGS_SIZE + 2] = "G";

	for (unsigned int i = 0; i < ARCH_GDB_REGS_SIZE; i++)
		sprintf(g + 1 + 2 * i, "%02x", i);
	assert_string_equal(ask(g), "OK");
	assert_int_equal(regs_now[163], 163);
	assert_string_equal(ask("g"), g + 1);
	assert_string_equal(ask("G00"), "E01");
}

static void test_going_on(void **state)
{
	const char *said;

	ask("?");
	talk[0] = '\0';
	strcpy(talk, "+");
	add("s10020");
	said = converse(talk);
	assert_true(stepping && others_stopped);
	assert_int_equal(pc, 0x10020);
	strcpy(talk, "+");
	add("c");
	said = converse(talk);
	/* The stop was told; going on has no answer. */
	assert_string_equal(said, "$S05#b8+");
	assert_false(stepping || others_stopped);
}

static void test_transmission(void **state)
{
	ask("D");
	/* A wrong sum is asked for again. */
	assert_string_equal(converse("$?#00$?#3f+"), "-+$S05#b8");
	/* A - has the answer sent again. */
	assert_string_equal(converse("+$?#3f--+"),
			    "$S05#b8+$S05#b8$S05#b8$S05#b8");
	/* What gdb sends before it knows anything; noise between packets. */
	assert_string_equal(ask("qSupported:multiprocess+;xmlRegisters=i386"),
			    "PacketSize=400");
	assert_string_equal(ask("vMustReplyEmpty"), "");
	assert_string_equal(ask("Hg0"), "OK");
	assert_string_equal(ask("qAttached"), "1");
}

/* Anything: nothing but ram[] and what it said changes (ASan watches). */
static void test_noise(void **state)
{
	static const char letters[] = "$#+-mMZzgGcsDqHT?0123456789abcdef,:";
	static char noise[3000];

	test_seed();
	for (unsigned int round = 0; round < 20000; round++) {
		size_t n = rand() % sizeof(noise);

		for (size_t i = 0; i < n; i++)
			noise[i] = letters[rand() % (sizeof(letters) - 1)];
		noise[n] = '\0';
		converse(noise);
	}
	/* Packets of the largest size, whole and too long. */
	for (unsigned int len = PACKET_MAX - 2; len < PACKET_MAX + 20; len++) {
		memset(noise, 'm', len);
		noise[len] = '\0';
		talk[0] = '\0';
		add(noise);
		converse(talk);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_breakpoints),
		cmocka_unit_test(test_registers),
		cmocka_unit_test(test_going_on),
		cmocka_unit_test(test_transmission),
		cmocka_unit_test(test_noise),
	};

	host_cpus_init(1, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
