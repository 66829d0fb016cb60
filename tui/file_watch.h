/* Watches one file: tells when it was written or replaced. */
#ifndef GREENROOM_TUI_FILE_WATCH_H
#define GREENROOM_TUI_FILE_WATCH_H

#include "engine/base/err.h"
#include "engine/loop/loop.h"

enum file_change {
	FILE_TOUCHED, /* something is being written into it */
	FILE_WRITTEN, /* a writer closed it, or another file was renamed over it */
};
typedef void file_watch_fn(enum file_change change, void *context);

struct file_watch;
/* The folder must exist, the file need not.  fn comes from the loop; the watch may be freed inside. */
struct file_watch *file_watch_new(struct loop *loop, const char *path, file_watch_fn *fn, void *context,
				  struct err *err);
void file_watch_free(struct file_watch *watch);

#endif
