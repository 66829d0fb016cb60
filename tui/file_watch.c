#include "tui/file_watch.h"

#include <stdalign.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"

struct file_watch {
	int fd;
	char *name;
	struct loop_watch *watch;
	file_watch_fn *fn;
	void *context;
};

/* The folder is what is watched: editors also replace files. */
static void on_events(int fd, int what, void *context)
{
	(void)what;
	struct file_watch *w = context;
	alignas(struct inotify_event) char bytes[4096];
	bool touched = false, written = false;
	ssize_t n = read(fd, bytes, sizeof bytes);
	for (ssize_t at = 0; at < n;) {
		const struct inotify_event *event = (const void *)(bytes + at);
		at += (ssize_t)(sizeof *event + event->len);
		if (!event->len || strcmp(event->name, w->name) != 0)
			continue;
		written = event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO);
		touched = true;
	}
	if (touched)
		w->fn(written ? FILE_WRITTEN : FILE_TOUCHED, w->context);
}

struct file_watch *file_watch_new(struct loop *loop, const char *path, file_watch_fn *fn, void *context,
				  struct err *err)
{
	AUTO_FREE char *folder = mem_dup(path);
	char *slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (fd < 0 || inotify_add_watch(fd, !slash ? "." : *folder ? folder : "/",
					IN_CLOSE_WRITE | IN_MOVED_TO | IN_MODIFY | IN_CREATE) < 0) {
		err_sys(err, "watching %s", path);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	struct file_watch *w = mem_zero(1, sizeof *w);
	w->fd = fd;
	w->name = mem_dup(path_base(path));
	w->fn = fn;
	w->context = context;
	w->watch = loop_watch_new(loop, fd, LOOP_READ, on_events, w);
	return w;
}

void file_watch_free(struct file_watch *w)
{
	if (!w)
		return;
	loop_watch_free(w->watch);
	close(w->fd);
	free(w->name);
	free(w);
}
