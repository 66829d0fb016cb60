#include "tests/box/stage.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/box/box.h"

enum { SETTLE_MS = 5000, STEP_MS = 5, QUIET_STEPS = 40 };

static char *scratch_at_exit;

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void remove_scratch(void)
{
	if (scratch_at_exit)
		nftw(scratch_at_exit, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(scratch_at_exit);
	scratch_at_exit = NULL;
}

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	printf("Bail out! %s\n", what);
	exit(1);
}

/* ---- what must stay out of reach */

static void put(const char *scratch, const char *path, mode_t mode)
{
	AUTO_FREE char *file = path_join(scratch, path);
	AUTO_FREE char *folder = mem_dup_n(file, (size_t)(path_base(file) - file - 1));
	struct err err = {0};
	must(folder_make(folder, &err) && file_replace(file, STAGE_SECRET "\n", sizeof STAGE_SECRET, mode, &err), err.text);
	/* No right is missing on any of it: only the wall keeps it. */
	for (char *end = folder + strlen(folder); end > folder + strlen(scratch); end = strrchr(folder, '/')) {
		*end = '\0';
		must(chmod(folder, 0755) == 0, folder);
	}
	chmod(file, mode);
}

/* Open until the end.  Where another battery runs beside this one, its abstract sockets serve as well. */
static void bind_socket(int kind, const char *name, size_t len)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	must(len < sizeof address.sun_path, "a socket's name");
	memcpy(address.sun_path, name, len);
	int fd = socket(AF_UNIX, kind | SOCK_CLOEXEC, 0);
	socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	bool ok = fd >= 0 && bind(fd, (const struct sockaddr *)&address, size) == 0;
	must(ok || !name[0], "binding a socket");
	if (ok && kind == SOCK_STREAM)
		must(listen(fd, 8) == 0, "listening");
	if (name[0])
		must(chmod(name, 0777) == 0, name);
}

static void plant_sockets(const char *scratch)
{
	AUTO_FREE char *datagram = path_join(scratch, "open/socket");
	AUTO_FREE char *stream = path_join(scratch, "open/stream");
	static const char abstract_datagram[] = "\0greenroom-battery", abstract_stream[] = "\0greenroom-battery-stream";
	bind_socket(SOCK_DGRAM, datagram, strlen(datagram));
	bind_socket(SOCK_STREAM, stream, strlen(stream));
	bind_socket(SOCK_DGRAM, abstract_datagram, sizeof abstract_datagram - 1);
	bind_socket(SOCK_STREAM, abstract_stream, sizeof abstract_stream - 1);
}

static void plant(const char *scratch)
{
	static const char *const files[] = {"home/.ssh/id_ed25519", "data/greenroom/drafts/total.py", "pack/tests.hidden.json"};
	must(chmod(scratch, 0755) == 0, scratch);
	for (size_t i = 0; i < COUNT_OF(files); i++)
		put(scratch, files[i], 0644);
	put(scratch, "open/file", 0666);
	AUTO_FREE char *folder = path_join(scratch, "open");
	AUTO_FREE char *temporary = path_join(scratch, "tmp");
	must(chmod(folder, 01777) == 0 && mkdir(temporary, 0700) == 0, "folders of the stage");

	plant_sockets(scratch);

	/* Descriptors that are not closed by themselves when something is executed. */
	AUTO_FREE char *secret = path_join(scratch, "open/file");
	int file = open(secret, O_RDWR | O_CLOEXEC);
	must(file >= 0 && fcntl(file, F_DUPFD, 20) > 0 && fcntl(file, F_DUPFD, 200) > 0 && fcntl(file, F_DUPFD, 900) > 0,
	     "inherited descriptors");
	close(file);

	setenv("GREENROOM_SECRET", STAGE_SECRET, 1);
	setenv("TZ", "Asia/Tokyo", 1);
	setenv("PYTHONPATH", scratch, 1);
	setenv("TMPDIR", temporary, 1);
	static const char *const places[][2] = {{"HOME", "home"}, {"XDG_DATA_HOME", "data"}, {"XDG_CONFIG_HOME", "home/config"},
	                                        {"XDG_RUNTIME_DIR", "tmp"}};
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		AUTO_FREE char *place = path_join(scratch, places[i][1]);
		setenv(places[i][0], place, 1);
	}
}

static pid_t start_witness(void)
{
	int ready[2];
	must(pipe2(ready, O_CLOEXEC) == 0, "a pipe");
	pid_t pid = fork();
	must(pid >= 0, "a witness");
	if (pid == 0) {
		pid_t parent = getppid();
		prctl(PR_SET_NAME, "witness", 0, 0, 0);
		unsigned uid = box_uid();
		if (uid != getuid() && (setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0))
			_exit(1);
		/* After the change of user, which forgets both. */
		prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		if (getppid() != parent || write(ready[1], "r", 1) != 1)
			_exit(1);
		close_range(0, ~0U, 0); /* whoever reads our output must not wait for it */
		for (;;)
			pause();
	}
	close(ready[1]);
	char byte;
	must(read(ready[0], &byte, 1) == 1, "a witness");
	close(ready[0]);
	return pid;
}

/* ---- the engine's parts */

static void add_pack(struct stage *stage, const char *path)
{
	struct err err = {0};
	must(catalogue_add(stage->catalogue, path, &err), err.text);
}

static void start_engine(struct stage *stage)
{
	struct err err = {0};
	stage->loop = loop_new(&err);
	must(stage->loop, err.text);
	stage->catalogue = catalogue_new();
	add_pack(stage, SOURCE_DIR "/tests/fixtures/hostile");
	add_pack(stage, SOURCE_DIR "/tests/fixtures/basic");
	add_pack(stage, SOURCE_DIR "/questions/ml");
	struct string_list modules = {0};
	offers_modules(stage->catalogue, &modules);
	static const char *const more[] = {"numpy", "torch", "scipy", "pandas"};
	for (size_t i = 0; i < COUNT_OF(more); i++)
		if (!string_list_has(&modules, more[i]))
			string_list_add(&modules, more[i]);
	const struct tools_spec spec = {.modules = &modules, .can_read = box_can_read};
	const struct language *python = language_find("python", &err);
	must(python, err.text);
	stage->tools = tools_new(stage->loop, &spec, NULL, NULL);
	string_list_release(&modules);
	tools_wait(stage->loop, stage->tools, python, NULL);
	offers_mark(stage->tools, stage->catalogue);
	const struct string_list none = {0};
	stage->python = tools_choose(stage->tools, python, &none, &err);
	must(stage->python, err.text);
	stage->runner = runner_new(stage->loop, stage->tools, NULL);
}

void stage_set(struct stage *stage)
{
	*stage = (struct stage){0};
	stage->scratch = mem_dup("/tmp/greenroom-stage.XXXXXX");
	must(mkdtemp(stage->scratch), "a scratch folder in /tmp");
	scratch_at_exit = mem_dup(stage->scratch);
	atexit(remove_scratch);
	plant(stage->scratch);
	stage->witness = start_witness();
	start_engine(stage);
}

/* ---- waiting */

static void wake(void *context)
{
	*(bool *)context = true;
}

void stage_wait(struct stage *stage, int64_t ms)
{
	bool over = false;
	struct loop_timer *timer = loop_timer_new(stage->loop, wake, &over);
	loop_timer_set(timer, ms);
	while (!over)
		loop_turn(stage->loop, true);
	loop_timer_free(timer);
}

void stage_begin(struct stage *stage)
{
	survey_release(&stage->before);
	survey_take(&stage->before, stage->scratch, stage->witness);
	for (int quiet = 0; quiet < QUIET_STEPS; quiet++) {
		stage_wait(stage, STEP_MS);
		struct survey now;
		survey_take(&now, stage->scratch, stage->witness);
		AUTO_FREE char *more = survey_difference(&stage->before, &now);
		AUTO_FREE char *less = survey_difference(&now, &stage->before);
		if (more || less)
			quiet = 0;
		survey_release(&stage->before);
		stage->before = now;
	}
}

static char *witness_missing(const struct stage *stage)
{
	int status;
	if (waitpid(stage->witness, &status, WNOHANG | WUNTRACED) == 0)
		return NULL;
	return mem_dup("the witness outside was stopped or killed\n");
}

char *stage_survivors(struct stage *stage)
{
	for (int64_t until = loop_now_us() + SETTLE_MS * 1000;;) {
		struct survey now;
		survey_take(&now, stage->scratch, stage->witness);
		char *left = survey_difference(&stage->before, &now);
		survey_release(&now);
		if (!left)
			return witness_missing(stage);
		if (loop_now_us() > until)
			return left;
		free(left);
		stage_wait(stage, STEP_MS);
		survey_bury_adopted(stage->witness);
	}
}

/* ---- the end */

char *stage_strike(struct stage *stage)
{
	runner_free(stage->runner);
	tools_free(stage->tools);
	catalogue_free(stage->catalogue);
	free(stage->before.processes);
	stage->before.processes = mem_dup("");
	char *left = stage_survivors(stage);
	loop_free(stage->loop);
	kill(stage->witness, SIGKILL);
	while (waitpid(stage->witness, NULL, 0) > 0)
		;
	remove_scratch();
	free(stage->scratch);
	survey_release(&stage->before);
	return left;
}
