#include "engine/runs/kind.h"

#include <string.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/base/places.h"

enum { LOCK_MAX = 4 << 20 };

/* ---- programs */

struct kind_program {
	size_t uses;
	struct kind_program_spec spec; /* all that it points to is ours */
};

struct kind_program *kind_program_new(const struct kind_program_spec *spec)
{
	struct kind_program *program = mem_zero(1, sizeof *program);
	struct box_file *files = mem_zero(spec->file_count, sizeof *files);
	struct box_folder *folders = mem_zero(spec->folder_count, sizeof *folders);
	for (size_t i = 0; i < spec->file_count; i++) {
		const struct box_file *file = &spec->files[i];
		files[i] = (struct box_file){.name = mem_dup(file->name), .data = mem_copy(file->data, file->len),
		                             .len = file->len, .executable = file->executable};
	}
	for (size_t i = 0; i < spec->folder_count; i++)
		folders[i] = (struct box_folder){mem_dup(spec->folders[i].host), mem_dup(spec->folders[i].inside)};
	program->uses = 1;
	program->spec = *spec;
	program->spec.name = mem_dup(spec->name);
	program->spec.files = files;
	program->spec.folders = folders;
	return program;
}

struct kind_program *kind_program_use(struct kind_program *program)
{
	if (program)
		program->uses++;
	return program;
}

void kind_program_free(struct kind_program *program)
{
	if (!program || --program->uses)
		return;
	const struct kind_program_spec *spec = &program->spec;
	for (size_t i = 0; i < spec->file_count; i++) {
		free((char *)(uintptr_t)spec->files[i].name);
		free((void *)(uintptr_t)spec->files[i].data);
	}
	for (size_t i = 0; i < spec->folder_count; i++) {
		free((char *)(uintptr_t)spec->folders[i].host);
		free((char *)(uintptr_t)spec->folders[i].inside);
	}
	free((void *)(uintptr_t)spec->files);
	free((void *)(uintptr_t)spec->folders);
	free((char *)(uintptr_t)spec->name);
	free(program);
}

const char *kind_program_name(const struct kind_program *program)
{
	return program->spec.name;
}

/* ---- kinds */

static const struct language_run *run_of(const struct worker_kind *kind)
{
	return &kind->toolchain->language->run;
}

static const struct string_list nothing;

static const struct string_list *preload_of(const struct worker_kind *kind)
{
	return kind->preload ? kind->preload : &nothing;
}

static bool same_program(const struct kind_program *a, const struct kind_program *b)
{
	return a == b || (a && b && strcmp(a->spec.name, b->spec.name) == 0);
}

static bool speaks_of_memory(const struct worker_kind *kind)
{
	for (size_t i = 0; i < run_of(kind)->argv.count; i++)
		if (strstr(run_of(kind)->argv.items[i], "{memory_mb}"))
			return true;
	return false;
}

bool kind_same(const struct worker_kind *a, const struct worker_kind *b)
{
	return a->toolchain == b->toolchain && a->limits.processes == b->limits.processes &&
	       a->limits.disk_mb == b->limits.disk_mb && string_list_same(preload_of(a), preload_of(b)) &&
	       same_program(a->program, b->program) &&
	       (a->limits.memory_mb == b->limits.memory_mb || !speaks_of_memory(a));
}

bool kind_is_many(const struct worker_kind *kind)
{
	return run_of(kind)->many;
}

bool kind_is_warm(const struct worker_kind *kind)
{
	return run_of(kind)->host.count && !kind->program;
}

void kind_copy_init(struct kind_copy *copy, const struct worker_kind *kind)
{
	*copy = (struct kind_copy){.kind = *kind};
	for (size_t i = 0; i < preload_of(kind)->count; i++)
		string_list_add(&copy->preload, kind->preload->items[i]);
	copy->kind.preload = &copy->preload;
	kind_program_use(copy->kind.program);
}

void kind_copy_release(struct kind_copy *copy)
{
	string_list_release(&copy->preload);
	kind_program_free(copy->kind.program);
	copy->kind.program = NULL;
}

/* ---- as a box */

/* The definition's words, and what is to be loaded ahead. */
static char **command_of(const struct worker_kind *kind, bool host)
{
	struct string_list words = {0};
	const struct string_list *own = host ? &run_of(kind)->host : &run_of(kind)->argv;
	for (size_t i = 0; i < own->count; i++)
		string_list_add(&words, own->items[i]);
	for (size_t i = 0; i < preload_of(kind)->count; i++)
		string_list_add(&words, kind->preload->items[i]);
	char **argv = toolchain_words(kind->toolchain, NULL, &words, kind->limits.memory_mb);
	string_list_release(&words);
	return argv;
}

/* The language's, the program's, and what a host needs of ours. */
static size_t files_of(const struct worker_kind *kind, bool host, struct kind_spec *s)
{
	const struct language_files *own = &run_of(kind)->files;
	const struct kind_program_spec *program = kind->program ? &kind->program->spec : NULL;
	size_t n = 0;
	s->files = mem_zero(own->count + (program ? program->file_count : 0) + 1, sizeof *s->files);
	for (size_t i = 0; i < own->count; i++)
		s->files[n++] = (struct box_file){.name = own->items[i].name, .data = own->items[i].data.data,
		                                  .len = own->items[i].data.len};
	for (size_t i = 0; program && i < program->file_count; i++)
		s->files[n++] = program->files[i];
	if (host)
		s->files[n++] = (struct box_file){.name = "greenroom-lock.so", .data = s->lock.data, .len = s->lock.len};
	return n;
}

bool kind_spec_init(struct kind_spec *s, const struct worker_kind *kind, bool host, struct err *err)
{
	const struct kind_program_spec *program = kind->program ? &kind->program->spec : NULL;
	*s = (struct kind_spec){0};
	if (host && !file_read(places_lock(), LOCK_MAX, &s->lock, err))
		return false;
	s->argv = command_of(kind, host);
	s->env = toolchain_words(kind->toolchain, NULL, &run_of(kind)->env, kind->limits.memory_mb);
	toolchain_prefixes(kind->toolchain, NULL, &s->prefixes);
	s->read_only = mem_zero(s->prefixes.count + 1, sizeof *s->read_only);
	for (size_t i = 0; i < s->prefixes.count; i++)
		s->read_only[i] = s->prefixes.items[i];
	size_t file_count = files_of(kind, host, s);
	s->spec = (struct box_spec){
	    .profile = BOX_RUN,
	    .argv = (const char *const *)s->argv,
	    .env = (const char *const *)s->env,
	    .read_only = s->read_only,
	    .files = s->files,
	    .file_count = file_count,
	    .folders = program ? program->folders : NULL,
	    .folder_count = program ? program->folder_count : 0,
	    .limits = kind->limits,
	    .waits = true,
	    .many = kind_is_many(kind),
	};
	return true;
}

void kind_spec_release(struct kind_spec *s)
{
	words_free(s->argv);
	words_free(s->env);
	string_list_release(&s->prefixes);
	free(s->read_only);
	free(s->files);
	buf_release(&s->lock);
}
