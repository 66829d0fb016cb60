/* The list of questions: how soon it is there, and how soon it follows a key. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/loop/loop.h"
#include "tests/bench/bench.h"
#include "tests/bench/seat.h"

enum {
	PACKS = 10,
	PAINTED = 1000, /* questions in all */
	FILTERED = 5000,
	ROWS = 40,
	COLS = 120, /* with the statement beside the list */
	STARTS = 15,
	ROUNDS = 12,
	SILENCE_MS = 60, /* so long nothing: the frame is whole */
};

/* ---- packs of made-up questions */

static const char *const nouns[] = {"window", "tree",  "graph",  "matrix", "interval", "string", "stack", "queue", "coin",   "path",
				    "cache",  "chain", "bucket", "range",  "cluster",  "token",  "layer", "node",  "ticket", "signal"};
static const char *const verbs[] = {"Merge", "Split", "Balance", "Count", "Find", "Sort", "Pack", "Trace", "Rotate", "Compress", "Rank"};
static const char *const levels[] = {"easy", "medium", "hard"};

static void put_file(const char *folder, const char *name, const char *text)
{
	struct err err = {0};
	AUTO_FREE char *path = path_join(folder, name);
	AUTO_FREE char *above = mem_dup_n(path, (size_t)(path_base(path) - path - 1));
	if (!folder_make(above, &err))
		bench_die("%s", err.text);
	FILE *file = fopen(path, "wxe");
	if (!file || fputs(text, file) < 0 || fclose(file) != 0)
		bench_die("%s: %s", path, strerror(errno));
}

static void put_question(const char *folder, size_t i)
{
	const char *noun = nouns[i % COUNT_OF(nouns)], *other = nouns[i / 7 % COUNT_OF(nouns)], *verb = verbs[i % COUNT_OF(verbs)];
	AUTO_FREE char *metadata = mem_format(
	    "{\"format\": 1, \"kind\": \"function\", \"id\": \"%s-%zu\", \"title\": \"%s the %s by its %s, part %zu\",\n"
	    " \"difficulty\": \"%s\", \"category\": \"%ss\", \"tags\": [\"%s\", \"%s and %s\", \"two pointers\", \"level %zu\"],\n"
	    " \"estimated_minutes\": 20, \"statement\": \"statement.md\",\n"
	    " \"signature\": {\"name\": \"solve\", \"params\": [{\"name\": \"items\", \"type\": \"list<int>\", \"doc\": \"the items\"},\n"
	    "   {\"name\": \"limit\", \"type\": \"int\", \"doc\": \"how many at most\"}],\n"
	    "   \"returns\": {\"type\": \"list<int>\", \"doc\": \"those that are left\"}},\n"
	    " \"languages\": [\"python\", \"c\", \"cpp\", \"java\", \"javascript\"],\n"
	    " \"limits\": {\"test_ms\": 500, \"total_ms\": 4000}, \"compare\": {\"exact\": true}, \"tests\": [\"tests.json\"],\n"
	    " \"solutions\": [{\"file\": \"solutions/python.py\", \"language\": \"python\", \"primary\": true}],\n"
	    " \"hints\": [{\"text\": \"Begin at the end.\"}]}\n",
	    noun, i, verb, noun, other, i, levels[i % 3], noun, noun, noun, other, i % 40);
	AUTO_FREE char *statement = mem_format("# Question %zu\n\nGiven a %s, **%s** it by its %s.\n\n- one\n- two\n\n```\nsolve([1], 2)\n```\n",
					       i, noun, verb, other);
	AUTO_FREE char *own = mem_format("%s/q%zu", folder, i);
	put_file(own, "question.json", metadata);
	put_file(own, "statement.md", statement);
	put_file(own, "tests.json", "{\"tests\": [{\"id\": \"a\", \"input\": [[1], 2], \"expected\": [1]}]}\n");
}

/* In the data directory, where packs of one's own are. */
static void put_packs(const char *folder, size_t count)
{
	AUTO_FREE char *config = mem_format("%s/config/greenroom", folder);
	put_file(config, "greenroom.ini", "[screen]\nwelcome = no\n");
	for (size_t pack = 0; pack < PACKS; pack++) {
		AUTO_FREE char *own = mem_format("%s/data/greenroom/packs/made%zu", folder, pack);
		AUTO_FREE char *text = mem_format("{\"format\": 1, \"name\": \"made%zu\", \"version\": \"1.0.0\", \"title\": \"Made %zu\"}\n", pack, pack);
		put_file(own, "pack.json", text);
		AUTO_FREE char *questions = path_join(own, "questions");
		for (size_t i = pack; i < count; i += PACKS)
			put_question(questions, i);
	}
}

static struct seat start_greenroom(const char *folder)
{
	AUTO_FREE char *command = mem_format("exec env -u TMUX TERM=xterm-256color HOME=%s XDG_DATA_HOME=%s/data XDG_CONFIG_HOME=%s/config "
					     "XDG_CACHE_HOME=%s/cache XDG_RUNTIME_DIR=%s EDITOR=true %s/greenroom",
					     folder, folder, folder, folder, folder, BUILD_DIR);
	return seat_start(command, ROWS, COLS);
}

/* ---- measuring */

void bench_first_paint(void)
{
	AUTO_SAMPLES times = {0};
	char *folder = bench_folder_new();
	put_packs(folder, PAINTED);
	for (int i = 0; i < STARTS; i++) {
		int64_t begun = loop_now_us();
		struct seat seat = start_greenroom(folder);
		seat_await(&seat, "Quit"); /* stands at the end of the frame */
		if (i) /* the first one reads the disk */
			samples_add(&times, loop_now_us() - begun);
		seat_drain(&seat, SILENCE_MS);
		seat_end(&seat);
	}
	bench_print("first-paint", &times, NULL, NULL, "50 ms");
	bench_folder_free(folder);
}

/* From the key to the last byte of the frame. */
static void measure_key(const struct seat *seat, const char *key, struct samples *out)
{
	int64_t begun = loop_now_us();
	if (write(seat->fd, key, strlen(key)) < 0)
		bench_die("writing a key: %s", strerror(errno));
	seat_await(seat, ""); /* whatever comes first */
	int64_t first = loop_now_us(), last = seat_drain(seat, SILENCE_MS);
	samples_add(out, (last ? last : first) - begun);
}

void bench_filter_key(void)
{
	static const char *const keys[] = {"t", "r", "e", "e", " ", "m", "e", "d", "\177", "\177", "\177", "\177", "\025"};
	AUTO_SAMPLES times = {0};
	char *folder = bench_folder_new();
	put_packs(folder, FILTERED);
	struct seat seat = start_greenroom(folder);
	seat_await(&seat, "Quit");
	seat_drain(&seat, 2000); /* the interpreters have answered, too */
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < COUNT_OF(keys); i++)
			measure_key(&seat, keys[i], &times);
	bench_print("filter-key", &times, NULL, NULL, "16 ms");
	seat_end(&seat);
	bench_folder_free(folder);
}
