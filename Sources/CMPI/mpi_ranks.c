#ifdef KNOWCL_MPI
#include "include/mpi_ranks.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

static MPI_Request *requests;
static int held, room;

int kn_mpi_start(int *own, int *count) {
  int level, error = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level);
  if (!error) error = MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  if (!error) error = MPI_Comm_rank(MPI_COMM_WORLD, own);
  return error ? error : MPI_Comm_size(MPI_COMM_WORLD, count);
}

static MPI_Request *request(void) {
  if (held == room) {
    room = room ? 2 * room : 64;
    requests = realloc(requests, room * sizeof *requests);
    if (!requests) abort();
  }
  return &requests[held++];
}

int kn_mpi_send(const void *bytes, int count, int to) {
  return MPI_Isend(bytes, count, MPI_BYTE, to, 0, MPI_COMM_WORLD, request());
}

int kn_mpi_receive(void *bytes, int count, int from) {
  return MPI_Irecv(bytes, count, MPI_BYTE, from, 0, MPI_COMM_WORLD, request());
}

int kn_mpi_done(int *done) {
  int error = MPI_Testall(held, requests, done, MPI_STATUSES_IGNORE);
  if (*done) held = 0;
  return error;
}

int kn_mpi_give_up(int to) {
  MPI_Request forgotten;
  int error = MPI_Isend(NULL, 0, MPI_BYTE, to, 1, MPI_COMM_WORLD, &forgotten);
  return error ? error : MPI_Request_free(&forgotten);
}

int kn_mpi_given_up(int *given_up) {
  return MPI_Iprobe(MPI_ANY_SOURCE, 1, MPI_COMM_WORLD, given_up, MPI_STATUS_IGNORE);
}

int kn_mpi_end(void) { return MPI_Finalize(); }

void kn_mpi_message(int error, char *text, size_t room) {
  char whole[MPI_MAX_ERROR_STRING];
  int length = 0;
  if (MPI_Error_string(error, whole, &length)) length = 0;
  snprintf(text, room, "%.*s", length, whole);
}
#endif
