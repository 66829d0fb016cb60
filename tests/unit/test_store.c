/* The store: drafts, snapshots, attempts, the run rate; and what bad disks, files and neighbours do to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/store/store.h"

static const struct draft_key key = {"practice", "foundations", "two-sum", "python", "solution.py"};

/* ---- a data directory of its own for each test */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static int make_home(void **state)
{
	const char *base = getenv("TMPDIR");
	char *home = mem_format("%s/greenroom-store.XXXXXX", base && *base ? base : "/tmp");
	*state = home;
	return mkdtemp(home) ? 0 : -1;
}

static int drop_home(void **state)
{
	nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(*state);
	return 0;
}

static struct store *open_store(const char *home)
{
	struct err err = {0};
	struct store *store = store_open(home, &err);
	if (!store)
		fail_msg("store_open: %s", err.text);
	return store;
}

static char *database_of(const char *home)
{
	return path_join(home, "greenroom.db");
}

static void write_file(const char *path, const void *data, size_t len)
{
	struct err err = {0};
	if (!file_replace(path, data, len, 0600, &err))
		fail_msg("%s", err.text);
}

static char *read_draft(struct store *store)
{
	struct buf text = {0};
	struct err err = {0};
	if (!draft_read(store, &key, 1 << 20, &text, &err))
		fail_msg("draft_read: %s", err.text);
	return buf_steal(&text);
}

static void assert_draft(struct store *store, const char *expected)
{
	AUTO_FREE char *text = read_draft(store);
	assert_string_equal(text, expected);
}

/* Names in the folder that hold `part`. */
static size_t count_names(const char *folder, const char *part)
{
	size_t found = 0;
	DIR *dir = opendir(folder);
	for (struct dirent *e; dir && (e = readdir(dir));)
		found += strstr(e->d_name, part) != NULL;
	if (dir)
		closedir(dir);
	return found;
}

static int64_t ask(const char *home, const char *sql)
{
	AUTO_FREE char *path = database_of(home);
	sqlite3 *db;
	sqlite3_stmt *statement;
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	int64_t value = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return value;
}

/* ---- reports */

static struct run_report report_of(enum run_mode mode, enum verdict verdict)
{
	return (struct run_report){
		.mode = mode,
		.verdict = verdict,
		.message = "9 of 10 tests passed",
		.total = 10,
		.passed = 9,
		.public_total = 4,
		.public_passed = 4,
		.hidden_total = 6,
		.hidden_passed = 5,
		.first_failed = 7,
		.wall_us = 1200,
		.cpu_us = 900,
		.memory_kb = 64,
		.started_ms = 1700000000000,
		.ended_ms = 1700000000123,
	};
}

static void add_attempt(struct store *store, const struct run_report *report)
{
	struct err err = {0};
	if (!attempt_add(store, &key, "def f(): pass\n", 14, report, &err))
		fail_msg("attempt_add: %s", err.text);
}

/* ---- drafts */

static void a_draft_begins_as_the_starter_and_stays(void **state)
{
	struct store *store = open_store(*state);
	struct err err = {0};
	assert_true(draft_ensure(store, &key, "starter\n", &err));
	assert_draft(store, "starter\n");
	AUTO_FREE char *path = draft_path(store, &key);
	AUTO_FREE char *wanted = mem_format("%s/drafts/practice/foundations/two-sum/python/solution.py", (char *)*state);
	assert_string_equal(path, wanted);
	write_file(path, "mine\n", 5);
	assert_true(draft_ensure(store, &key, "starter\n", &err));
	assert_draft(store, "mine\n");
	write_file(path, "", 0);
	assert_true(draft_ensure(store, &key, "starter\n", &err));
	assert_draft(store, "");
	store_close(store);
}

static void a_draft_is_private(void **state)
{
	AUTO_FREE char *home = path_join(*state, "new/home");
	struct store *store = open_store(home);
	struct err err = {0};
	assert_true(draft_ensure(store, &key, "x", &err));
	AUTO_FREE char *path = draft_path(store, &key);
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(home, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	AUTO_FREE char *database = database_of(home);
	assert_int_equal(stat(database, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	store_close(store);
}

static void replacing_keeps_a_snapshot(void **state)
{
	struct store *store = open_store(*state);
	struct err err = {0};
	assert_true(draft_replace(store, &key, "reset", "one", 3, &err)); /* nothing there: nothing to keep */
	assert_true(draft_replace(store, &key, "reset", "two", 3, &err));
	assert_true(draft_replace(store, &key, "a/../b", "three", 5, &err));
	assert_draft(store, "three");
	struct string_list paths = {0};
	draft_snapshots(store, &key, &paths);
	assert_int_equal(paths.count, 2);
	AUTO_BUF newest = {0}, oldest = {0};
	assert_true(file_read(paths.items[0], 100, &newest, &err));
	assert_true(file_read(paths.items[1], 100, &oldest, &err));
	assert_string_equal(buf_text(&newest), "two");
	assert_string_equal(buf_text(&oldest), "one");
	assert_non_null(strstr(paths.items[1], "-reset.py"));
	assert_non_null(strstr(paths.items[0], "-a----b.py"));
	string_list_release(&paths);
	store_close(store);
}

static void the_same_text_is_kept_once(void **state)
{
	struct store *store = open_store(*state);
	struct err err = {0};
	assert_true(draft_snapshot(store, &key, "switch", &err)); /* no draft yet */
	assert_true(draft_ensure(store, &key, "text", &err));
	for (int i = 0; i < 5; i++)
		assert_true(draft_snapshot(store, &key, "switch", &err));
	struct string_list paths = {0};
	draft_snapshots(store, &key, &paths);
	assert_int_equal(paths.count, 1);
	string_list_release(&paths);
	store_close(store);
}

static void quick_snapshots_keep_their_order(void **state)
{
	struct store *store = open_store(*state);
	struct err err = {0};
	for (char c = 'z'; c >= 'q'; c--) {
		char why[2] = {c, '\0'};
		assert_true(draft_replace(store, &key, why, &c, 1, &err));
	}
	struct string_list paths = {0};
	draft_snapshots(store, &key, &paths);
	assert_int_equal(paths.count, 9);
	for (size_t i = 0; i < paths.count; i++) {
		AUTO_BUF text = {0};
		assert_true(file_read(paths.items[i], 10, &text, &err));
		assert_int_equal(buf_text(&text)[0], 'r' + (int)i);
	}
	string_list_release(&paths);
	store_close(store);
}

static void strangers_among_the_snapshots_are_passed_over(void **state)
{
	struct store *store = open_store(*state);
	struct err err = {0};
	assert_true(draft_ensure(store, &key, "text", &err));
	assert_true(draft_snapshot(store, &key, "reset", &err));
	AUTO_FREE char *folder = path_join(*state, "snapshots/practice/foundations/two-sum/python");
	static const char *const names[] = {"notes.py", "20260101-000000-000-reset.py.0123.tmp", "2026", ".py",
	                                    "20260101-000000-000.py"};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		AUTO_FREE char *path = path_join(folder, names[i]);
		write_file(path, "x", 1);
	}
	struct string_list paths = {0};
	draft_snapshots(store, &key, &paths);
	assert_int_equal(paths.count, 1);
	string_list_release(&paths);
	store_close(store);
}

static void a_text_that_is_no_draft_is_kept(void **state)
{
	struct store *store = open_store(*state);
	struct err err = {0};
	struct string_list paths = {0};
	assert_true(draft_ensure(store, &key, "starter", &err));
	assert_true(draft_keep(store, &key, "unsaved", "typed", 5, &err));
	assert_true(draft_keep(store, &key, "unsaved", "typed", 5, &err)); /* once is enough */
	assert_draft(store, "starter");
	draft_snapshots(store, &key, &paths);
	assert_int_equal(paths.count, 1);
	AUTO_BUF text = {0};
	assert_true(file_read(paths.items[0], 100, &text, &err));
	assert_string_equal(buf_text(&text), "typed");
	string_list_release(&paths);
	store_close(store);
}

/* ---- who has it open */

static void a_lock_has_one_holder(void **state)
{
	struct store *store = open_store(*state);
	struct err err = {0};
	pid_t other = -1;
	struct draft_lock *first = draft_lock_take(store, &key, &other, &err);
	assert_non_null(first);
	assert_int_equal(other, 0);
	assert_int_equal(draft_lock_left(first), 0);
	assert_int_equal(draft_lock_visitor(first), 0);
	assert_null(draft_lock_take(store, &key, &other, &err));
	assert_int_equal(other, getpid());
	assert_int_equal(err.kind, ERR_NONE);
	assert_int_equal(draft_lock_visitor(first), getpid());
	assert_true(file_exists(draft_lock_visited(first)));
	draft_lock_note(first, 4711);
	draft_lock_free(first);
	/* One that ended in order has left no editor. */
	struct draft_lock *second = draft_lock_take(store, &key, &other, &err);
	assert_non_null(second);
	assert_int_equal(draft_lock_left(second), 0);
	draft_lock_free(second);
	store_close(store);
}

/* What the holder was killed with tells of its editor; what is no number tells nothing. */
static void a_killed_holder_leaves_its_editor(void **state)
{
	struct store *store = open_store(*state);
	struct err err = {0};
	pid_t other;
	int ready[2];
	assert_int_equal(pipe(ready), 0);
	pid_t holder = fork();
	if (holder == 0) {
		struct draft_lock *lock = draft_lock_take(store, &key, &other, &err);
		if (lock)
			draft_lock_note(lock, 4711);
		if (write(ready[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	char byte;
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_null(draft_lock_take(store, &key, &other, &err));
	assert_int_equal(other, holder);
	kill(holder, SIGKILL);
	waitpid(holder, NULL, 0);
	struct draft_lock *lock = draft_lock_take(store, &key, &other, &err);
	assert_non_null(lock);
	assert_int_equal(draft_lock_left(lock), 4711);
	draft_lock_free(lock);
	AUTO_FREE char *folder = draft_recovery(store, &key);
	AUTO_FREE char *path = path_join(folder, "lock");
	write_file(path, "rubbish \377 -\n", 12);
	lock = draft_lock_take(store, &key, &other, &err);
	assert_non_null(lock);
	assert_int_equal(draft_lock_left(lock), 0);
	draft_lock_free(lock);
	close(ready[0]);
	close(ready[1]);
	store_close(store);
}

static void names_that_are_no_folder_are_refused(void **state)
{
	struct store *store = open_store(*state);
	AUTO_FREE char *long_name = mem_zero(300, 1);
	memset(long_name, 'a', 299);
	const char *const bad[] = {"", ".", "..", "a/b", "../x", "/etc", "a\nb", "a\x1b[2J", "\x7f", "caf\xe9",
	                           "\xc2\x85", "\xe2\x80\xae", long_name};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		for (int part = 0; part < 5; part++) {
			struct draft_key k = key;
			*(const char **[]){&k.session, &k.pack, &k.question, &k.language, &k.file}[part] = bad[i];
			struct err err = {0};
			AUTO_BUF text = {0};
			struct string_list paths = {0};
			assert_false(draft_ensure(store, &k, "x", &err));
			assert_int_equal(err.kind, ERR_INPUT);
			assert_false(strpbrk(err.text, "\n\x1b") != NULL);
			assert_false(draft_read(store, &k, 100, &text, &err));
			assert_false(draft_replace(store, &k, "reset", "x", 1, &err));
			assert_false(draft_snapshot(store, &k, "reset", &err));
			draft_snapshots(store, &k, &paths);
			assert_int_equal(paths.count, 0);
		}
	assert_int_equal(count_names(*state, "drafts"), 0);
	struct draft_key k = key;
	k.pack = "Fragen für Übung v2.0";
	struct err err = {0};
	assert_true(draft_ensure(store, &k, "x", &err));
	store_close(store);
}

static void a_draft_that_is_no_file_is_said_so(void **state)
{
	struct store *store = open_store(*state);
	AUTO_FREE char *path = draft_path(store, &key);
	struct err err = {0};
	assert_true(folder_make(path, &err));
	assert_false(draft_ensure(store, &key, "x", &err));
	assert_non_null(strstr(err.text, "not a regular file"));
	assert_false(draft_replace(store, &key, "reset", "x", 1, &err));
	assert_true(folder_exists(path));
	store_close(store);
}

static void a_draft_past_the_size_is_refused(void **state)
{
	struct store *store = open_store(*state);
	struct err err = {0};
	AUTO_BUF text = {0};
	assert_true(draft_ensure(store, &key, "0123456789", &err));
	assert_false(draft_read(store, &key, 9, &text, &err));
	assert_int_equal(text.len, 0);
	assert_non_null(strstr(err.text, "larger than 9 bytes"));
	store_close(store);
}

/* ---- attempts */

static void attempts_add_up(void **state)
{
	struct store *store = open_store(*state);
	struct attempt_summary sum;
	attempt_summary(store, "practice", "foundations", "two-sum", &sum);
	assert_false(sum.tried || sum.solved);
	struct run_report report = report_of(RUN_PUBLIC, VERDICT_ACCEPTED);
	add_attempt(store, &report);
	attempt_summary(store, "practice", "foundations", "two-sum", &sum);
	assert_true(sum.tried && !sum.solved); /* an accepted run is not a submit */
	assert_int_equal(sum.best_wall_us, 0);
	report = report_of(RUN_SUBMIT, VERDICT_WRONG_ANSWER);
	add_attempt(store, &report);
	report = report_of(RUN_SUBMIT, VERDICT_ACCEPTED);
	report.wall_us = 700;
	add_attempt(store, &report);
	report.wall_us = 5000;
	report.ended_ms += 1000;
	add_attempt(store, &report);
	store_close(store);

	store = open_store(*state);
	attempt_summary(store, "practice", "foundations", "two-sum", &sum);
	assert_int_equal(sum.runs, 1);
	assert_int_equal(sum.submits, 3);
	assert_true(sum.solved);
	assert_int_equal(sum.best_wall_us, 700);
	assert_int_equal(sum.last_ms, 1700000001123);
	attempt_summary(store, "interview-1", "foundations", "two-sum", &sum);
	assert_false(sum.tried);
	store_close(store);
}

static void count_each(const char *pack, const char *question, const struct attempt_summary *sum, void *context)
{
	assert_string_equal(pack, "foundations");
	assert_string_equal(question, "two-sum");
	assert_int_equal(sum->submits, 1);
	++*(int *)context;
}

static void a_list_asks_once(void **state)
{
	struct store *store = open_store(*state);
	struct run_report report = report_of(RUN_SUBMIT, VERDICT_ACCEPTED);
	add_attempt(store, &report);
	int seen = 0;
	attempt_each(store, "practice", count_each, &seen);
	assert_int_equal(seen, 1);
	attempt_each(store, "other", count_each, &seen);
	assert_int_equal(seen, 1);
	store_close(store);
}

/* Everything that the database's files hold, searched as bytes. */
static bool home_holds(const char *home, const char *word)
{
	static const char *const names[] = {"greenroom.db", "greenroom.db-wal"};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		AUTO_FREE char *path = path_join(home, names[i]);
		AUTO_BUF all = {0};
		if (file_read(path, 64 << 20, &all, NULL) && memmem(buf_text(&all), all.len, word, strlen(word)))
			return true;
	}
	return false;
}

static void of_hidden_tests_only_counts_are_stored(void **state)
{
	struct run_test tests[] = {
		{.index = 0, .id = "shown-id", .visibility = TEST_PUBLIC, .verdict = VERDICT_ACCEPTED, .wall_us = 5,
		 .message = "secret-message", .detail = "secret-detail", .input = "secret-input",
		 .expected = "secret-expected", .actual = "secret-actual", .output = "secret-output"},
		{.index = 1, .id = "secret-id", .visibility = TEST_HIDDEN, .verdict = VERDICT_WRONG_ANSWER,
		 .message = "secret-message", .detail = "secret-detail", .input = "secret-input",
		 .expected = "secret-expected", .actual = "secret-actual", .output = "secret-output"},
	};
	struct run_report report = report_of(RUN_SUBMIT, VERDICT_WRONG_ANSWER);
	report.tests = tests;
	report.test_count = COUNT_OF(tests);
	report.message = "secret-whole";
	report.detail = "secret-whole";
	struct store *store = open_store(*state);
	add_attempt(store, &report);
	assert_true(home_holds(*state, "shown-id"));
	assert_false(home_holds(*state, "secret-"));
	store_close(store);
	assert_true(home_holds(*state, "shown-id"));
	assert_false(home_holds(*state, "secret-"));
	assert_int_equal(ask(*state, "SELECT count(*) FROM attempt_test"), 1);
	assert_int_equal(ask(*state, "SELECT hidden_passed FROM attempt"), 5);
	assert_int_equal(ask(*state, "SELECT first_failed FROM attempt"), 7);
}

static void any_source_is_kept_as_it_is(void **state)
{
	struct store *store = open_store(*state);
	struct run_report report = report_of(RUN_PUBLIC, VERDICT_CANNOT_LOAD);
	struct err err = {0};
	assert_true(attempt_add(store, &key, "a\0\xff'b", 5, &report, &err));
	assert_true(attempt_add(store, &key, NULL, 0, &report, &err));
	size_t huge = 3 << 20;
	AUTO_FREE char *flood = mem_zero(huge, 1);
	assert_true(attempt_add(store, &key, flood, huge, &report, &err));
	store_close(store);
	assert_int_equal(ask(*state, "SELECT source = x'6100ff2762' FROM attempt WHERE id = 1"), 1);
	assert_int_equal(ask(*state, "SELECT length(source) FROM attempt WHERE id = 3"), 1 << 20);
}

static void notes_are_kept(void **state)
{
	struct store *store = open_store(*state);
	assert_null(store_get(store, "practice", "last_question"));
	assert_true(store_set(store, "practice", "last_question", "a"));
	assert_true(store_set(store, "practice", "last_question", "foundations/two-sum"));
	store_close(store);
	store = open_store(*state);
	AUTO_FREE char *last = store_get(store, "practice", "last_question");
	assert_string_equal(last, "foundations/two-sum");
	assert_null(store_get(store, "other", "last_question"));
	AUTO_FREE char *long_value = mem_zero(100001, 1);
	memset(long_value, 'x', 100000);
	assert_false(store_set(store, "practice", "last_question", long_value));
	store_close(store);
}

/* ---- the run rate */

static void the_rate_survives_a_restart(void **state)
{
	int wait_s = -1;
	for (int i = 0; i < 10; i++) {
		struct store *store = open_store(*state);
		assert_true(rate_take(store, "practice", 10, 60, &wait_s));
		assert_int_equal(wait_s, 0);
		store_close(store);
	}
	struct store *store = open_store(*state);
	assert_false(rate_take(store, "practice", 10, 60, &wait_s));
	assert_in_range(wait_s, 1, 60);
	assert_true(rate_take(store, "other", 10, 60, &wait_s));
	assert_true(rate_take(store, "practice", 11, 60, &wait_s)); /* another pack's larger rate */
	assert_true(rate_take(store, "practice", 0, 60, &wait_s));  /* none */
	store_close(store);
}

/* The clock cannot be waited for: the rows are moved instead. */
static void a_start_is_free_again_after_its_period(void **state)
{
	int wait_s;
	struct store *store = open_store(*state);
	assert_true(rate_take(store, "practice", 2, 60, &wait_s));
	ask(*state, "UPDATE rate SET started_ms = started_ms - 50000");
	assert_true(rate_take(store, "practice", 2, 60, &wait_s));
	assert_false(rate_take(store, "practice", 2, 60, &wait_s));
	assert_in_range(wait_s, 8, 10);
	ask(*state, "UPDATE rate SET started_ms = started_ms - 10001");
	assert_true(rate_take(store, "practice", 2, 60, &wait_s));
	assert_false(rate_take(store, "practice", 2, 60, &wait_s));
	ask(*state, "UPDATE rate SET started_ms = started_ms + 3600000"); /* the clock was set back an hour */
	assert_true(rate_take(store, "practice", 2, 60, &wait_s));
	store_close(store);
}

/* ---- bad disks, files and neighbours */

static void set_aside_and_begun_anew(const char *home, const char *word)
{
	struct store *store = open_store(home);
	assert_non_null(store_trouble(store));
	assert_non_null(strstr(store_trouble(store), ".corrupt-"));
	assert_non_null(strstr(store_trouble(store), word));
	assert_draft(store, "my draft");
	assert_int_equal(count_names(home, "greenroom.db.corrupt-"), 1);
	struct run_report report = report_of(RUN_SUBMIT, VERDICT_ACCEPTED);
	add_attempt(store, &report);
	store_close(store);
	store = open_store(home);
	assert_null(store_trouble(store));
	struct attempt_summary sum;
	attempt_summary(store, "practice", "foundations", "two-sum", &sum);
	assert_true(sum.solved);
	store_close(store);
}

static void begin_home(const char *home)
{
	struct store *store = open_store(home);
	struct err err = {0};
	assert_true(draft_ensure(store, &key, "my draft", &err));
	struct run_report report = report_of(RUN_PUBLIC, VERDICT_ACCEPTED);
	for (int i = 0; i < 50; i++)
		add_attempt(store, &report);
	store_close(store);
}

static void a_corrupt_file_is_set_aside(void **state)
{
	begin_home(*state);
	AUTO_FREE char *path = database_of(*state);
	AUTO_FREE char *rubbish = mem_zero(5000, 1);
	memset(rubbish, '#', 5000);
	write_file(path, rubbish, 5000);
	set_aside_and_begun_anew(*state, "not a database");
	AUTO_BUF kept = {0};
	DIR *dir = opendir(*state);
	for (struct dirent *e; (e = readdir(dir));)
		if (strstr(e->d_name, ".corrupt-")) {
			AUTO_FREE char *aside = path_join(*state, e->d_name);
			assert_true(file_read(aside, 10000, &kept, NULL));
		}
	closedir(dir);
	assert_int_equal(kept.len, 5000); /* nothing was thrown away */
}

static void broken_pages_are_found_while_working(void **state)
{
	begin_home(*state);
	AUTO_FREE char *path = database_of(*state);
	AUTO_BUF all = {0};
	assert_true(file_read(path, 10 << 20, &all, NULL));
	assert_true(all.len > 8192);
	memset(all.data + 4096, 0x5a, all.len - 4096); /* the first page, with the schema, stays whole */
	write_file(path, all.data, all.len);
	struct store *store = open_store(*state);
	struct run_report report = report_of(RUN_SUBMIT, VERDICT_ACCEPTED);
	add_attempt(store, &report); /* finds it, sets it aside and is kept all the same */
	assert_non_null(strstr(store_trouble(store), ".corrupt-"));
	assert_int_equal(count_names(*state, "greenroom.db.corrupt-"), 1);
	struct attempt_summary sum;
	attempt_summary(store, "practice", "foundations", "two-sum", &sum);
	assert_int_equal(sum.submits, 1);
	assert_draft(store, "my draft");
	store_close(store);
}

static void make_foreign(const char *home, const char *sql)
{
	AUTO_FREE char *path = database_of(home);
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void another_programs_database_is_set_aside(void **state)
{
	struct store *store = open_store(*state);
	assert_true(draft_ensure(store, &key, "my draft", NULL));
	store_close(store);
	AUTO_FREE char *path = database_of(*state);
	assert_int_equal(unlink(path), 0);
	make_foreign(*state, "CREATE TABLE recipes (name TEXT)");
	set_aside_and_begun_anew(*state, "another program's");
}

static void missing_tables_are_damage(void **state)
{
	begin_home(*state);
	make_foreign(*state, "DROP TABLE rate");
	set_aside_and_begun_anew(*state, "no such table");
}

static void a_newer_file_is_left_alone(void **state)
{
	begin_home(*state);
	make_foreign(*state, "PRAGMA user_version = 99");
	struct store *store = open_store(*state);
	assert_non_null(strstr(store_trouble(store), "newer Greenroom (format 99"));
	struct run_report report = report_of(RUN_SUBMIT, VERDICT_ACCEPTED);
	struct err err = {0};
	assert_false(attempt_add(store, &key, "x", 1, &report, &err));
	assert_non_null(strstr(err.text, "newer"));
	assert_draft(store, "my draft");
	assert_true(draft_replace(store, &key, "reset", "other", 5, &err));
	int wait_s;
	for (int i = 0; i < 3; i++)
		assert_true(rate_take(store, "practice", 3, 60, &wait_s));
	assert_false(rate_take(store, "practice", 3, 60, &wait_s)); /* counted in memory */
	store_close(store);
	assert_int_equal(ask(*state, "SELECT count(*) FROM attempt"), 50);
	assert_int_equal(count_names(*state, ".corrupt-"), 0);
}

static void hostile_rows_do_no_harm(void **state)
{
	begin_home(*state);
	make_foreign(*state,
	             "PRAGMA writable_schema = 1;"
	             "CREATE TRIGGER t AFTER INSERT ON attempt BEGIN DELETE FROM attempt; END;"
	             "UPDATE attempt SET ended_ms = 'soon', wall_us = -1, verdict = x'00ff', pack = x'ff00', mode = 7");
	struct store *store = open_store(*state);
	struct attempt_summary sum;
	attempt_summary(store, "practice", "foundations", "two-sum", &sum);
	assert_false(sum.solved);
	struct run_report report = report_of(RUN_PUBLIC, VERDICT_ACCEPTED);
	add_attempt(store, &report);
	store_close(store);
	assert_int_equal(ask(*state, "SELECT count(*) FROM attempt"), 51);
}

static void a_folder_that_is_a_file_is_refused(void **state)
{
	AUTO_FREE char *path = path_join(*state, "file");
	write_file(path, "x", 1);
	struct err err = {0};
	assert_null(store_open(path, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "is a file, not a folder"));
}

/* Nothing can be made in /proc, also not by root. */
static void an_unwritable_place_is_said_so(void **state)
{
	(void)state;
	struct err err = {0};
	struct store *store = open_store("/proc/greenroom");
	assert_non_null(strstr(store_trouble(store), "nothing can be saved"));
	assert_false(draft_ensure(store, &key, "x", &err));
	assert_int_equal(err.kind, ERR_MACHINE);
	assert_non_null(strstr(err.text, "/proc/greenroom"));
	struct run_report report = report_of(RUN_PUBLIC, VERDICT_ACCEPTED);
	assert_false(attempt_add(store, &key, "x", 1, &report, &err));
	assert_non_null(strstr(err.text, "nothing can be saved"));
	struct attempt_summary sum;
	attempt_summary(store, "practice", "p", "q", &sum);
	assert_false(sum.tried);
	assert_null(store_get(store, "practice", "x"));
	int wait_s;
	assert_true(rate_take(store, "practice", 1, 60, &wait_s));
	assert_false(rate_take(store, "practice", 1, 60, &wait_s));
	store_close(store);
}

/* A database folder that stands in the file's place cannot be used and is not removed. */
static void a_folder_in_the_databases_place(void **state)
{
	AUTO_FREE char *path = database_of(*state);
	assert_int_equal(mkdir(path, 0700), 0);
	struct store *store = open_store(*state);
	assert_non_null(strstr(store_trouble(store), "attempts are not kept"));
	assert_true(draft_ensure(store, &key, "x", NULL));
	store_close(store);
	assert_true(folder_exists(path));
}

static void a_read_only_folder_can_still_be_read(void **state)
{
	if (geteuid() == 0) {
		print_message("skipped as root: permissions do not bind root\n");
		skip();
	}
	begin_home(*state);
	AUTO_FREE char *path = database_of(*state);
	assert_int_equal(chmod(path, 0400), 0);
	assert_int_equal(chmod(*state, 0500), 0);
	struct store *store = open_store(*state);
	assert_non_null(strstr(store_trouble(store), "attempts are not kept"));
	struct attempt_summary sum;
	attempt_summary(store, "practice", "foundations", "two-sum", &sum);
	assert_int_equal(sum.runs, 50);
	struct run_report report = report_of(RUN_PUBLIC, VERDICT_ACCEPTED);
	assert_false(attempt_add(store, &key, "x", 1, &report, NULL));
	assert_draft(store, "my draft");
	store_close(store);
	assert_int_equal(chmod(*state, 0700), 0);
}

/* No file may grow: what a full disk looks like to a program, without needing one. */
static void fill_disk(bool full)
{
	struct rlimit limit;
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = full ? 1 : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_loses_nothing(void **state)
{
	signal(SIGXFSZ, SIG_IGN);
	begin_home(*state);
	struct store *store = open_store(*state);
	struct run_report report = report_of(RUN_SUBMIT, VERDICT_ACCEPTED);
	struct err err = {0}, draft_err = {0};
	int wait_s;
	fill_disk(true);
	bool replaced = draft_replace(store, &key, "reset", "new text", 8, &draft_err);
	bool added = attempt_add(store, &key, "x", 1, &report, &err);
	bool told = store_trouble(store) != NULL;
	bool first = rate_take(store, "practice", 1, 60, &wait_s);
	bool second = rate_take(store, "practice", 1, 60, &wait_s);
	fill_disk(false);
	assert_false(replaced);
	assert_false(added);
	assert_true(told);
	assert_true(first);
	assert_false(second);
	assert_non_null(strstr(draft_err.text, "File too large"));
	assert_non_null(strstr(err.text, "greenroom.db"));
	assert_draft(store, "my draft");
	AUTO_FREE char *folder = path_join(*state, "drafts/practice/foundations/two-sum/python");
	assert_int_equal(count_names(folder, ".tmp"), 0);
	add_attempt(store, &report); /* there is room again */
	assert_null(store_trouble(store));
	struct attempt_summary sum;
	attempt_summary(store, "practice", "foundations", "two-sum", &sum);
	assert_int_equal(sum.runs, 50);
	assert_int_equal(sum.submits, 1);
	store_close(store);
}

static void a_full_disk_from_the_start(void **state)
{
	signal(SIGXFSZ, SIG_IGN);
	fill_disk(true);
	struct err err = {0};
	struct store *store = store_open(*state, &err);
	bool drafted = store && draft_ensure(store, &key, "starter", &err);
	AUTO_FREE char *trouble = mem_dup(store && store_trouble(store) ? store_trouble(store) : "");
	fill_disk(false);
	assert_non_null(store);
	assert_false(drafted);
	assert_string_not_equal(trouble, "");
	AUTO_FREE char *path = draft_path(store, &key);
	assert_false(file_exists(path)); /* no half-made draft that would pass for the person's own */
	assert_int_equal(count_names(*state, ".corrupt-"), 0);
	assert_true(draft_ensure(store, &key, "starter", &err));
	assert_draft(store, "starter");
	store_close(store);
}

enum { WRITERS = 4, WRITES = 60 };

static void write_much(const char *home, int number)
{
	struct store *store = store_open(home, NULL);
	bool good = store != NULL;
	struct run_report report = report_of(RUN_PUBLIC, VERDICT_ACCEPTED);
	for (int i = 0; good && i < WRITES; i++) {
		AUTO_FREE char *text = mem_format("%d %d\n", number, i);
		struct attempt_summary sum;
		int wait_s;
		good = attempt_add(store, &key, text, strlen(text), &report, NULL) &&
		       draft_replace(store, &key, "race", text, strlen(text), NULL) &&
		       draft_ensure(store, &key, "never", NULL) &&
		       rate_take(store, "practice", 1000, 60, &wait_s);
		attempt_summary(store, "practice", "foundations", "two-sum", &sum);
		good = good && sum.runs >= i + 1;
	}
	if (!good && store && store_trouble(store))
		fprintf(stderr, "writer %d: %s\n", number, store_trouble(store));
	store_close(store);
	_exit(good ? 0 : 1);
}

static void write_together(const char *home)
{
	pid_t writers[WRITERS];
	for (int i = 0; i < WRITERS; i++) {
		writers[i] = fork();
		if (writers[i] == 0)
			write_much(home, i);
	}
	for (int i = 0; i < WRITERS; i++) {
		int status;
		assert_int_equal(waitpid(writers[i], &status, 0), writers[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(ask(home, "SELECT count(*) FROM attempt"), WRITERS * WRITES);
	assert_int_equal(ask(home, "SELECT count(*) FROM rate"), WRITERS * WRITES);
	struct store *store = open_store(home);
	assert_null(store_trouble(store));
	AUTO_FREE char *text = read_draft(store);
	int number, i;
	assert_int_equal(sscanf(text, "%d %d", &number, &i), 2);
	store_close(store);
}

/* The home does not exist yet: also its making is raced for. */
static void several_programs_share_a_home(void **state)
{
	AUTO_FREE char *home = path_join(*state, "shared");
	write_together(home);
	assert_int_equal(count_names(home, ".corrupt-"), 0);
}

/* All find the damage at once: one sets the file aside, and nobody the new one. */
static void several_programs_find_the_damage(void **state)
{
	AUTO_FREE char *path = database_of(*state);
	AUTO_FREE char *rubbish = mem_zero(5000, 1);
	memset(rubbish, '#', 5000);
	for (int i = 1; i <= 3; i++) {
		write_file(path, rubbish, 5000);
		write_together(*state);
		assert_int_equal(count_names(*state, "greenroom.db.corrupt-"), i);
	}
}

/* The neighbour has set the file aside: we follow to the new one instead of writing into the old. */
static void one_follows_when_another_sets_aside(void **state)
{
	begin_home(*state);
	struct store *first = open_store(*state);
	struct run_report report = report_of(RUN_SUBMIT, VERDICT_ACCEPTED);
	add_attempt(first, &report);
	AUTO_FREE char *path = database_of(*state);
	static const char *const parts[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		AUTO_FREE char *here = mem_format("%s%s", path, parts[i]);
		AUTO_FREE char *there = mem_format("%s.moved%s", path, parts[i]);
		assert_int_equal(rename(here, there), 0);
	}
	struct store *second = open_store(*state);
	add_attempt(second, &report);
	add_attempt(first, &report);
	store_close(first);
	store_close(second);
	assert_int_equal(ask(*state, "SELECT count(*) FROM attempt"), 2);
}

/* Killed in the middle of writing, again and again: never a damaged file, never half a draft. */
static void a_killed_writer_breaks_nothing(void **state)
{
	begin_home(*state);
	for (int i = 0; i < 20; i++) {
		int ready[2];
		assert_int_equal(pipe(ready), 0);
		pid_t writer = fork();
		if (writer == 0) {
			struct store *store = store_open(*state, NULL);
			struct run_report report = report_of(RUN_PUBLIC, VERDICT_ACCEPTED);
			for (int n = 0;; n++) {
				attempt_add(store, &key, "x", 1, &report, NULL);
				draft_replace(store, &key, "kill", n % 2 ? "aaaa" : "bbbb", 4, NULL);
				if (write(ready[1], "x", 1) != 1)
					_exit(1);
			}
		}
		close(ready[1]);
		char byte;
		for (int n = 0; n <= i % 5; n++)
			assert_int_equal(read(ready[0], &byte, 1), 1);
		kill(writer, SIGKILL);
		waitpid(writer, NULL, 0);
		close(ready[0]);
		struct store *store = open_store(*state);
		assert_null(store_trouble(store));
		AUTO_FREE char *text = read_draft(store);
		assert_true(strcmp(text, "aaaa") == 0 || strcmp(text, "bbbb") == 0);
		store_close(store);
	}
	assert_int_equal(ask(*state, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

#define HOME_TEST(f) cmocka_unit_test_setup_teardown(f, make_home, drop_home)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(a_draft_begins_as_the_starter_and_stays),
		HOME_TEST(a_draft_is_private),
		HOME_TEST(replacing_keeps_a_snapshot),
		HOME_TEST(the_same_text_is_kept_once),
		HOME_TEST(quick_snapshots_keep_their_order),
		HOME_TEST(strangers_among_the_snapshots_are_passed_over),
		HOME_TEST(a_text_that_is_no_draft_is_kept),
		HOME_TEST(a_lock_has_one_holder),
		HOME_TEST(a_killed_holder_leaves_its_editor),
		HOME_TEST(names_that_are_no_folder_are_refused),
		HOME_TEST(a_draft_that_is_no_file_is_said_so),
		HOME_TEST(a_draft_past_the_size_is_refused),
		HOME_TEST(attempts_add_up),
		HOME_TEST(a_list_asks_once),
		HOME_TEST(of_hidden_tests_only_counts_are_stored),
		HOME_TEST(any_source_is_kept_as_it_is),
		HOME_TEST(notes_are_kept),
		HOME_TEST(the_rate_survives_a_restart),
		HOME_TEST(a_start_is_free_again_after_its_period),
		HOME_TEST(a_corrupt_file_is_set_aside),
		HOME_TEST(broken_pages_are_found_while_working),
		HOME_TEST(another_programs_database_is_set_aside),
		HOME_TEST(missing_tables_are_damage),
		HOME_TEST(a_newer_file_is_left_alone),
		HOME_TEST(hostile_rows_do_no_harm),
		HOME_TEST(a_folder_that_is_a_file_is_refused),
		HOME_TEST(an_unwritable_place_is_said_so),
		HOME_TEST(a_folder_in_the_databases_place),
		HOME_TEST(a_read_only_folder_can_still_be_read),
		HOME_TEST(a_full_disk_loses_nothing),
		HOME_TEST(a_full_disk_from_the_start),
		HOME_TEST(several_programs_share_a_home),
		HOME_TEST(several_programs_find_the_damage),
		HOME_TEST(one_follows_when_another_sets_aside),
		HOME_TEST(a_killed_writer_breaks_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
