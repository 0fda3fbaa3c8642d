#pragma once
// Only the functions that take a context: one a thread.
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>
