/* Boxes that answer many requests, and the framing of what goes over their descriptors: alone and in the root of an exec host. */
#include "tests/unit/box_seen.h"

#include "engine/box/frame.h"

/* ---- framing */

static enum frame_state look(const char *text, size_t most, const char **left)
{
	static struct buf buffer;
	struct frame frame = {0};
	buf_release(&buffer);
	buffer = (struct buf){0};
	enum frame_state state = FRAME_PART;
	/* Byte by byte, as a pipe may give it. */
	for (const char *p = text; *p && state == FRAME_PART; p++) {
		buf_putc(&buffer, *p);
		state = frame_look(&frame, &buffer, most);
	}
	if (left)
		*left = buf_text(&buffer);
	return state;
}

static void frames(void **state)
{
	(void)state;
	const char *left;
	assert_int_equal(look("5\nhello", 100, &left), FRAME_WHOLE);
	assert_string_equal(left, "hello");
	assert_int_equal(look("0\n", 100, NULL), FRAME_WHOLE);
	assert_int_equal(look("5\nhell", 100, NULL), FRAME_PART);
	assert_int_equal(look("5", 100, NULL), FRAME_PART);
	assert_int_equal(look("101\n", 100, NULL), FRAME_LARGE);
	assert_int_equal(look("100\n", 100, NULL), FRAME_PART);
	static const char *const bad[] = {"\n", "-1\n", "+1\n", " 1\n", "1 \n", "01\n", "0x1\n", "1.\n", "hello", "{", "1234567890123\n",
	                                  "99999999999999999999999999\n", "\xd9\xa1\n"};
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(look(bad[i], 1 << 20, NULL), FRAME_BAD);
	struct frame frame = {0};
	struct buf more = {0};
	buf_puts(&more, "2\nabc");
	assert_int_equal(frame_look(&frame, &more, 100), FRAME_BAD);
	buf_clear(&more);
	frame_put(&more, "ab", 2);
	assert_string_equal(buf_text(&more), "2\nab");
	buf_release(&more);
}

/* ---- boxes */

enum { ANSWERS_MAX = 8 };

struct told {
	struct seen end; /* its `box` is the box */
	const char *const *requests; /* NULL-terminated; sent one after the other */
	struct box_limits limits;
	int64_t pause_ms;            /* before each next one */
	size_t sent, count;
	struct answer {
		char *text, *out, *err;
		int64_t wall_us, cpu_us, memory_kb;
	} answers[ANSWERS_MAX];
	bool free_in_answer;
};

static void send_next(struct told *told)
{
	if (!told->requests[told->sent])
		return;
	const char *request = told->requests[told->sent++];
	box_set_limits(told->end.box, &told->limits);
	box_request(told->end.box, request, strlen(request));
}

static void told_ready(void *context)
{
	struct told *told = context;
	told->end.ready = true;
	send_next(told);
}

static void told_answer(const struct box_result *result, void *context)
{
	struct told *told = context;
	assert_int_equal(result->end, BOX_EXITED);
	assert_int_equal(result->status, 0);
	assert_true(told->count < ANSWERS_MAX);
	told->answers[told->count++] = (struct answer){mem_dup(buf_text(&result->answer)), text_of(&result->out), text_of(&result->err),
	                                               result->wall_us, result->cpu_us, result->memory_kb};
	if (told->free_in_answer) {
		box_free(told->end.box);
		told->end.box = NULL;
	} else if (!told->pause_ms) {
		send_next(told);
	}
}

static void told_end(const struct box_result *result, void *context)
{
	on_end(result, &((struct told *)context)->end);
}

static const struct box_events many_events = {.on_ready = told_ready, .on_answer = told_answer, .on_end = told_end};

/* What a request says is executed; "answer" is what it answers. */
#define HARNESS \
	"import os, sys, time, threading\n" \
	"def read():\n" \
	"    digits = b''\n" \
	"    while (c := os.read(3, 1)) != b'\\n':\n" \
	"        if not c: os._exit(0)\n" \
	"        digits += c\n" \
	"    data = b''\n" \
	"    while len(data) < int(digits): data += os.read(3, int(digits) - len(data))\n" \
	"    return data.decode()\n" \
	"def write(text):\n" \
	"    data = text.encode()\n" \
	"    raw(b'%d\\n' % len(data) + data)\n" \
	"def raw(data):\n" \
	"    while data: data = data[os.write(4, data):]\n" \
	"kept = []\n" \
	"os.write(4, b'R\\n')\n" \
	"while True:\n" \
	"    answer = 'none'\n" \
	"    exec(read())\n" \
	"    sys.stdout.flush(); sys.stderr.flush()\n" \
	"    if answer is not None: write(answer)\n"

static struct box_host *exec_host;
static bool in_host;

static bool told_all(const struct told *told)
{
	return told->end.ended || (told->free_in_answer && told->count) || (!told->requests[told->sent] && told->count == told->sent);
}

/* With `ends` until the box ends, else until all is answered. */
static void ask(const char *const *requests, bool ends, struct told *told)
{
	static const char *const argv[] = {"/usr/bin/python3", "-I", "-S", "-B", "/box/program.py", NULL};
	static const struct box_file file = {.name = "program.py", .data = HARNESS, .len = sizeof HARNESS - 1};
	const struct box_spec spec = {.profile = BOX_RUN, .argv = argv, .files = &file, .file_count = 1, .limits = usual,
	                              .waits = true, .many = true};
	if (!told->limits.wall_ms)
		told->limits = usual;
	told->requests = requests;
	if (in_host) {
		exec_host = box_exec_host_start(loop, &spec);
		told->end.box = box_start_in(exec_host, &usual, &many_events, told);
	} else {
		told->end.box = box_start(loop, &spec, &many_events, told);
	}
	int64_t until = loop_now_us() + 15000000, paused = 0;
	while (!(ends ? told->end.ended : told_all(told)) && loop_now_us() < until) {
		loop_turn(loop, !told->pause_ms);
		if (!told->pause_ms || told->sent != told->count || !told->end.ready)
			paused = loop_now_us();
		else if (loop_now_us() - paused > told->pause_ms * 1000)
			send_next(told);
	}
	assert_true(ends ? told->end.ended : told_all(told));
	if (!ends && told->end.ended)
		fail_msg("it ended: %s %s\n%s", box_end_name(told->end.end), told->end.failure, told->end.err);
	box_free(told->end.box);
	box_host_free(exec_host);
	exec_host = NULL;
	while (helpers_alive() && loop_now_us() < until)
		loop_turn(loop, false);
	assert_int_equal(helpers_alive(), 0);
}

static void forget(struct told *told)
{
	for (size_t i = 0; i < told->count; i++) {
		free(told->answers[i].text);
		free(told->answers[i].out);
		free(told->answers[i].err);
	}
	release(&told->end);
	bool in_answer = told->free_in_answer;
	*told = (struct told){.free_in_answer = in_answer};
}

#define ASK(told, ends, ...) ask((const char *const[]){__VA_ARGS__, NULL}, ends, told)

static void answers_each(void)
{
	struct told told = {0};
	ASK(&told, false, "print('first'); answer = 'one'", "answer = ''", "print('third', file=sys.stderr); answer = 'x' * 200000");
	assert_int_equal(told.count, 3);
	assert_string_equal(told.answers[0].text, "one");
	assert_string_equal(told.answers[0].out, "first\n");
	assert_string_equal(told.answers[1].text, "");
	assert_string_equal(told.answers[1].out, "");
	assert_string_equal(told.answers[2].err, "third\n");
	assert_int_equal(strlen(told.answers[2].text), 200000);
	forget(&told);
	told.free_in_answer = true;
	ASK(&told, false, "answer = 'one'", "answer = 'two'");
	assert_int_equal(told.count, 1);
	forget(&told);
}

/* Each test's own: time, processor time and memory of all processes, beginning anew with each request. */
static void counts_each(void)
{
	struct told told = {0};
	ASK(&told, false, "t = time.process_time()\nwhile time.process_time() < t + 0.2: pass",
	    "kept.append(bytearray(b'x') * (40 << 20)); time.sleep(0.05)", "time.sleep(0.1)",
	    "pid = os.fork()\nif pid == 0:\n    x = bytearray(b'x') * (30 << 20)\n    t = time.process_time()\n"
	    "    while time.process_time() < t + 0.1: pass\n    os._exit(0)\nos.wait()");
	assert_int_equal(told.count, 4);
	assert_in_range(told.answers[0].cpu_us, 190000, 280000);
	assert_in_range(told.answers[0].memory_kb, 0, 8 << 10);
	assert_in_range(told.answers[1].cpu_us, 0, 120000);
	assert_in_range(told.answers[1].memory_kb, 38 << 10, 60 << 10);
	assert_in_range(told.answers[2].cpu_us, 0, 30000);
	assert_in_range(told.answers[2].memory_kb, 0, 8 << 10);
	assert_in_range(told.answers[2].wall_us, 100000, 3000000);
	assert_in_range(told.answers[3].cpu_us, 90000, 250000);
	assert_true(told.answers[3].memory_kb > 20 << 10);
	forget(&told);
}

/* Without a clock between: a pause costs nobody anything. */
static void pauses(void)
{
	struct told told = {.pause_ms = 1200, .limits = usual};
	told.limits.wall_ms = 1000;
	told.limits.cpu_ms = 800;
	ASK(&told, false, "answer = '1'", "answer = '2'", "answer = '3'");
	assert_int_equal(told.count, 3);
	for (size_t i = 0; i < told.count; i++)
		assert_true(told.answers[i].wall_us < 1000000);
	forget(&told);
}

enum { ANY = 99 };

static void expect_end(enum box_end end, size_t answers, const char *says, const char *const *requests)
{
	struct told told = {.limits = usual};
	told.limits.wall_ms = end == BOX_WALL ? 400 : 8000;
	told.limits.cpu_ms = 300;
	ask(requests, true, &told);
	if (told.end.end != end || (told.count != answers && answers != ANY) || (says && !strstr(told.end.failure, says)))
		fail_msg("%s\nended as %s %d (%s) after %zu answers\n%s", requests[1] ? requests[1] : requests[0], box_end_name(told.end.end), told.end.status,
		         told.end.failure, told.count, told.end.err);
	forget(&told);
}
#define END(end, answers, says, ...) expect_end(end, answers, says, (const char *const[]){__VA_ARGS__, NULL})

static void limits_hold_each(void)
{
	END(BOX_WALL, 1, NULL, "answer = 'one'", "time.sleep(60)");
	END(BOX_CPU, 1, NULL, "answer = 'one'", "while True: pass");
	END(BOX_MEMORY, 1, NULL, "answer = 'one'", "x = []\nwhile True: x.append(bytearray(b'x') * (1 << 20))");
	END(BOX_OUTPUT, 1, NULL, "print('x' * 40000)", "print('x' * 70000); time.sleep(60)");
	END(BOX_ANSWER, 1, NULL, "answer = 'one'", "answer = 'x' * 300000");
	END(BOX_ANSWER, 0, NULL, "raw(b'99999999\\n'); time.sleep(60)");
	END(BOX_EXITED, 1, NULL, "answer = 'one'", "os._exit(0)");
	END(BOX_SIGNALED, 1, NULL, "answer = 'one'", "os.abort()");
	/* What is half an answer is none, and one that is whole counts as that of any process. */
	END(BOX_EXITED, 0, NULL, "raw(b'9\\nhalf'); os._exit(0)");
}

static void garbles(void)
{
	END(BOX_GARBLED, 0, "no length", "raw(b'hello'); time.sleep(60)");
	END(BOX_GARBLED, 0, "no length", "raw(b'-1\\n'); time.sleep(60)");
	END(BOX_GARBLED, 0, "longer than it said", "raw(b'1\\nab'); time.sleep(60)");
	END(BOX_GARBLED, 0, "longer than it said", "raw(b'1\\na2\\nab'); time.sleep(60)");
	/* A second answer is there before the first is told, or after: either way it is nobody's. */
	END(BOX_GARBLED, ANY, NULL, "write('a'); write('b'); time.sleep(60)");
	END(BOX_GARBLED, 1, "nobody had asked", "write('a'); time.sleep(0.2); write('b'); time.sleep(60)");
	END(BOX_GARBLED, 1, "nobody had asked",
	    "threading.Thread(target=lambda: (time.sleep(0.2), write('forged')), daemon=True).start(); answer = 'one'");
}

/* A thread of the first test answers for the second: what the harness itself says from then on answers the request after it, and
 * in the end is one answer too many.  (Whose answer it is, is for the harness to say: a request has its own word for that.) */
static void thread_answers_for_the_next(void)
{
	static const char *const requests[] = {
	    "asked = threading.Event()\nthreading.Thread(target=lambda: (asked.wait(), write('forged')), daemon=True).start()\nanswer = 'one'",
	    "asked.set(); time.sleep(0.1); answer = 'two'", "time.sleep(1); answer = 'three'", NULL};
	struct told told = {.limits = usual};
	ask(requests, true, &told);
	assert_int_equal(told.end.end, BOX_GARBLED);
	assert_int_equal(told.count, 3);
	assert_string_equal(told.answers[1].text, "forged");
	assert_string_equal(told.answers[2].text, "two");
	forget(&told);
}

/* A request that was not asked for in turn is ignored; a box that is not ready, too. */
static void requests_in_turn(void)
{
	static const char *const argv[] = {"/usr/bin/python3", "-I", "-S", "-B", "/box/program.py", NULL};
	static const struct box_file file = {.name = "program.py", .data = HARNESS, .len = sizeof HARNESS - 1};
	const struct box_spec spec = {.profile = BOX_RUN, .argv = argv, .files = &file, .file_count = 1, .limits = usual,
	                              .waits = true, .many = true};
	static const char *const requests[] = {"answer = 'one'", NULL};
	struct told told = {.requests = requests, .limits = usual};
	told.end.box = box_start(loop, &spec, &many_events, &told);
	box_request(told.end.box, "answer = 'early'", 16);
	while (!told.sent)
		loop_turn(loop, true);
	box_request(told.end.box, "answer = 'second'", 17);
	while (!told.count)
		loop_turn(loop, true);
	assert_string_equal(told.answers[0].text, "one");
	box_cancel(told.end.box);
	finish(&told.end);
	assert_int_equal(told.end.end, BOX_CANCELLED);
	assert_int_equal(told.count, 1);
	forget(&told);
}

static void run_all(void **state, void (*test)(void))
{
	(void)state;
	in_host = false;
	test();
	if (rung == BOX_RUNG_LIGHT)
		return;
	in_host = true;
	test();
	in_host = false;
}

#define EITHER_WAY(test) \
	static void test##_either_way(void **state) \
	{ \
		run_all(state, test); \
	}
EITHER_WAY(answers_each)
EITHER_WAY(counts_each)
EITHER_WAY(pauses)
EITHER_WAY(limits_hold_each)
EITHER_WAY(garbles)
EITHER_WAY(thread_answers_for_the_next)
EITHER_WAY(requests_in_turn)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(frames),
	    BOTH(answers_each_either_way),
	    BOTH(counts_each_either_way),
	    BOTH(pauses_either_way),
	    BOTH(limits_hold_each_either_way),
	    BOTH(garbles_either_way),
	    BOTH(thread_answers_for_the_next_either_way),
	    BOTH(requests_in_turn_either_way),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
