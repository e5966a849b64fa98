/* lockcheck_none.c: a build without lock checks (private.h) has this left. */
#include "private.h"

void locks_irq_check_start(void)
{
}
