// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel FILE OUT: reads a guest kernel as xl does, writes the unpacked image
 * to OUT, prints how it was packed.  Also what install.t compiles against the
 * installed headers and libraries.
 */
#include <stdio.h>

#include <xenguest.h>

int main(int argc, char **argv)
{
	struct xc_dom_kernel *k = NULL;
	struct xc_dom_error err = { "" };
	FILE *f;
	int bad;

	if (argc != 3) {
		fprintf(stderr, "usage: kernel FILE OUT\n");
		return 2;
	}
	if (xc_dom_kernel_read(argv[1], &k, &err)) {
		printf("%s\n", err.text);
		return 1;
	}
	f = fopen(argv[2], "wb");
	bad = !f || fwrite(k->image, 1, k->image_size, f) != k->image_size;
	if (f)
		bad |= fclose(f) != 0;
	printf("%s\n", bad ? "cannot write" : k->compression);
	xc_dom_kernel_free(k);
	return bad;
}
