/* The draft of the open question: heard and changed by lines, or given to the person's editor. */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/judge.h"
#include "cli/linear.h"
#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tui/editor_internal.h"
#include "tui/settings_text.h"

enum { DRAFT_READ_MAX = 16 << 20 };

/* ---- lines of a text; the last may lack its line end */

static size_t line_count(const struct buf *text)
{
	size_t count = 0;
	for (size_t i = 0; i < text->len; i++)
		count += text->data[i] == '\n';
	return count + (text->len && text->data[text->len - 1] != '\n');
}

/* Where line `number` begins, from 1; the text's end where it has no such line. */
static size_t line_start(const struct buf *text, size_t number)
{
	size_t at = 0;
	for (; number > 1 && at < text->len; number--) {
		const char *end = memchr(text->data + at, '\n', text->len - at);
		at = end ? (size_t)(end - text->data) + 1 : text->len;
	}
	return at;
}

/* ---- the draft as a whole */

bool linear_draft_read(struct linear *linear, struct buf *text)
{
	const struct draft_key key = linear_key(linear);
	struct err err = {0};
	buf_clear(text);
	if (draft_read(linear->session->store, &key, DRAFT_READ_MAX, text, &err))
		return true;
	complain(&err);
	return false;
}

static void tell_length(struct linear *linear, const char *before)
{
	AUTO_BUF text = {0};
	if (!linear_draft_read(linear, &text))
		return;
	AUTO_FREE char *lines = linear_count(line_count(&text), "line");
	linear_say("%s%s.", before, lines);
}

static void take_lock(struct linear *linear)
{
	const struct draft_key key = linear_key(linear);
	struct err err = {0};
	pid_t other = 0;
	linear->lock = draft_lock_take(linear->session->store, &key, &other, &err);
	if (linear->lock)
		return;
	if (err.kind == ERR_NONE)
		linear_say("Another Greenroom, process %ld, has this draft open too.", (long)other);
	else
		complain(&err);
}

bool linear_draft_open(struct linear *linear)
{
	const struct draft_key key = linear_key(linear);
	struct err err = {0};
	AUTO_FREE char *starter = question_starter(linear->question, linear->body, linear->language->name, NULL);
	if (!draft_ensure(linear->session->store, &key, starter ? starter : "", &err)) {
		complain(&err);
		return false;
	}
	take_lock(linear);
	AUTO_FREE char *before = mem_format("The draft in %s has ", linear->language->title);
	tell_length(linear, before);
	return true;
}

/* What was there is kept as a snapshot. */
static bool put_draft(struct linear *linear, const char *why, const struct buf *text)
{
	const struct draft_key key = linear_key(linear);
	struct err err = {0};
	if (!draft_replace(linear->session->store, &key, why, buf_text(text), text->len, &err)) {
		complain(&err);
		return false;
	}
	tell_length(linear, "The draft now has ");
	return true;
}

/* ---- hearing it */

/* FROM and TO, both from 1 and inside; without TO it is FROM. */
static bool read_range(const struct linear_words *words, size_t count, size_t *from, size_t *to)
{
	if (!linear_number(words->items[0], "line of the draft", count, from))
		return false;
	*to = *from;
	if (words->count > 1 && !linear_number(words->items[1], "line of the draft", count, to))
		return false;
	if (*to >= *from)
		return true;
	complain_of(STATUS_INPUT, "line %zu stands before line %zu", *to, *from);
	return false;
}

void linear_draft(struct linear *linear, const struct linear_words *words)
{
	AUTO_BUF text = {0};
	AUTO_BUF out = {0};
	if (!linear_draft_read(linear, &text))
		return;
	size_t from = 1, to = line_count(&text);
	if (!to) {
		linear_say("The draft is empty.");
		return;
	}
	if (words->count && !read_range(words, to, &from, &to))
		return;
	for (size_t number = from; number <= to; number++) {
		size_t start = line_start(&text, number), end = line_start(&text, number + 1);
		end -= end > start && text.data[end - 1] == '\n';
		buf_printf(&out, "%zu: ", number);
		text_escape(&out, text.data + start, end - start, TEXT_LINES);
		buf_putc(&out, '\n');
	}
	print(&out);
}

/* ---- changing it by lines */

/* The text that is typed.  One that is not whole is kept as a snapshot: typed text is never lost. */
static bool read_typed(struct linear *linear, struct buf *typed)
{
	const struct draft_key key = linear_key(linear);
	struct err err = {0};
	if (linear_read_text(linear, (size_t)linear->question->limits.source_kb << 10, typed))
		return true;
	if (!typed->len)
		return false;
	if (draft_keep(linear->session->store, &key, "typed", typed->data, typed->len, &err))
		linear_say("What was typed is kept as a snapshot; type undo to make it the draft.");
	else
		complain(&err);
	return false;
}

/* Lines from..to-1 give way to `typed`. */
static void splice(struct linear *linear, const struct buf *text, size_t from, size_t to, const struct buf *typed)
{
	AUTO_BUF whole = {0};
	size_t start = line_start(text, from), end = line_start(text, to);
	buf_put(&whole, buf_text(text), start);
	if (start && whole.data[start - 1] != '\n')
		buf_putc(&whole, '\n');
	buf_put(&whole, buf_text(typed), typed->len);
	buf_put(&whole, buf_text(text) + end, text->len - end);
	put_draft(linear, "edit", &whole);
}

static bool is_changed(struct linear *linear, const struct buf *before)
{
	AUTO_BUF now = {0};
	if (!linear_draft_read(linear, &now))
		return true;
	if (now.len == before->len && memcmp(buf_text(&now), buf_text(before), now.len) == 0)
		return false;
	complain_of(STATUS_FAILED, "another program changed the draft meanwhile, so its lines have other numbers now");
	return true;
}

/* Asks for the lines and puts them in; where the draft changed meanwhile they are kept aside. */
static void splice_typed(struct linear *linear, const struct buf *text, size_t from, size_t to)
{
	AUTO_BUF typed = {0};
	if (!read_typed(linear, &typed))
		return;
	if (!is_changed(linear, text)) {
		splice(linear, text, from, to, &typed);
		return;
	}
	const struct draft_key key = linear_key(linear);
	struct err err = {0};
	if (draft_keep(linear->session->store, &key, "typed", buf_text(&typed), typed.len, &err))
		linear_say("What was typed is kept as a snapshot.");
	else
		complain(&err);
}

void linear_write(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	AUTO_BUF typed = {0};
	if (read_typed(linear, &typed))
		put_draft(linear, "edit", &typed);
}

void linear_append(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	AUTO_BUF text = {0};
	if (linear_draft_read(linear, &text))
		splice_typed(linear, &text, line_count(&text) + 1, line_count(&text) + 1);
}

void linear_insert(struct linear *linear, const struct linear_words *words)
{
	AUTO_BUF text = {0};
	size_t line;
	if (linear_draft_read(linear, &text) && linear_number(words->items[0], "line of the draft", line_count(&text), &line))
		splice_typed(linear, &text, line, line);
}

void linear_replace(struct linear *linear, const struct linear_words *words)
{
	AUTO_BUF text = {0};
	size_t from, to;
	if (linear_draft_read(linear, &text) && read_range(words, line_count(&text), &from, &to))
		splice_typed(linear, &text, from, to + 1);
}

void linear_delete(struct linear *linear, const struct linear_words *words)
{
	static const struct buf nothing = {0};
	AUTO_BUF text = {0};
	size_t from, to;
	if (linear_draft_read(linear, &text) && read_range(words, line_count(&text), &from, &to))
		splice(linear, &text, from, to + 1, &nothing);
}

/* ---- back */

/* The newest snapshot that differs from the draft; what the draft was becomes one, so a second time goes forth again. */
void linear_undo(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	const struct draft_key key = linear_key(linear);
	struct string_list paths = {0};
	AUTO_BUF text = {0};
	AUTO_BUF snapshot = {0};
	bool found = false;
	if (!linear_draft_read(linear, &text))
		return;
	draft_snapshots(linear->session->store, &key, &paths);
	for (size_t i = 0; i < paths.count && !found; i++) {
		struct err err = {0};
		buf_clear(&snapshot);
		found = file_read(paths.items[i], DRAFT_READ_MAX, &snapshot, &err) &&
		        (snapshot.len != text.len || memcmp(buf_text(&snapshot), buf_text(&text), text.len) != 0);
	}
	if (found)
		put_draft(linear, "undo", &snapshot);
	else
		linear_say("There is nothing to go back to.");
	string_list_release(&paths);
}

void linear_reset(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	struct err err = {0};
	AUTO_BUF starter = {0};
	AUTO_FREE char *text = question_starter(linear->question, linear->body, linear->language->name, &err);
	if (!text) {
		complain(&err);
		return;
	}
	buf_puts(&starter, text);
	if (linear_confirm(linear, "The draft goes back to the starter; what it is now is kept as a snapshot."))
		put_draft(linear, "reset", &starter);
}

/* ---- the language's tools */

void linear_format(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	polish_aloud(linear->session, linear->question, linear->language, NULL, POLISH_FORMAT);
}

void linear_lint(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	polish_aloud(linear->session, linear->question, linear->language, NULL, POLISH_LINT);
}

/* ---- the person's editor, with our standard input and output */

struct editing {
	bool ended;
	int status;
};

static void on_editor_end(int status, const struct rusage *usage, void *context)
{
	struct editing *editing = context;
	(void)usage;
	editing->ended = true;
	editing->status = status;
}

static bool has_terminal(void)
{
	const char *term = getenv("TERM");
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* One that was named is started in any case: it may be one of lines, or have a window of its own. */
static bool choose_editor(struct editor_choice *choice, struct err *err)
{
	const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
	AUTO_FREE char *wanted = settings_editor();
	bool named = wanted || (visual && *visual) || (editor && *editor);
	if (named || has_terminal())
		return editor_choose(choice, wanted, err);
	return err_set(err, ERR_INPUT, "$EDITOR names no editor: type write, append, insert, replace or delete to change the draft "
	                               "by lines");
}

static bool run_editor(struct linear *linear, struct editor_choice *choice, struct editing *editing, struct err *err)
{
	static const int fds[] = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
	const struct draft_key key = linear_key(linear);
	editor_words_add(&choice->argv, draft_path(linear->session->store, &key));
	editor_words_end(&choice->argv);
	const struct loop_child_spec spec = {
		.path = choice->path,
		.argv = (const char *const *)choice->argv.items,
		.fds = fds,
		.fd_count = COUNT_OF(fds),
	};
	struct loop_child *child = loop_child_new(linear->session->loop, &spec, on_editor_end, editing, err);
	if (!child)
		return false;
	while (!editing->ended)
		loop_turn(linear->session->loop, true);
	loop_child_free(child);
	return true;
}

static void tell_edited(struct linear *linear, const struct editing *editing, const struct buf *before)
{
	AUTO_BUF now = {0};
	if (WIFSIGNALED(editing->status))
		complain_of(STATUS_MACHINE, "the editor was ended by signal %d", WTERMSIG(editing->status));
	else if (WEXITSTATUS(editing->status))
		complain_of(STATUS_MACHINE, "the editor ended with status %d", WEXITSTATUS(editing->status));
	if (!linear_draft_read(linear, &now))
		return;
	if (now.len == before->len && memcmp(buf_text(&now), buf_text(before), now.len) == 0)
		linear_say("The draft was not changed.");
	else
		tell_length(linear, "The draft was changed and now has ");
}

void linear_edit(struct linear *linear, const struct linear_words *words)
{
	(void)words;
	struct editor_choice choice = {0};
	struct editing editing = {0};
	const struct draft_key key = linear_key(linear);
	struct err err = {0};
	AUTO_BUF before = {0};
	if (!linear_draft_read(linear, &before))
		return;
	/* An editor saves over the draft: what it was is one undo away. */
	bool ran = choose_editor(&choice, &err) && draft_snapshot(linear->session->store, &key, "edit", &err) &&
	           run_editor(linear, &choice, &editing, &err);
	if (ran)
		tell_edited(linear, &editing, &before);
	else
		complain(&err);
	free(choice.path);
	editor_words_release(&choice.argv);
}
