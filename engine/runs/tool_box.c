#include "engine/runs/tool_box.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"

enum { START_MS = 10000, ANSWER_KB = 1, FILES_MAX = 64, WALL_TIMES = 3 };

static size_t put_files(struct box_file *out, size_t n, const struct language_files *files)
{
	for (size_t i = 0; files && i < files->count && n < FILES_MAX; i++)
		out[n++] = (struct box_file){.name = files->items[i].name,
		                             .data = files->items[i].data.data,
		                             .len = files->items[i].data.len};
	return n;
}

struct box *tool_box_start(struct loop *loop, const struct tool_box *tool, const struct box_events *events, void *context)
{
	static const struct string_list nothing;
	struct string_list prefixes = {0};
	struct box_file files[FILES_MAX + 1];
	const struct box_folder folder = {.host = tool->prepared, .inside = "/box/prepared"};
	char **argv = toolchain_words(tool->toolchain, tool->extra, tool->argv, tool->limits.memory_mb);
	char **env = toolchain_words(tool->toolchain, tool->extra, tool->env ? tool->env : &nothing, tool->limits.memory_mb);
	toolchain_prefixes(tool->toolchain, tool->extra, &prefixes);
	string_list_add(&prefixes, ""); /* its place is the NULL's */
	char *last = prefixes.items[prefixes.count - 1];
	prefixes.items[prefixes.count - 1] = NULL;
	size_t n = put_files(files, put_files(files, 0, tool->files), tool->more_files);
	if (tool->source_name)
		files[n++] = (struct box_file){.name = tool->source_name, .data = tool->source, .len = tool->len};
	const struct box_spec spec = {
	    .profile = tool->profile,
	    .argv = (const char *const *)argv,
	    .env = (const char *const *)env,
	    .read_only = (const char *const *)prefixes.items,
	    .files = files,
	    .file_count = n,
	    .folders = &folder,
	    .folder_count = tool->prepared ? 1 : 0,
	    .limits = tool->limits,
	    .artefact = tool->artefact,
	    .artefact_kb = tool->artefact_mb << 10,
	};
	struct box *box = box_start(loop, &spec, events, context);
	prefixes.items[prefixes.count - 1] = last;
	string_list_release(&prefixes);
	words_free(argv);
	words_free(env);
	return box;
}

struct box_limits tool_box_limits(const struct language *language, int cpu_ms)
{
	const struct language_compile *compile = &language->compile;
	return (struct box_limits){
	    .start_ms = START_MS,
	    .wall_ms = cpu_ms * WALL_TIMES,
	    .cpu_ms = cpu_ms,
	    .memory_mb = compile->memory_mb,
	    .processes = compile->processes,
	    .output_kb = compile->output_kb,
	    .answer_kb = ANSWER_KB,
	    .disk_mb = compile->disk_mb,
	};
}

static char *signal_fault(int number)
{
	const char *name = sigabbrev_np(number);
	return name ? mem_format("the compiler was ended by SIG%s", name)
	            : mem_format("the compiler was ended by signal %d", number);
}

char *tool_box_fault(const struct box_result *r, const struct box_limits *limits)
{
	switch (r->end) {
	case BOX_EXITED: return NULL;
	case BOX_SIGNALED: return signal_fault(r->status);
	case BOX_WALL: return mem_format("the compiler took more than %d ms", limits->wall_ms);
	case BOX_CPU: return mem_format("the compiler took more than %d ms of processor time", limits->cpu_ms);
	case BOX_MEMORY: return mem_format("the compiler needed more than %d MB", limits->memory_mb);
	case BOX_OUTPUT: return mem_format("the compiler printed more than %d KB", limits->output_kb);
	case BOX_ARTEFACT: return mem_format("the compiler made no program: %s", r->failure ? r->failure : "");
	default: return mem_dup(r->failure ? r->failure : box_end_name(r->end));
	}
}

void tool_box_said(const struct box_result *result, size_t max, struct buf *out)
{
	AUTO_BUF all = {0};
	box_stream_text(&result->out, &all);
	if (all.len && result->err.total && all.data[all.len - 1] != '\n')
		buf_putc(&all, '\n');
	box_stream_text(&result->err, &all);
	text_cut_middle(out, buf_text(&all), all.len, max);
}

bool artefact_read(struct box *box, size_t max, struct buf *out)
{
	AUTO_CLOSE int fd = box_take_artefact(box);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0 || (size_t)st.st_size > max)
		return false;
	AUTO_BUF data = {0};
	char chunk[65536];
	ssize_t n;
	while ((n = read(fd, chunk, sizeof chunk)) > 0)
		buf_put(&data, chunk, (size_t)n);
	if (n < 0 || data.len != (size_t)st.st_size)
		return false;
	buf_put(out, data.data, data.len);
	return true;
}
