// A call of Linux's that Swift does not import.
#pragma once

/// Lets two paths change places at once, so that neither is ever missing.
/// Returns 0; -1 with `errno`, ENOSYS or EINVAL where the system or the file system cannot.
int kn_exchange(const char *first, const char *second);
