/*
 * The image: linked at XEN_VIRT_START + 2 MiB, loaded by the boot loader at
 * 2 MiB.  Each part begins on a page, so that each gets its own rights:
 *
 *	.text		read, execute
 *	.rodata		read (with the exception and bug tables, parameters)
 *	.data .bss	read, write
 *	.init		boot code and data, given back afterwards
 */
#include <asm/layout.h>

#define LOAD_PA 0x200000

OUTPUT_FORMAT("elf64-x86-64")
ENTRY(start_pa)

PHDRS
{
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
}

SECTIONS
{
	. = XEN_VIRT_START + LOAD_PA;
	_start = .;
	.text : AT(ADDR(.text) - XEN_VIRT_START) {
		*(.text.head)
		_stext = .;
		*(.text.entry)
		*(.text.hot .text .text.* )
		. = ALIGN(4096);
		_etext = .;
	} :text = 0xcccccccc

	.rodata : AT(ADDR(.rodata) - XEN_VIRT_START) {
		_srodata = .;
		*(.rodata .rodata.*)
		. = ALIGN(8);
		__start_ex_table = .;
		*(.ex_table)
		__stop_ex_table = .;
		build_id_start = .;
		*(.note.gnu.build-id)
		build_id_end = .;
		. = ALIGN(16);
		__start_params = .;
		KEEP(*(.init.param))
		__stop_params = .;
		. = ALIGN(4096);
		_erodata = .;
	} :rodata

	.data : AT(ADDR(.data) - XEN_VIRT_START) {
		_sdata = .;
		*(.data.page_aligned)
		*(.data.read_mostly)
		*(.data .data.*)
		. = ALIGN(4096);
	} :data

	.init.text : AT(ADDR(.init.text) - XEN_VIRT_START) {
		_sinit = .;
		_sinittext = .;
		*(.init.text)
		. = ALIGN(4096);
		_einittext = .;
	} :text
	.init.data : AT(ADDR(.init.data) - XEN_VIRT_START) {
		*(.init.rodata)
		. = ALIGN(16);
		__start_smap_sites = .;
		KEEP(*(.init.smap))
		__stop_smap_sites = .;
		. = ALIGN(8);
		__start_constructors = .;
		KEEP(*(.init_array .init_array.*))
		__stop_constructors = .;
		*(.init.data)
		. = ALIGN(4096);
		_einit = .;
	} :data

	.bss : AT(ADDR(.bss) - XEN_VIRT_START) {
		_load_end = .;
		__bss_start = .;
		*(.bss.stack_aligned)
		*(.bss.page_aligned)
		. = ALIGN(64);
		__percpu_start = .;
		*(.bss.percpu)
		. = ALIGN(64);
		__percpu_end = .;
		*(.bss .bss.* COMMON)
		. = ALIGN(4096);
		__bss_end = .;
	} :data
	_end = .;

	.symtab.dbg 0 : { }
	/DISCARD/ : {
		*(.comment .eh_frame .note.GNU-stack .discard .discard.*
		  .note.gnu.property .interp .dynamic .dynsym .dynstr .hash
		  .gnu.hash .rela.dyn .fini_array .fini_array.*)
	}
	.got : { *(.got .got.plt) }
	ASSERT(SIZEOF(.got) <= 24, "the image must not need a GOT")
}
