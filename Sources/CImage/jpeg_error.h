// libjpeg's error handling turned into a longjmp with a message; its own ends the process.
#pragma once
#include "include/CImage.h"
#include <setjmp.h>
#include <stdio.h>
#include <jpeglib.h>

struct jpeg_failure {
  struct jpeg_error_mgr base;
  jmp_buf escape;
  /// CI_MESSAGE bytes that begin with `prefix` after a failure.
  char *message;
  const char *prefix;
};

struct jpeg_error_mgr *jpeg_failure_init(struct jpeg_failure *failure, const char *prefix, char *message);
/// Leaves with a message of our own.
_Noreturn void jpeg_fail(j_common_ptr info, const char *text);
