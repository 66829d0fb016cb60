#include "engine/packs/catalogue.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "engine/packs/pack_file.h"
#include "engine/packs/question_read.h"
#include "engine/toolchain/language.h"

struct catalogue *catalogue_new(void)
{
	return mem_zero(1, sizeof(struct catalogue));
}

static void pack_release(struct pack *pack)
{
	free(pack->name);
	free(pack->title);
	free(pack->version);
	free(pack->folder);
	free(pack->problem);
	string_list_release(&pack->warnings);
}

void catalogue_free(struct catalogue *catalogue)
{
	if (!catalogue)
		return;
	for (size_t i = 0; i < catalogue->pack_count; i++)
		pack_release(&catalogue->packs[i]);
	for (size_t i = 0; i < catalogue->question_count; i++)
		question_release(&catalogue->questions[i]);
	free(catalogue->packs);
	free(catalogue->questions);
	free(catalogue);
}

/* ---- folders -------------------------------------------------------------------- */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, sorted, without those that begin with a dot. */
static void list_names(int folder, struct string_list *out)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	const struct dirent *entry;
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			string_list_add(out, entry->d_name);
	closedir(dir);
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, compare_names);
}

/* A folder that means to be a question: one with metadata, or with what stands beside it. */
static bool looks_like_question(int folder, const char *name)
{
	static const char *const signs[] = {"question.json", "metadata.json", "question.md",
					    "tests.py",      "tests.json",    "statement.md"};
	struct stat st;
	if (fstatat(folder, name, &st, 0) < 0 || !S_ISDIR(st.st_mode))
		return false;
	for (size_t i = 0; i < COUNT_OF(signs); i++) {
		AUTO_FREE char *path = path_join(name, signs[i]);
		if (fstatat(folder, path, &st, 0) == 0)
			return true;
	}
	return false;
}

/* Adds the question folders below `folder` to paths, each behind `prefix`. */
static void scan(int folder, const char *prefix, struct string_list *paths)
{
	struct string_list names = {0};
	list_names(folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		AUTO_FREE char *path = path_join(prefix, names.items[i]);
		if (looks_like_question(folder, names.items[i]))
			string_list_add(paths, path);
	}
	string_list_release(&names);
}

static void scan_subfolder(int folder, const char *name, struct string_list *paths)
{
	AUTO_CLOSE int below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (below >= 0)
		scan(below, name, paths);
}

/* ---- questions ------------------------------------------------------------------ */

/* A name from the disk, as text that is UTF-8 without control characters. */
static char *name_as_text(const char *name)
{
	return text_escaped(name, TEXT_ONE_LINE);
}

static struct question *question_begin(struct catalogue *catalogue, const struct pack *pack, const char *path)
{
	size_t count = catalogue->question_count;
	if ((count & (count - 1)) == 0) /* room doubles at powers of two */
		catalogue->questions = mem_grow(catalogue->questions, count ? count * 2 : 1, sizeof(struct question));
	struct question *question = &catalogue->questions[catalogue->question_count++];
	*question = (struct question){
	    .pack = mem_dup(pack->name),
	    .slug = name_as_text(path[0] ? path_base(path) : path_base(pack->folder)),
	    .folder = path[0] ? path_join(pack->folder, path) : mem_dup(pack->folder),
	    .category = mem_dup(""),
	    .framework = mem_dup(""),
	    .limits = limits_of_functions,
	};
	question->title = mem_dup(question->slug);
	return question;
}

/* path "" is the pack's folder itself. */
static void add_question(struct catalogue *catalogue, const struct pack *pack, int folder, const char *path,
			 const struct pack_defaults *defaults)
{
	struct err err = {0};
	struct question *question = question_begin(catalogue, pack, path);
	if (!utf8_valid(path, strlen(path), NULL)) {
		AUTO_FREE char *problem = mem_format("E130 %s: the folder's name is not UTF-8", question->slug);
		question_break(question, problem);
		return;
	}
	AUTO_CLOSE int below = path[0] ? pack_folder_open(folder, path, &err) : dup(folder);
	if (below < 0)
		question_break(question, err.text);
	else
		question_read(below, defaults, question);
}

/* ---- a pack's questions by slug --------------------------------------------------- */

struct slug_index {
	struct question **sorted;
	size_t count;
};

static int compare_slugs(const void *a, const void *b)
{
	const struct question *x = *(struct question *const *)a, *y = *(struct question *const *)b;
	int order = strcmp(x->slug, y->slug);
	return order ? order : (x > y) - (x < y); /* the pack's order */
}

static struct slug_index index_slugs(struct catalogue *catalogue, size_t first)
{
	struct slug_index index = {.count = catalogue->question_count - first};
	index.sorted = mem_new((index.count + 1) * sizeof(struct question *));
	for (size_t i = 0; i < index.count; i++)
		index.sorted[i] = &catalogue->questions[first + i];
	if (index.count)
		qsort(index.sorted, index.count, sizeof(struct question *), compare_slugs);
	return index;
}

static int compare_slug_key(const void *key, const void *element)
{
	return strcmp(key, (*(struct question *const *)element)->slug);
}

static struct question *index_find(const struct slug_index *index, const char *slug)
{
	if (!index->count)
		return NULL;
	struct question **found =
	    bsearch(slug, index->sorted, index->count, sizeof(struct question *), compare_slug_key);
	return found ? *found : NULL;
}

/* The first of a slug stays; drafts and attempts are kept by slug, so that the others must not open. */
static void refuse_duplicates(const struct slug_index *index)
{
	for (size_t i = 1; i < index->count; i++) {
		if (strcmp(index->sorted[i - 1]->slug, index->sorted[i]->slug) != 0)
			continue;
		AUTO_FREE char *problem =
		    mem_format("E201 pack.json: two questions have the slug \"%s\"", index->sorted[i]->slug);
		question_break(index->sorted[i], problem);
	}
}

/* Only a pack of our own format promises to be whole; a folder of questions may be a part of one. */
static void check_related(const struct catalogue *catalogue, const struct slug_index *index, bool whole)
{
	for (size_t i = 0; i < index->count; i++) {
		struct question *question = index->sorted[i];
		bool pytests = question->kind == QUESTION_PYTESTS;
		for (size_t k = 0; k < question->related.count; k++) {
			const char *name = question->related.items[k];
			if (index_find(index, name) || (strchr(name, '/') && catalogue_find(catalogue, name, NULL)))
				continue;
			AUTO_FREE char *word = meta_quoted(name);
			AUTO_FREE char *line =
			    mem_format("%s402 %s[%zu]: unknown related question %s", pytests || !whole ? "W" : "E",
				       pytests ? "metadata.json relevant_questions" : "question.json related", k, word);
			string_list_add(&question->warnings, line);
		}
	}
}

static void apply_needs(struct pack *pack, const struct pack_file *file, const struct slug_index *index)
{
	for (size_t i = 0; i < file->need_count; i++) {
		const struct pack_need *need = &file->needs[i];
		for (size_t k = 0; need->everywhere && k < index->count; k++)
			string_list_unite(&index->sorted[k]->modules, need->module);
		for (size_t k = 0; k < need->questions.count; k++) {
			struct question *question = index_find(index, need->questions.items[k]);
			if (question) {
				string_list_unite(&question->modules, need->module);
				continue;
			}
			AUTO_FREE char *word = meta_quoted(need->questions.items[k]);
			AUTO_FREE char *line =
			    mem_format("E402 pack.json requires.%s.modules[%zu].questions[%zu]: unknown question %s",
				       language_of_pytests()->name, i, k, word);
			string_list_add(&pack->warnings, line);
		}
	}
}

/* ---- packs ------------------------------------------------------------------------ */

static bool read_pack_json(int folder, struct pack *pack, struct pack_file *file, struct err *err)
{
	AUTO_BUF text = {0};
	if (!pack_file_read(folder, "pack.json", &text, err) ||
	    !pack_file_parse(buf_text(&text), text.len, pack, file, err))
		return false;
	if (!file->lists_questions)
		scan_subfolder(folder, "questions", &file->paths);
	return true;
}

/* Fills file->paths; false and err where nothing of the pack can be listed. */
static bool find_questions(int folder, struct pack *pack, struct pack_file *file, struct err *err)
{
	if (pack_has(folder, "pack.json"))
		return read_pack_json(folder, pack, file, err);
	if (pack_has(folder, "question.json") || pack_has(folder, "metadata.json")) {
		string_list_add(&file->paths, "");
		return true;
	}
	scan(folder, "", &file->paths);
	if (file->paths.count == 0)
		scan_subfolder(folder, "questions", &file->paths);
	return true;
}

static void add_found(struct catalogue *catalogue, struct pack *pack, int folder, const struct pack_file *file)
{
	size_t first = catalogue->question_count;
	for (size_t i = 0; i < file->paths.count; i++) {
		const char *problem = i < file->path_problems.count ? file->path_problems.items[i] : "";
		if (problem[0])
			question_break(question_begin(catalogue, pack, file->paths.items[i]), problem);
		else
			add_question(catalogue, pack, folder, file->paths.items[i], &file->defaults);
	}
	struct slug_index index = index_slugs(catalogue, first);
	refuse_duplicates(&index);
	apply_needs(pack, file, &index);
	check_related(catalogue, &index, file->metadata != NULL);
	free(index.sorted);
}

static struct pack *pack_named(const struct catalogue *catalogue, const char *name)
{
	for (size_t i = 0; i < catalogue->pack_count; i++)
		if (strcmp(catalogue->packs[i].name, name) == 0)
			return &catalogue->packs[i];
	return NULL;
}

/* Takes what the pack owns, or where its name is taken leaves a word with the one that has it. */
static void add_pack(struct catalogue *catalogue, struct pack *pack, int folder, const struct pack_file *file)
{
	struct pack *other = pack->problem ? NULL : pack_named(catalogue, pack->name);
	if (other) {
		AUTO_FREE char *line =
		    mem_format("W201 pack.json: another pack named \"%s\" in %s is left out", pack->name, pack->folder);
		if (strcmp(other->folder, pack->folder) != 0)
			string_list_add(&other->warnings, line);
		pack_release(pack);
		return;
	}
	catalogue->packs = mem_grow(catalogue->packs, catalogue->pack_count + 1, sizeof *catalogue->packs);
	struct pack *added = &catalogue->packs[catalogue->pack_count++];
	*added = *pack;
	if (!added->problem)
		add_found(catalogue, added, folder, file);
}

static int open_pack(const char *folder, char **absolute, struct err *err)
{
	struct stat st;
	AUTO_FREE char *real = realpath(folder, NULL);
	if (!real || stat(real, &st) < 0) {
		int saved = errno;
		err_sys(err, "opening the pack %s", folder);
		if (err && (saved == ENOENT || saved == ENOTDIR))
			err->kind = ERR_INPUT;
		return -1;
	}
	if (!S_ISDIR(st.st_mode)) {
		err_set(err, ERR_INPUT, "%s is a file: a pack is a folder", folder);
		return -1;
	}
	int fd = open(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		err_sys(err, "opening the pack %s", folder);
		return -1;
	}
	*absolute = mem_dup(real);
	return fd;
}

static void pack_begin(struct pack *pack, char *absolute)
{
	const char *base = path_base(absolute);
	*pack = (struct pack){.folder = absolute, .version = mem_dup(""), .runs = 10, .per_s = 60};
	pack->name = name_as_text(base[0] ? base : "pack");
	pack->title = mem_dup(pack->name);
}

bool catalogue_add(struct catalogue *catalogue, const char *folder, struct err *err)
{
	char *absolute;
	AUTO_CLOSE int fd = open_pack(folder, &absolute, err);
	if (fd < 0)
		return false;
	struct pack pack;
	struct pack_file file = {0};
	struct err reason = {0};
	pack_begin(&pack, absolute);
	if (!find_questions(fd, &pack, &file, &reason))
		pack.problem = mem_dup(reason.text);
	else if (file.paths.count == 0)
		pack.problem = mem_dup("E106 pack.json: no question is in this folder");
	else if (file.paths.count > QUESTIONS_MAX)
		pack.problem =
		    mem_format("E108 pack.json: %zu questions, at most %d in a pack", file.paths.count, QUESTIONS_MAX);
	add_pack(catalogue, &pack, fd, &file);
	pack_file_release(&file);
	return true;
}

void catalogue_add_all(struct catalogue *catalogue, const char *parent)
{
	AUTO_CLOSE int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	struct string_list names = {0};
	list_names(fd, &names);
	for (size_t i = 0; i < names.count; i++) {
		AUTO_FREE char *folder = path_join(parent, names.items[i]);
		struct err err = {0};
		if (!folder_exists(folder) || catalogue_add(catalogue, folder, &err))
			continue;
		struct pack pack;
		pack_begin(&pack, mem_dup(folder));
		pack.problem = mem_dup(err.text);
		add_pack(catalogue, &pack, -1, NULL);
	}
	string_list_release(&names);
}

/* ---- finding ------------------------------------------------------------------------ */

/* `wanted` is "slug" or "pack/slug". */
static bool is_named(const struct question *question, const char *wanted)
{
	size_t len = strlen(question->pack);
	if (strncmp(wanted, question->pack, len) == 0 && wanted[len] == '/' &&
	    strcmp(wanted + len + 1, question->slug) == 0)
		return true;
	return strcmp(wanted, question->slug) == 0;
}

static void unknown_question(const struct catalogue *catalogue, const char *name, struct err *err)
{
	if (!err)
		return;
	const char **slugs = mem_new((catalogue->question_count + 1) * sizeof *slugs);
	for (size_t i = 0; i < catalogue->question_count; i++)
		slugs[i] = catalogue->questions[i].slug;
	const char *slash = strrchr(name, '/');
	const char *near = text_nearest(slash ? slash + 1 : name, slugs, catalogue->question_count);
	/* A word of a title is as good as a mistyped name. */
	for (size_t i = 0; i < catalogue->question_count && !near; i++)
		if (question_matches(&catalogue->questions[i], name))
			near = catalogue->questions[i].slug;
	AUTO_FREE char *word = meta_quoted(name);
	err_set(err, ERR_INPUT, "no question %s%s%s%s", word, near ? " (did you mean \"" : "", near ? near : "",
		near ? "\"?)" : "");
	free(slugs);
}

static void several_questions(const struct catalogue *catalogue, const char *name, struct err *err)
{
	AUTO_BUF names = {0};
	for (size_t i = 0; i < catalogue->question_count; i++) {
		const struct question *question = &catalogue->questions[i];
		if (is_named(question, name))
			buf_printf(&names, "%s%s/%s", names.len ? ", " : "", question->pack, question->slug);
	}
	err_set(err, ERR_INPUT, "\"%s\" is in several packs: name one of %s", name, buf_text(&names));
}

struct question *catalogue_find(const struct catalogue *catalogue, const char *name, struct err *err)
{
	struct question *found = NULL;
	for (size_t i = 0; i < catalogue->question_count; i++) {
		struct question *question = &catalogue->questions[i];
		if (!is_named(question, name))
			continue;
		if (found && strcmp(found->pack, question->pack) != 0) {
			several_questions(catalogue, name, err);
			return NULL;
		}
		if (!found) /* of two in one pack, the first is the one that opens */
			found = question;
	}
	if (!found)
		unknown_question(catalogue, name, err);
	return found;
}

const struct pack *catalogue_pack_of(const struct catalogue *catalogue, const struct question *question)
{
	return pack_named(catalogue, question->pack);
}

static bool has_word(const struct question *question, const char *word)
{
	const char *const fields[] = {question->title,     question->slug,
				      question->category,  question->pack,
				      question->framework, question_difficulty_name(question->difficulty)};
	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (text_contains(fields[i], word))
			return true;
	for (size_t i = 0; i < question->tags.count; i++)
		if (text_contains(question->tags.items[i], word))
			return true;
	return false;
}

bool question_matches(const struct question *question, const char *query)
{
	static const char blanks[] = " \t\n";
	for (;;) {
		query += strspn(query, blanks);
		size_t len = strcspn(query, blanks);
		if (!len)
			return true;
		AUTO_FREE char *word = mem_dup_n(query, len);
		if (!has_word(question, word))
			return false;
		query += len;
	}
}
