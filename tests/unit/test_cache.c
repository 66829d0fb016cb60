/* The cache of built things: bounds, wholeness, several users at once, files that somebody else put there. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/runs/cache.h"

enum { KB = 1 << 10, ROOMY = 100 << 20, MANY = 1000 };

static char *place; /* of one test */

static int set_up(void **state)
{
	(void)state;
	place = mem_dup("/tmp/greenroom-test-cache-XXXXXX");
	return mkdtemp(place) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	AUTO_FREE char *command = mem_format("rm -rf %s", place);
	int status = system(command);
	free(place);
	return status;
}

static struct cache *opened(int64_t max_bytes, size_t max_entries)
{
	struct err err = {0};
	AUTO_FREE char *folder = path_join(place, "build");
	struct cache *cache = cache_open(folder, max_bytes, max_entries, &err);
	if (!cache)
		fail_msg("%s", err.text);
	return cache;
}

static void key_of(const char *name, char key[DIGEST_TEXT])
{
	struct digest digest;
	digest_init(&digest);
	digest_puts(&digest, name);
	digest_end(&digest, key);
}

static char *file_of(const char *name, const char *file)
{
	char key[DIGEST_TEXT];
	key_of(name, key);
	return mem_format("%s/build/%s/%s", place, key, file);
}

static void put(struct cache *cache, const char *name, const char *data, size_t len)
{
	struct err err = {0};
	char key[DIGEST_TEXT];
	key_of(name, key);
	const struct cache_file file = {.name = "program", .data = data, .len = len, .fd = -1, .executable = true};
	if (!cache_put(cache, key, &file, 1, &err))
		fail_msg("%s", err.text);
}

/* The file's text, or NULL; yours. */
static char *got(struct cache *cache, const char *name)
{
	char key[DIGEST_TEXT];
	key_of(name, key);
	struct cache_entry entry = {.folder = -1};
	struct buf text = {0};
	if (!cache_find(cache, key, &entry))
		return NULL;
	bool ok = cache_read(&entry, "program", ROOMY, &text);
	cache_release(&entry);
	if (!ok) {
		buf_release(&text);
		return NULL;
	}
	return buf_steal(&text);
}

static void expect(struct cache *cache, const char *name, const char *text)
{
	AUTO_FREE char *is = got(cache, name);
	if (text && !is)
		fail_msg("%s is not there", name);
	if (!text && is)
		fail_msg("%s is there: %s", name, is);
	if (text)
		assert_string_equal(is, text);
}

/* As if it had last been used so many seconds ago. */
static void age(const char *name, time_t seconds)
{
	AUTO_FREE char *folder = file_of(name, "");
	const struct timespec times[2] = {{.tv_sec = time(NULL) - seconds}, {.tv_sec = time(NULL) - seconds}};
	assert_int_equal(utimensat(AT_FDCWD, folder, times, 0), 0);
}

static void keeps_and_finds(void **state)
{
	(void)state;
	struct cache *cache = opened(ROOMY, MANY);
	expect(cache, "a", NULL);
	put(cache, "a", "one", 3);
	put(cache, "b", "", 0);
	expect(cache, "a", "one");
	expect(cache, "b", "");
	put(cache, "a", "two", 3); /* who comes second changes nothing */
	expect(cache, "a", "one");
	cache_close(cache);
	cache = opened(ROOMY, MANY);
	expect(cache, "a", "one");
	AUTO_FREE char *program = file_of("a", "program");
	struct stat st;
	assert_int_equal(stat(program, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0755);
	assert_int_equal(stat(cache_folder(cache), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	size_t entries;
	assert_int_equal(cache_bytes(cache, &entries), 3);
	assert_int_equal(entries, 2);
	cache_close(cache);
}

static void takes_descriptors(void **state)
{
	(void)state;
	struct cache *cache = opened(ROOMY, MANY);
	char key[DIGEST_TEXT];
	FILE *file = tmpfile();
	assert_non_null(file);
	fputs("from a descriptor", file);
	fflush(file);
	key_of("a", key);
	const struct cache_file files[] = {{.name = "program", .fd = fileno(file), .bound = true},
	                                   {.name = "note", .data = "x", .len = 1}};
	assert_true(cache_put(cache, key, files, 2, NULL));
	fclose(file);
	expect(cache, "a", "from a descriptor");
	const struct cache_file bad = {.name = "../out", .data = "x", .len = 1};
	struct err err = {0};
	key_of("b", key);
	assert_false(cache_put(cache, key, &bad, 1, &err));
	assert_non_null(strstr(err.text, "../out"));
	cache_close(cache);
}

static void removes_the_longest_unused(void **state)
{
	(void)state;
	static const char data[10 * KB];
	struct cache *cache = opened(35 * KB, MANY);
	put(cache, "a", data, sizeof data);
	age("a", 300);
	put(cache, "b", data, sizeof data);
	age("b", 200);
	put(cache, "c", data, sizeof data);
	age("c", 100);
	free(got(cache, "a")); /* used again: b is the oldest now */
	put(cache, "d", data, sizeof data);
	cache_trim(cache);
	size_t entries;
	assert_int_equal(cache_bytes(cache, &entries), 3 * sizeof data);
	expect(cache, "b", NULL);
	expect(cache, "a", "");
	expect(cache, "c", "");
	expect(cache, "d", "");
	cache_close(cache);
	/* Entries count as well as bytes; one that is larger than all of it goes, too. */
	cache = opened(ROOMY, 2);
	age("c", 400);
	cache_trim(cache);
	expect(cache, "c", NULL);
	expect(cache, "d", "");
	cache_close(cache);
	cache = opened(5 * KB, MANY);
	cache_close(cache);
	cache = opened(ROOMY, MANY);
	assert_int_equal(cache_bytes(cache, &entries), 0);
	assert_int_equal(entries, 0);
	cache_close(cache);
}

static void what_is_open_stays(void **state)
{
	(void)state;
	static const char data[10 * KB];
	struct cache *cache = opened(1 * KB, MANY), *other = opened(1 * KB, MANY);
	char key[DIGEST_TEXT];
	/* Too much at once, and yet: who holds it, keeps it. */
	key_of("a", key);
	struct cache *roomy = opened(ROOMY, MANY);
	put(roomy, "a", data, sizeof data);
	struct cache_entry entry = {.folder = -1};
	assert_true(cache_find(roomy, key, &entry));
	cache_trim(cache);
	cache_trim(other);
	struct buf text = {0};
	assert_true(cache_read(&entry, "program", ROOMY, &text));
	assert_int_equal(text.len, sizeof data);
	buf_release(&text);
	cache_release(&entry);
	cache_trim(other);
	expect(cache, "a", NULL);
	cache_close(roomy);
	cache_close(cache);
	cache_close(other);
}

static void overwrite(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void what_is_not_whole_is_not_there(void **state)
{
	(void)state;
	struct cache *cache = opened(ROOMY, MANY);
	AUTO_FREE char *program = file_of("a", "program");
	AUTO_FREE char *index = file_of("a", "index");
	AUTO_FREE char *folder = file_of("a", "");
	/* Shorter; the same length but other bytes; no index; an index of nonsense; one that says too much. */
	put(cache, "a", "whole", 5);
	overwrite(program, "who");
	expect(cache, "a", NULL);
	assert_false(folder_exists(folder)); /* removed, so that it can be made anew */
	put(cache, "a", "whole", 5);
	overwrite(program, "whale");
	expect(cache, "a", NULL);
	char key[DIGEST_TEXT];
	key_of("a", key);
	cache_forget(cache, key);
	put(cache, "a", "whole", 5);
	expect(cache, "a", "whole");
	unlink(index);
	expect(cache, "a", NULL);
	put(cache, "a", "whole", 5);
	overwrite(index, "greenroom-cache 1\nprogram 5 00\nend 00\n");
	expect(cache, "a", NULL);
	put(cache, "a", "whole", 5);
	overwrite(index, "");
	expect(cache, "a", NULL);
	put(cache, "a", "whole", 5);
	expect(cache, "a", "whole");
	cache_close(cache);
}

static void strangers_are_not_followed(void **state)
{
	(void)state;
	struct cache *cache = opened(ROOMY, MANY);
	AUTO_FREE char *program = file_of("a", "program");
	AUTO_FREE char *folder = file_of("a", "");
	AUTO_FREE char *elsewhere = path_join(place, "elsewhere");
	overwrite(elsewhere, "whole");
	/* The file a link, a hard link, a FIFO; the entry a link or a file. */
	put(cache, "a", "whole", 5);
	unlink(program);
	assert_int_equal(symlink(elsewhere, program), 0);
	expect(cache, "a", NULL);
	put(cache, "a", "whole", 5);
	unlink(program);
	assert_int_equal(link(elsewhere, program), 0);
	expect(cache, "a", NULL);
	put(cache, "a", "whole", 5);
	unlink(program);
	assert_int_equal(mkfifo(program, 0600), 0);
	expect(cache, "a", NULL);
	folder[strlen(folder) - 1] = '\0';
	assert_int_equal(symlink(place, folder), 0);
	expect(cache, "a", NULL);
	overwrite(folder, "a file");
	expect(cache, "a", NULL);
	put(cache, "a", "whole", 5);
	expect(cache, "a", "whole");
	assert_true(file_exists(elsewhere));
	cache_close(cache);
}

static void leftovers_go_when_old(void **state)
{
	(void)state;
	struct cache *cache = opened(ROOMY, MANY);
	AUTO_FREE char *left = mem_format("%s/build/.new-0123456789abcdef", place);
	AUTO_FREE char *inside = path_join(left, "program");
	assert_int_equal(mkdir(left, 0700), 0);
	overwrite(inside, "half");
	cache_trim(cache);
	assert_true(folder_exists(left)); /* somebody may be at it */
	const struct timespec times[2] = {{.tv_sec = time(NULL) - 86400}, {.tv_sec = time(NULL) - 86400}};
	assert_int_equal(utimensat(AT_FDCWD, left, times, 0), 0);
	cache_trim(cache);
	assert_false(folder_exists(left));
	cache_close(cache);
}

/* Programs that put the same few keys in, read them and trim, all at once: what is found is always whole. */
static void be_one_of_many(unsigned seed)
{
	static char data[64 * KB];
	struct cache *cache = opened(4 * (int64_t)sizeof data, MANY);
	for (unsigned i = 0; i < 200; i++) {
		AUTO_FREE char *name = mem_format("key-%u", (i * 7 + seed) % 8);
		char key[DIGEST_TEXT];
		key_of(name, key);
		memset(data, name[4], sizeof data);
		struct cache_entry entry = {.folder = -1};
		AUTO_BUF text = {0};
		if (cache_find(cache, key, &entry)) {
			if (!cache_read(&entry, "program", ROOMY, &text) || text.len != sizeof data ||
			    memcmp(text.data, data, sizeof data) != 0)
				_exit(1);
			cache_release(&entry);
			continue;
		}
		const struct cache_file file = {.name = "program", .data = data, .len = sizeof data};
		if (!cache_put(cache, key, &file, 1, NULL))
			_exit(2);
	}
	cache_close(cache);
	_exit(0);
}

static void several_at_once(void **state)
{
	(void)state;
	enum { PROGRAMS = 4 };
	pid_t pids[PROGRAMS];
	for (unsigned i = 0; i < PROGRAMS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (!pids[i])
			be_one_of_many(i);
	}
	for (size_t i = 0; i < PROGRAMS; i++) {
		int status;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	struct cache *cache = opened(4 * 64 * KB, MANY);
	size_t entries;
	assert_true(cache_bytes(cache, &entries) <= 4 * 64 * KB);
	cache_close(cache);
}

static void a_private_one_goes(void **state)
{
	(void)state;
	struct err err = {0};
	struct cache *cache = cache_open(NULL, ROOMY, MANY, &err);
	assert_non_null(cache);
	AUTO_FREE char *folder = mem_dup(cache_folder(cache));
	put(cache, "a", "one", 3);
	expect(cache, "a", "one");
	cache_close(cache);
	assert_false(folder_exists(folder));
	/* Where a file stands there is none. */
	AUTO_FREE char *file = path_join(place, "file");
	overwrite(file, "x");
	assert_null(cache_open(file, ROOMY, MANY, &err));
	assert_non_null(strstr(err.text, file));
}

static void digests(void **state)
{
	(void)state;
	char a[DIGEST_TEXT], b[DIGEST_TEXT];
	struct digest digest;
	digest_init(&digest);
	digest_puts(&digest, "ab");
	digest_puts(&digest, "c");
	digest_end(&digest, a);
	digest_init(&digest);
	digest_puts(&digest, "a");
	digest_puts(&digest, "bc");
	digest_end(&digest, b);
	assert_string_not_equal(a, b);
	assert_int_equal(strlen(a), 64);
	digest_sum("abc", 3, a); /* BLAKE2b-256, as b2sum -l 256 has it */
	assert_string_equal(a, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(keeps_and_finds, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(takes_descriptors, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(removes_the_longest_unused, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(what_is_open_stays, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(what_is_not_whole_is_not_there, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(strangers_are_not_followed, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(leftovers_go_when_old, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(several_at_once, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(a_private_one_goes, set_up, tear_down),
	    cmocka_unit_test(digests),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
