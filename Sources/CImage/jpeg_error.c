#include "jpeg_error.h"
#include <jerror.h>

_Noreturn void jpeg_fail(j_common_ptr info, const char *text) {
  struct jpeg_failure *failure = (struct jpeg_failure *)info->err;
  snprintf(failure->message, CI_MESSAGE, "%s: %s", failure->prefix, text);
  longjmp(failure->escape, 1);
}

static void error_exit(j_common_ptr info) {
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  jpeg_fail(info, text);
}

static void emit_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  // Warnings after which pixels are made up are failures; odd headers and stray bytes are not.
  switch (info->err->msg_code) {
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_ARITH_BAD_CODE:
  case JWRN_JPEG_EOF:
  case JWRN_MUST_RESYNC:
    error_exit(info);
  }
}

static void output_message(j_common_ptr info) { (void)info; }

struct jpeg_error_mgr *jpeg_failure_init(struct jpeg_failure *failure, const char *prefix, char *message) {
  jpeg_std_error(&failure->base);
  failure->base.error_exit = error_exit;
  failure->base.emit_message = emit_message;
  failure->base.output_message = output_message;
  failure->prefix = prefix;
  failure->message = message;
  return &failure->base;
}
