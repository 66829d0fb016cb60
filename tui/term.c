#include "tui/term.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "engine/base/mem.h"
#include "tui/emulator.h"
#include "tui/encode.h"

enum {
	READ_MAX = 65536,    /* bytes a turn of the loop */
	READ_US = 4000,      /* and how long it may take: a byte that scrolls costs as much as a thousand others */
	READ_FULL = 2048,    /* a terminal that hands out less at a time has no more now */
	DRAIN_MAX = 1 << 20, /* bytes read at once when the child has ended */
	DRAIN_MS = 200,      /* how long its grandchildren may keep the terminal before the end is told */
	RESIZE_MS = 25,
	FRAME_MS = 150, /* how long a synchronised frame may be held */
	BELL_US = 500000,
	END_MS = 2000,         /* from SIGHUP to SIGKILL */
	REPLIES_MAX = 1 << 20, /* a child that asks and never reads gets no further answers */
	QUEUE_MAX = 64 << 20,  /* keys and pastes that wait for the child */
};

struct term {
	struct loop *loop;
	struct term_events events;
	void *context;
	struct emulator *emulator;
	struct loop_child *child;
	int master;
	struct loop_watch *watch; /* NULL once the last slave is closed */
	struct loop_writer *writer;
	struct loop_signal *stops;
	struct loop_timer *resize_timer, *frame_timer, *drain_timer;
	int rows, cols; /* asked for */
	bool resizing;
	struct encode_paste paste;
	bool pasting;
	bool rang, damaged;
	bool cursor_drawn; /* it was visible in the last term_draw */
	int64_t last_bell_us;
	char *title; /* to be told, or NULL */
	struct buf clipboard; /* to be told, or empty */
	bool ended;
	int status;
};

/* ---- what the emulator tells, kept until the bytes at hand are through */

static void on_reply(const char *bytes, size_t len, void *context)
{
	struct term *t = context;
	if (t->writer && loop_writer_pending(t->writer) < REPLIES_MAX)
		loop_writer_put(t->writer, bytes, len);
}

static void on_bell(void *context)
{
	struct term *t = context;
	t->rang = true;
}

static void on_title(const char *title, void *context)
{
	struct term *t = context;
	free(t->title);
	t->title = mem_dup(title);
}

static void on_hold(bool on, void *context)
{
	struct term *t = context;
	if (on)
		loop_timer_set(t->frame_timer, FRAME_MS);
	else
		loop_timer_clear(t->frame_timer);
}

/* The newest counts: what came before it in the same bytes would be replaced at once. */
static void on_clipboard(const char *text, size_t len, void *context)
{
	struct term *t = context;
	buf_clear(&t->clipboard);
	buf_put(&t->clipboard, text, len);
}

static const struct emulator_events emulator_events = {
    .reply = on_reply,
    .bell = on_bell,
    .title = on_title,
    .hold = on_hold,
    .clipboard = on_clipboard,
};

static void tell(struct term *t)
{
	if (t->rang && loop_now_us() - t->last_bell_us >= BELL_US) {
		t->last_bell_us = loop_now_us();
		if (t->events.bell)
			t->events.bell(t->context);
	}
	t->rang = false;
	AUTO_FREE char *title = t->title;
	t->title = NULL;
	if (title && t->events.title)
		t->events.title(title, t->context);
	AUTO_BUF clipboard = t->clipboard;
	t->clipboard = (struct buf){0};
	if (clipboard.len && t->events.clipboard)
		t->events.clipboard(clipboard.data, clipboard.len, t->context);
	if (t->damaged && !emulator_holds_frame(t->emulator)) {
		t->damaged = false;
		if (t->events.damaged)
			t->events.damaged(t->context);
	}
}

static void frame_late(void *context)
{
	struct term *t = context;
	emulator_show_frame(t->emulator);
	tell(t);
}

/* ---- reading */

static void tell_end(void *context)
{
	struct term *t = context;
	loop_timer_clear(t->drain_timer);
	loop_watch_free(t->watch);
	t->watch = NULL;
	emulator_show_frame(t->emulator);
	tell(t);
	if (t->events.ended)
		t->events.ended(t->status, t->context);
}

/* Returns the bytes read; 0 where there are none now.  Sees the end of the terminal. */
static size_t read_some(struct term *t)
{
	char bytes[READ_MAX];
	ssize_t n = read(t->master, bytes, sizeof bytes);
	if (n > 0) {
		emulator_feed(t->emulator, bytes, (size_t)n);
		t->damaged = true;
		return (size_t)n;
	}
	/* EIO: no process has the terminal open any more. */
	if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		loop_watch_free(t->watch);
		t->watch = NULL;
		t->ended = t->ended || !t->child;
	}
	return 0;
}

static void readable(int fd, int what, void *context)
{
	(void)fd;
	(void)what;
	struct term *t = context;
	/* A terminal hands out 4 kB at a time; one turn takes more, but leaves before the person's keys would wait. */
	int64_t until = loop_now_us() + READ_US;
	for (size_t total = 0, n = READ_FULL; t->watch && n >= READ_FULL && total < READ_MAX && loop_now_us() < until; total += n)
		n = read_some(t);
	if (t->ended && !t->watch)
		tell_end(t);
	else
		tell(t);
}

static void child_ended(int status, const struct rusage *usage, void *context)
{
	(void)usage;
	struct term *t = context;
	t->ended = true;
	t->status = status;
	for (size_t total = 0, n = 1; t->watch && n && total < DRAIN_MAX; total += n)
		n = read_some(t);
	/* Not at once even if all is read: the caller of loop_turn may be inside another callback's turn. */
	loop_timer_set(t->drain_timer, t->watch ? DRAIN_MS : 0);
}

/* A child that stops itself (Ctrl-Z in an editor) has no shell to wake it. */
static void child_changed(int number, void *context)
{
	(void)number;
	struct term *t = context;
	siginfo_t info = {0};
	if (t->ended || !t->child || waitid(P_PID, (id_t)loop_child_pid(t->child), &info, WSTOPPED | WNOHANG) < 0 || !info.si_pid)
		return;
	kill(-info.si_pid, SIGCONT);
}

/* ---- life */

static struct winsize window(int rows, int cols)
{
	return (struct winsize){.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
}

static void set_line(int slave, int rows, int cols)
{
	struct termios tio;
	if (tcgetattr(slave, &tio) == 0) {
		tio.c_iflag |= IUTF8;
		tio.c_iflag &= (tcflag_t)~IXON; /* Ctrl-S and Ctrl-Q are the editor's */
		tcsetattr(slave, TCSANOW, &tio);
	}
	struct winsize size = window(rows, cols);
	ioctl(slave, TIOCSWINSZ, &size);
}

static bool open_terminal(int *master, int *slave, struct err *err)
{
	char name[64];
	*master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	if (*master < 0)
		return err_sys(err, "opening a terminal for the pane");
	if (grantpt(*master) < 0 || unlockpt(*master) < 0 || ptsname_r(*master, name, sizeof name) != 0 ||
	    (*slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) {
		err_sys(err, "opening a terminal for the pane");
		close(*master);
		*master = -1;
		return false;
	}
	return true;
}

/* The writer closes what it writes to: a descriptor of its own. */
static int second_master(const struct term *t, struct err *err)
{
	int out = fcntl(t->master, F_DUPFD_CLOEXEC, 3);
	if (out < 0)
		err_sys(err, "opening a terminal for the pane");
	return out;
}

static void adopt(struct term *t, int master)
{
	struct winsize size = window(t->rows, t->cols);
	fcntl(master, F_SETFL, O_NONBLOCK);
	ioctl(master, TIOCSWINSZ, &size);
	t->master = master;
}

static bool start(struct term *t, const struct term_spec *spec, struct err *err)
{
	int slave = -1;
	if (!open_terminal(&t->master, &slave, err))
		return false;
	set_line(slave, t->rows, t->cols);
	struct loop_child_spec child = {
	    .path = spec->path,
	    .argv = spec->argv,
	    .envp = spec->env,
	    .folder = spec->folder,
	    .fds = (const int[]){slave, slave, slave},
	    .fd_count = 3,
	    .new_session = true,
	    .terminal = true,
	    /* Not killed with us: the hangup lets an editor save what it holds. */
	    .die_with_us = false,
	};
	t->child = loop_child_new(t->loop, &child, child_ended, t, err);
	close(slave);
	return t->child != NULL;
}

static void apply_resize(void *context)
{
	struct term *t = context;
	t->resizing = false;
	if (t->rows == emulator_rows(t->emulator) && t->cols == emulator_cols(t->emulator))
		return;
	emulator_resize(t->emulator, t->rows, t->cols);
	struct winsize size = window(t->rows, t->cols);
	ioctl(t->master, TIOCSWINSZ, &size);
	t->damaged = true;
	tell(t);
}

struct term *term_new(struct loop *loop, const struct term_spec *spec, const struct term_events *events, void *context,
		      struct err *err)
{
	struct term *t = mem_zero(1, sizeof *t);
	t->loop = loop;
	t->events = *events;
	t->context = context;
	t->master = -1;
	t->emulator = emulator_new(spec->rows, spec->cols, spec->foreground, spec->background, &emulator_events, t);
	t->rows = emulator_rows(t->emulator);
	t->cols = emulator_cols(t->emulator);
	if (!spec->path)
		adopt(t, spec->master);
	else if (!start(t, spec, err)) {
		term_free(t);
		return NULL;
	}
	int out = second_master(t, err);
	if (out < 0) {
		if (!spec->path)
			t->master = -1; /* still the caller's */
		term_free(t);
		return NULL;
	}
	t->writer = loop_writer_new(loop, out, NULL, NULL);
	t->watch = loop_watch_new(loop, t->master, LOOP_READ, readable, t);
	t->stops = loop_signal_new(loop, SIGCHLD, child_changed, t);
	t->resize_timer = loop_timer_new(loop, apply_resize, t);
	t->frame_timer = loop_timer_new(loop, frame_late, t);
	t->drain_timer = loop_timer_new(loop, tell_end, t);
	return t;
}

static bool has_ended(pid_t pid)
{
	siginfo_t info = {0};
	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid;
}

/* The hangup, and time for the child to save.  Its output is thrown away meanwhile, so that no full terminal
 * holds it up. */
static void hang_up(struct term *t)
{
	pid_t pid = loop_child_pid(t->child);
	kill(-pid, SIGHUP);
	kill(-pid, SIGCONT);
	int64_t until = loop_now_us() + END_MS * (int64_t)1000;
	while (!has_ended(pid) && loop_now_us() < until) {
		char bytes[4096];
		struct pollfd wait = {.fd = t->master, .events = POLLIN};
		poll(&wait, 1, 5);
		if (wait.revents & POLLIN && read(t->master, bytes, sizeof bytes) > 0)
			continue;
		if (wait.revents)
			poll(NULL, 0, 2); /* hung up: it is about to end */
	}
	if (!has_ended(pid))
		kill(-pid, SIGKILL);
}

void term_free(struct term *t)
{
	if (!t)
		return;
	if (t->child && !t->ended)
		hang_up(t);
	loop_watch_free(t->watch);
	loop_writer_free(t->writer);
	loop_signal_free(t->stops);
	loop_timer_free(t->resize_timer);
	loop_timer_free(t->frame_timer);
	loop_timer_free(t->drain_timer);
	if (t->master >= 0)
		close(t->master);
	loop_child_free(t->child);
	emulator_free(t->emulator);
	free(t->title);
	buf_release(&t->clipboard);
	free(t);
}

pid_t term_pid(const struct term *t)
{
	return t->child ? loop_child_pid(t->child) : 0;
}

/* ---- input */

/* At once where nothing waits before it: a key saves a turn of the loop. */
static void send_child(struct term *t, const struct buf *bytes)
{
	size_t done = 0;
	if (bytes->len && !loop_writer_pending(t->writer)) {
		ssize_t n = write(t->master, bytes->data, bytes->len);
		done = n > 0 ? (size_t)n : 0;
	}
	if (done < bytes->len && loop_writer_pending(t->writer) + bytes->len - done <= QUEUE_MAX)
		loop_writer_put(t->writer, bytes->data + done, bytes->len - done);
}

void term_input(struct term *t, const char *bytes, size_t len)
{
	AUTO_BUF out = {0};
	encode_keys(&out, bytes, len, emulator_modes(t->emulator));
	send_child(t, &out);
}

void term_paste_begin(struct term *t)
{
	AUTO_BUF out = {0};
	encode_paste_begin(&out, &t->paste, emulator_modes(t->emulator));
	t->pasting = true;
	send_child(t, &out);
}

void term_paste_text(struct term *t, const char *text, size_t len)
{
	AUTO_BUF out = {0};
	encode_paste_text(&out, &t->paste, text, len);
	send_child(t, &out);
}

void term_paste_end(struct term *t)
{
	AUTO_BUF out = {0};
	encode_paste_end(&out, &t->paste);
	t->pasting = false;
	send_child(t, &out);
}

bool term_input_taken(const struct term *t)
{
	if (!t->watch || !t->writer)
		return true; /* nobody is left to read */
	if (loop_writer_pending(t->writer))
		return false;
	AUTO_CLOSE int slave = ioctl(t->master, TIOCGPTPEER, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	int waiting = 0;
	return slave < 0 || ioctl(slave, FIONREAD, &waiting) != 0 || waiting == 0;
}

bool term_pasting(const struct term *t)
{
	return t->pasting;
}

bool term_is_raw(const struct term *t)
{
	struct termios tio;
	return tcgetattr(t->master, &tio) == 0 && !(tio.c_lflag & ICANON) &&
	       (!(tio.c_lflag & ISIG) || tio.c_cc[VINTR] == _POSIX_VDISABLE);
}

void term_paste(struct term *t, const char *text, size_t len)
{
	term_paste_begin(t);
	term_paste_text(t, text, len);
	term_paste_end(t);
}

void term_focus(struct term *t, bool focused)
{
	if (emulator_modes(t->emulator)->focus)
		loop_writer_put(t->writer, focused ? "\033[I" : "\033[O", 3);
}

bool term_mouse(struct term *t, int row, int col, int button, bool pressed, bool motion, unsigned modifiers)
{
	const struct filter_modes *modes = emulator_modes(t->emulator);
	struct encode_mouse mouse = {
	    .row = row, .col = col, .button = button, .pressed = pressed, .motion = motion, .modifiers = modifiers};
	AUTO_BUF out = {0};
	bool theirs = encode_mouse(&out, &mouse, modes);
	if (!theirs && modes->alternate && (button == 64 || button == 65)) {
		encode_wheel_as_keys(&out, button == 64, modes);
		theirs = true;
	}
	send_child(t, &out);
	return theirs;
}

void term_resize(struct term *t, int rows, int cols)
{
	t->rows = rows < EMULATOR_ROWS_MIN ? EMULATOR_ROWS_MIN : rows > EMULATOR_SIZE_MAX ? EMULATOR_SIZE_MAX : rows;
	t->cols = cols < EMULATOR_COLS_MIN ? EMULATOR_COLS_MIN : cols > EMULATOR_SIZE_MAX ? EMULATOR_SIZE_MAX : cols;
	if (t->resizing)
		return;
	t->resizing = true;
	loop_timer_set(t->resize_timer, RESIZE_MS);
}

/* ---- output */

void term_cursor(const struct term *t, struct term_cursor *out)
{
	emulator_cursor(t->emulator, out);
}

bool term_get_cell(const struct term *t, int row, int col, struct term_cell *out)
{
	return emulator_get_cell(t->emulator, row, col, out);
}

int term_rows(const struct term *t)
{
	return emulator_rows(t->emulator);
}

int term_cols(const struct term *t)
{
	return emulator_cols(t->emulator);
}

int term_history(const struct term *t)
{
	return emulator_history(t->emulator);
}

int64_t term_scrolled(const struct term *t)
{
	return emulator_scrolled(t->emulator);
}

bool term_unsettled(const struct term *t)
{
	struct pollfd more = {.fd = t->master, .events = POLLIN};
	struct term_cursor cursor;
	if (!t->watch)
		return false;
	emulator_cursor(t->emulator, &cursor);
	return (t->cursor_drawn && !cursor.visible) || (poll(&more, 1, 0) > 0 && more.revents & POLLIN);
}

bool term_wants_motion(const struct term *t)
{
	return emulator_modes(t->emulator)->mouse == 1003;
}

bool term_holds_frame(const struct term *t)
{
	return emulator_holds_frame(t->emulator);
}

static void draw_rows(struct term *t, struct screen *screen, struct rect area, int back, int first, int end)
{
	struct term_cursor cursor;
	emulator_cursor(t->emulator, &cursor);
	t->cursor_drawn = cursor.visible;
	AUTO_FREE struct term_cell *cells = mem_zero((size_t)area.cols + 1, sizeof *cells);
	for (int row = first; row < end && row < area.rows; row++) {
		emulator_get_row(t->emulator, row - back, area.cols, cells);
		for (int col = 0; col < area.cols; col++) {
			struct term_cell cell = cells[col];
			if (cell.width == 2 && col + 1 == area.cols) /* cut in half by the area's edge */
				cell = (struct term_cell){.codes = {' '}, .count = 1, .width = 1, .style = cell.style};
			if (cell.width)
				screen_cell(screen, area.row + row, area.col + col, cell.codes, cell.count, cell.width,
					    &cell.style);
		}
	}
}

void term_draw(struct term *t, struct screen *screen, struct rect area, int back)
{
	int first, end;
	emulator_take_damage(t->emulator, &first, &end);
	draw_rows(t, screen, area, back, 0, area.rows);
}

void term_draw_damage(struct term *t, struct screen *screen, struct rect area)
{
	int first, end;
	if (!emulator_take_damage(t->emulator, &first, &end))
		first = end = 0;
	draw_rows(t, screen, area, 0, first, end);
}
