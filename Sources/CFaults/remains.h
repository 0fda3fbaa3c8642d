// What a process says and clears away where nothing else of it can be relied on: no allocation, no locks.
#pragma once
#include <stddef.h>

/// Writes `program: ` and the parts as one line; control characters become blanks.
void remains_say(const char *const parts[], size_t count);

/// Removes the temporary files, and directories with what is in them.
void remains_remove(void);
