#include "engine/packs/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"

static bool is_control(unsigned char c)
{
	return c < 0x20 || c == 0x7f;
}

static const char *part_problem(const char *part, size_t len, const char **code)
{
	if (len == 2 && memcmp(part, "..", 2) == 0) {
		*code = "E120";
		return "leaves the pack";
	}
	if (len == 0 || (len == 1 && part[0] == '.')) {
		*code = "E120";
		return "has an empty part";
	}
	*code = "E122";
	if (len > PACK_NAME_MAX)
		return "has a part of more than 255 bytes";
	for (size_t i = 0; i < len; i++)
		if (is_control((unsigned char)part[i]))
			return "has a control character";
	return NULL;
}

const char *pack_path_problem(const char *path, const char **code)
{
	if (path[0] == '/') {
		*code = "E120";
		return "leaves the pack";
	}
	for (const char *part = path;;) {
		size_t len = strcspn(part, "/");
		const char *problem = part_problem(part, len, code);
		if (problem)
			return problem;
		if (!part[len])
			return NULL;
		part += len + 1;
	}
}

/* The path as it may be shown inside an error. */
static bool path_error(struct err *err, const char *code, const char *path, const char *what)
{
	AUTO_FREE char *shown = text_escaped(path, TEXT_ONE_LINE);
	return err_set(err, ERR_INPUT, "%s %.300s: %s", code, shown, what);
}

static bool open_failed(struct err *err, const char *path, int folder, const char *part)
{
	int saved = errno;
	struct stat st;
	bool there = fstatat(folder, part, &st, AT_SYMLINK_NOFOLLOW) == 0;
	if (there && S_ISLNK(st.st_mode))
		return path_error(err, "E121", path, "is a link, which a pack may not hold");
	if (!there)
		return path_error(err, "E125", path, "is missing");
	if (saved == ENOTDIR)
		return path_error(err, "E125", path, "is no folder");
	return path_error(err, "E125", path, strerror(saved));
}

static int open_part(int folder, const char *part)
{
	return openat(folder, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The folder that holds the path's last part, which *last then points to: `folder` itself where there is no other part,
 * else one that was opened and is *opened, too (the caller's to close).  -1 and err.  The path must have passed
 * pack_path_problem. */
static int find_parent(int folder, const char *path, const char **last, int *opened, struct err *err)
{
	int at = folder;
	const char *slash;
	while ((slash = strchr(path, '/'))) {
		AUTO_FREE char *part = mem_dup_n(path, (size_t)(slash - path));
		int next = open_part(at, part);
		if (next < 0)
			open_failed(err, path, at, part);
		if (*opened >= 0)
			close(*opened);
		*opened = next;
		if (next < 0)
			return -1;
		at = next;
		path = slash + 1;
	}
	*last = path;
	return at;
}

static bool path_fits(const char *path, struct err *err)
{
	const char *code;
	const char *problem = pack_path_problem(path, &code);
	return !problem || path_error(err, code, path, problem);
}

int pack_folder_open(int folder, const char *path, struct err *err)
{
	if (!path_fits(path, err))
		return -1;
	const char *last;
	AUTO_CLOSE int opened = -1;
	int parent = find_parent(folder, path, &last, &opened, err);
	if (parent < 0)
		return -1;
	int fd = open_part(parent, last);
	if (fd < 0)
		open_failed(err, path, parent, last);
	return fd;
}

static bool file_fits(int parent, const char *last, const char *path, struct err *err)
{
	struct stat st;
	if (fstatat(parent, last, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return open_failed(err, path, parent, last);
	if (S_ISLNK(st.st_mode))
		return path_error(err, "E121", path, "is a link, which a pack may not hold");
	if (!S_ISREG(st.st_mode))
		return path_error(err, "E125", path, "is no regular file");
	if (st.st_size > PACK_FILE_MAX)
		return path_error(err, "E123", path, "is over 16 MiB");
	return true;
}

bool pack_file_check(int folder, const char *path, struct err *err)
{
	const char *last;
	if (!path_fits(path, err))
		return false;
	AUTO_CLOSE int opened = -1;
	int parent = find_parent(folder, path, &last, &opened, err);
	return parent >= 0 && file_fits(parent, last, path, err);
}

bool pack_has(int folder, const char *name)
{
	struct stat st;
	return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

bool pack_file_read(int folder, const char *path, struct buf *out, struct err *err)
{
	const char *last;
	if (!path_fits(path, err))
		return false;
	AUTO_CLOSE int opened = -1;
	int parent = find_parent(folder, path, &last, &opened, err);
	if (parent < 0 || !file_fits(parent, last, path, err))
		return false;
	AUTO_BUF text = {0};
	struct err reason = {0};
	if (!file_read_at(parent, last, PACK_FILE_MAX, &text, &reason))
		return path_error(err, "E125", path, reason.text);
	size_t bad;
	if (!utf8_valid(buf_text(&text), text.len, &bad)) {
		AUTO_FREE char *what = mem_format("not UTF-8 at byte %zu", bad);
		return path_error(err, "E130", path, what);
	}
	buf_put(out, buf_text(&text), text.len);
	return true;
}

struct metadata *metadata_read(int folder, const char *file, const struct value_limits *limits, struct err *err)
{
	AUTO_BUF text = {0};
	if (!pack_file_read(folder, file, &text, err))
		return NULL;
	return metadata_parse(file, buf_text(&text), text.len, limits, err);
}
