#pragma once
#include <cblas.h>
#include <stddef.h>

/// Eigenvalues and eigenvectors of a symmetric matrix by divide and conquer (LAPACK, which OpenBLAS
/// contains). Declared here because the C header for it, lapacke.h, is another package's.
void dsyevd_(
    const char *jobz, const char *uplo, const blasint *n, double *a, const blasint *lda, double *w,
    double *work, const blasint *lwork, blasint *iwork, const blasint *liwork, blasint *info,
    size_t jobz_length, size_t uplo_length);

/// The Cholesky factor of a symmetric positive definite matrix, and the inverse by it (LAPACK).
void dpotrf_(
    const char *uplo, const blasint *n, double *a, const blasint *lda, blasint *info, size_t uplo_length);
void dpotri_(
    const char *uplo, const blasint *n, double *a, const blasint *lda, blasint *info, size_t uplo_length);
