#include "tui/recovery.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/base/places.h"
#include "tui/editor_internal.h"
#include "tui/term.h"
#include "tui/wrap.h"

enum {
	TEXT_MAX = 4 << 20,
	LOCK_MAX = 1024,
	FOUND_MAX = 20,       /* files looked at for one draft */
	CONVERT_MS = 3000,    /* for an editor that reads its own file */
	LEFT_MS = 2000,       /* for an editor that is still ending */
	LEFT_STEP_MS = 10,
	DIFF_CONTEXT = 3,     /* lines before and behind what differs */
	DIFF_MAX = 500,       /* lines of a side that are shown */
};
/* What an editor writes its text to, in a folder where it stands alone: no path that it could misread. */
#define OUT_NAME "recovered-text"

struct found {
	char *path;
	const struct editor_definition *definition; /* borrowed */
	int64_t written_ns;
	struct buf text;
	bool is_text; /* it could be read */
};

struct recovery {
	struct recovery_setup setup;
	loop_timer_fn *fn;
	void *context;
	struct editor_definitions definitions;
	char *folder; /* of this draft; one folder an editor inside */
	struct found *found;
	size_t count, capacity;
	size_t next; /* to be read */
	struct loop_timer *timer;
	int64_t left_until_us;
	struct loop_capture *convert;
	struct buf draft;
	struct found *offer; /* one of found, or NULL */
	char *note;
};

/* ---- finding */

static int64_t written_ns(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

static void add_found(struct recovery *r, const struct editor_definition *definition, char *path)
{
	struct stat st;
	bool useful = r->count < FOUND_MAX && lstat(path, &st) == 0 && S_ISREG(st.st_mode);
	for (size_t i = 0; i < r->count; i++)
		useful = useful && strcmp(r->found[i].path, path) != 0;
	if (!useful) {
		free(path);
		return;
	}
	MEM_ROOM(r->found, r->count, r->capacity);
	r->found[r->count++] = (struct found){.path = path, .definition = definition, .written_ns = written_ns(&st)};
}

/* For the pattern: what stands for a name must not be taken for * or ?. */
static char *quoted(const char *name)
{
	struct buf out = {0};
	for (; *name; name++) {
		if (strchr("*?[\\", *name))
			buf_putc(&out, '\\');
		buf_putc(&out, *name);
	}
	return buf_steal(&out);
}

/* What stands in the way and holds nothing.  A swap file, which may go by the same name, is larger. */
static void remove_lock(struct recovery *r, const struct editor_definition *definition, char *path)
{
	(void)r;
	(void)definition;
	struct stat st;
	if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= LOCK_MAX)
		unlink(path);
	free(path);
}

typedef void found_fn(struct recovery *r, const struct editor_definition *definition, char *path);

static void look(struct recovery *r, const struct editor_definition *definition, const char *template, found_fn *fn)
{
	const char *last = path_base(template);
	AUTO_FREE char *folder_template = mem_dup_n(template, (size_t)(last - template));
	AUTO_FREE char *own = path_join(r->folder, definition->name);
	AUTO_FREE char *name = quoted(path_base(r->setup.draft));
	AUTO_FREE char *beside = mem_dup_n(r->setup.draft, (size_t)(path_base(r->setup.draft) - r->setup.draft));
	const struct editor_value folders[] = {{"{folder}", beside}, {"{recovery}", own}};
	const struct editor_value names[] = {{"{name}", name}};
	AUTO_FREE char *folder = editor_fill(folder_template, folders, COUNT_OF(folders));
	AUTO_FREE char *pattern = editor_fill(last, names, COUNT_OF(names));
	DIR *dir = opendir(folder);
	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (fnmatch(pattern, entry->d_name, 0) == 0)
			fn(r, definition, path_join(folder, entry->d_name));
	if (dir)
		closedir(dir);
}

static int youngest_first(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	return (x->written_ns < y->written_ns) - (x->written_ns > y->written_ns);
}

static void look_everywhere(struct recovery *r)
{
	for (size_t i = 0; i < r->definitions.count; i++) {
		const struct editor_definition *d = r->definitions.items[i];
		for (size_t k = 0; k < d->recover_files.count; k++)
			look(r, d, d->recover_files.items[k], add_found);
		for (size_t k = 0; k < d->recover_locks.count; k++)
			look(r, d, d->recover_locks.items[k], remove_lock);
	}
	if (r->count)
		qsort(r->found, r->count, sizeof *r->found, youngest_first);
}

/* ---- putting away */

static void put_aside(struct recovery *r, const struct found *found)
{
	AUTO_FREE char *name = mem_format("unreadable-%s", path_base(found->path));
	AUTO_FREE char *aside = path_join(r->folder, name);
	if (rename(found->path, aside) < 0)
		return;
	free(r->note);
	r->note = mem_format("%s left a file that could not be read: it is kept as %s", found->definition->name, aside);
}

/* Keeps the text as a snapshot, then the editor's file may go. */
static bool keep(struct recovery *r, const struct found *found, struct err *err)
{
	if (!draft_keep(r->setup.store, r->setup.key, "unsaved", buf_text(&found->text), found->text.len, err))
		return false;
	unlink(found->path);
	return true;
}

static bool is_draft(const struct recovery *r, const struct found *found)
{
	return found->text.len == r->draft.len &&
	       memcmp(buf_text(&found->text), buf_text(&r->draft), r->draft.len) == 0;
}

static void sort_out(struct recovery *r)
{
	struct stat st;
	bool drafted = stat(r->setup.draft, &st) == 0 && file_read(r->setup.draft, TEXT_MAX, &r->draft, NULL);
	for (size_t i = 0; i < r->count; i++) {
		struct found *found = &r->found[i];
		if (!found->is_text) {
			put_aside(r, found);
		} else if (drafted && is_draft(r, found)) {
			unlink(found->path);
		} else if (!r->offer && (!drafted || found->written_ns > written_ns(&st))) {
			r->offer = found;
		} else if (keep(r, found, NULL)) {
			free(r->note);
			r->note = mem_dup("older text that was never saved is kept as a snapshot");
		}
	}
	r->fn(r->context);
}

/* ---- reading */

static void read_next(struct recovery *r);

static void converted(bool in_time, int status, const struct buf *output, void *context)
{
	(void)status; /* nvim warns by it; the text counts */
	(void)output;
	struct recovery *r = context;
	struct found *found = &r->found[r->next++];
	AUTO_FREE char *out = path_join(r->folder, OUT_NAME);
	found->is_text = in_time && file_read(out, TEXT_MAX, &found->text, NULL);
	unlink(out);
	/* Not to be freed inside its own callback's next round. */
	loop_timer_set(r->timer, 0);
}

/* Has the editor that left the file write what is in it; false where it cannot be started. */
static bool convert(struct recovery *r, const struct found *found)
{
	AUTO_FREE char *program = NULL;
	for (size_t i = 0; !program && i < found->definition->programs.count; i++)
		program = editor_find_program(found->definition->programs.items[i]);
	if (!program)
		return false;
	const struct editor_value values[] = {{"{found}", found->path}, {"{out}", OUT_NAME}};
	struct editor_words argv = {0};
	editor_words_add(&argv, mem_dup(program));
	for (size_t i = 0; i < found->definition->recover_arguments.count; i++)
		editor_words_add(&argv, editor_fill(found->definition->recover_arguments.items[i], values, COUNT_OF(values)));
	editor_words_end(&argv);
	char **env = term_environment(NULL);
	const struct loop_child_spec spec = {
	    .path = program,
	    .argv = (const char *const *)argv.items,
	    .envp = (const char *const *)env,
	    .folder = r->folder,
	    .new_session = true,
	    .die_with_us = true,
	};
	loop_capture_free(r->convert);
	r->convert = loop_capture_new(r->setup.loop, &spec, CONVERT_MS, TEXT_MAX, converted, r, NULL);
	term_environment_free(env);
	editor_words_release(&argv);
	return r->convert != NULL;
}

static void read_next(struct recovery *r)
{
	for (; r->next < r->count; r->next++) {
		struct found *found = &r->found[r->next];
		if (found->definition->recover_arguments.count == 0)
			found->is_text = file_read(found->path, TEXT_MAX, &found->text, NULL);
		else if (convert(r, found))
			return;
	}
	sort_out(r);
}

/* It may be dead and not waited for: not every container's first process does that. */
static bool is_zombie(pid_t pid)
{
	AUTO_FREE char *path = mem_format("/proc/%ld/stat", (long)pid);
	AUTO_BUF stat = {0};
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	char bytes[512];
	ssize_t n = fd < 0 ? 0 : read(fd, bytes, sizeof bytes);
	if (n > 0)
		buf_put(&stat, bytes, (size_t)n);
	const char *name_end = strrchr(buf_text(&stat), ')');
	return name_end && name_end[1] == ' ' && name_end[2] == 'Z';
}

static bool is_ending(const struct recovery *r)
{
	pid_t left = r->setup.left;
	return left > 1 && (kill(left, 0) == 0 || errno == EPERM) && !is_zombie(left);
}

static void step(void *context)
{
	struct recovery *r = context;
	if (r->next == 0 && is_ending(r) && loop_now_us() < r->left_until_us) {
		loop_timer_set(r->timer, LEFT_STEP_MS);
		return;
	}
	if (r->next == 0 && r->count == 0)
		look_everywhere(r);
	read_next(r);
}

/* ---- life */

struct recovery *recovery_new(const struct recovery_setup *setup, loop_timer_fn *fn, void *context)
{
	struct recovery *r = mem_zero(1, sizeof *r);
	r->setup = *setup;
	r->fn = fn;
	r->context = context;
	r->folder = draft_recovery(setup->store, setup->key);
	r->left_until_us = loop_now_us() + LEFT_MS * (int64_t)1000;
	/* A definition that cannot be read is told where the editor starts. */
	editor_definitions_load(places_editors(), &r->definitions, NULL);
	if (!is_ending(r))
		look_everywhere(r);
	if (!is_ending(r) && r->count == 0) {
		recovery_free(r);
		return NULL;
	}
	r->timer = loop_timer_new(setup->loop, step, r);
	loop_timer_set(r->timer, 0);
	return r;
}

void recovery_free(struct recovery *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->count; i++) {
		free(r->found[i].path);
		buf_release(&r->found[i].text);
	}
	free(r->found);
	loop_timer_free(r->timer);
	loop_capture_free(r->convert);
	editor_definitions_release(&r->definitions);
	buf_release(&r->draft);
	free(r->folder);
	free(r->note);
	free(r);
}

/* ---- the offer */

bool recovery_offers(const struct recovery *r)
{
	return r->offer != NULL;
}

const char *recovery_note(const struct recovery *r)
{
	return r->note;
}

bool recovery_accept(struct recovery *r, struct err *err)
{
	const struct found *found = r->offer;
	if (!draft_replace(r->setup.store, r->setup.key, "recovery", buf_text(&found->text), found->text.len, err))
		return false;
	unlink(found->path);
	r->offer = NULL;
	return true;
}

bool recovery_decline(struct recovery *r, struct err *err)
{
	if (!keep(r, r->offer, err))
		return false;
	r->offer = NULL;
	return true;
}

/* ---- what differs */

/* A text as lines, borrowed; the last one may end without a newline. */
struct split {
	const char **starts;
	size_t *lens;
	size_t count, capacity, len_capacity;
};

static struct split split_lines(const struct buf *text)
{
	struct split s = {0};
	const char *p = buf_text(text), *end = p + text->len;
	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		MEM_ROOM(s.starts, s.count, s.capacity);
		MEM_ROOM(s.lens, s.count, s.len_capacity);
		s.starts[s.count] = p;
		s.lens[s.count++] = (size_t)((newline ? newline : end) - p);
		p = newline ? newline + 1 : end;
	}
	return s;
}

static void split_release(struct split *s)
{
	free(s->starts);
	free(s->lens);
}

static bool same_line(const struct split *a, size_t i, const struct split *b, size_t k)
{
	return a->lens[i] == b->lens[k] && memcmp(a->starts[i], b->starts[k], a->lens[i]) == 0;
}

static void put_lines(const struct split *s, size_t from, size_t to, char sign, enum role role, size_t width,
		      struct lines *out)
{
	for (size_t i = from; i < to; i++) {
		if (i - from == DIFF_MAX) {
			lines_begin(out);
			lines_printf(out, ROLE_DIM, "%c ... %zu more lines", sign, to - i);
			return;
		}
		AUTO_FREE char *line = mem_dup_n(s->starts[i], s->lens[i]);
		AUTO_FREE char *signed_line = mem_format("%c %s", sign, line);
		wrap_text(out, role, signed_line, width, (struct wrap_limits){.indent = 2});
	}
}

/* One block: what lies between the first and the last line that differ. */
static void put_difference(const struct buf *draft, const struct buf *text, size_t width, struct lines *out)
{
	struct split a = split_lines(draft), b = split_lines(text);
	size_t least = a.count < b.count ? a.count : b.count, head = 0, tail = 0;
	while (head < least && same_line(&a, head, &b, head))
		head++;
	while (tail < least - head && same_line(&a, a.count - 1 - tail, &b, b.count - 1 - tail))
		tail++;
	size_t before = head < DIFF_CONTEXT ? 0 : head - DIFF_CONTEXT;
	size_t behind = tail < DIFF_CONTEXT ? tail : DIFF_CONTEXT;
	put_lines(&a, before, head, ' ', ROLE_DIM, width, out);
	put_lines(&a, head, a.count - tail, '-', ROLE_FAIL, width, out);
	put_lines(&b, head, b.count - tail, '+', ROLE_PASS, width, out);
	put_lines(&b, b.count - tail, b.count - tail + behind, ' ', ROLE_DIM, width, out);
	split_release(&a);
	split_release(&b);
}

void recovery_lines(const struct recovery *r, size_t width, struct lines *out)
{
	if (!r->offer) {
		wrap_text(out, ROLE_DIM, "Looking for text that was not saved.", width, (struct wrap_limits){0});
		return;
	}
	char when[32] = "";
	time_t seconds = (time_t)(r->offer->written_ns / 1000000000);
	struct tm local;
	if (localtime_r(&seconds, &local))
		strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &local);
	AUTO_FREE char *head = mem_format("Text that was never saved: %s ended on %s and had not saved this.",
					  r->offer->definition->name, when);
	wrap_text(out, ROLE_WARN, head, width, (struct wrap_limits){0});
	wrap_text(out, ROLE_TEXT, "Enter: go on with the unsaved text (+).  D: go on with the draft as it was saved (-).", width,
		  (struct wrap_limits){0});
	wrap_text(out, ROLE_DIM, "The other one is kept as a snapshot.", width, (struct wrap_limits){0});
	lines_begin(out);
	put_difference(&r->draft, &r->offer->text, width, out);
}
