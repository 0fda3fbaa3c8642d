// What of MPI we use, as functions: Swift cannot see its macros. Only there where the package's trait MPI is on.
// Every function but the last returns 0, or MPI's number of what went wrong.
#pragma once
#include <stddef.h>

/// Joins the processes that were started together: which of them this is, and how many there are.
int kn_mpi_start(int *own, int *count);

/// Begins to send or to receive; the bytes must stay where they are until `kn_mpi_done` says so.
int kn_mpi_send(const void *bytes, int count, int to);
int kn_mpi_receive(void *bytes, int count, int from);

/// Whether all that was begun is done. Nothing moves on unless this is asked.
int kn_mpi_done(int *done);

/// Lets another rank know that this one ends and has said why, without waiting for it; and whether any has done so.
int kn_mpi_give_up(int to);
int kn_mpi_given_up(int *given_up);

/// Leaves, when all others do.
int kn_mpi_end(void);

/// What an error is called.
void kn_mpi_message(int error, char *text, size_t room);
