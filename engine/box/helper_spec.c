#include "engine/box/helper_spec.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/mem.h"

static bool receive(int control, struct spec *spec, struct err *err)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int) * WIRE_FDS)];
	} ancillary = {0};
	struct iovec part = {.iov_base = &spec->wire, .iov_len = sizeof spec->wire};
	struct msghdr message = {.msg_iov = &part,
	                         .msg_iovlen = 1,
	                         .msg_control = ancillary.bytes,
	                         .msg_controllen = sizeof ancillary.bytes};
	ssize_t n = recvmsg(control, &message, MSG_CMSG_CLOEXEC);
	if (n < 0)
		return err_sys(err, "receiving the spec");
	const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	if (n != (ssize_t)sizeof spec->wire || spec->wire.magic != WIRE_MAGIC || !head ||
	    head->cmsg_type != SCM_RIGHTS)
		return err_set(err, ERR_SANDBOX, "the spec is not one of this version");
	size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	memcpy(spec->fds, CMSG_DATA(head), sizeof(int) * (count < WIRE_FDS ? count : WIRE_FDS));
	return true;
}

const char *spec_folder_name(const struct spec_folder *folder)
{
	static const char parent[] = "/box/";
	if (strncmp(folder->inside, parent, sizeof parent - 1) != 0)
		return NULL;
	const char *name = folder->inside + sizeof parent - 1;
	return name[0] && name[0] != '.' && !strchr(name, '/') ? name : NULL;
}

struct cursor {
	const char *at, *end;
};

static const char *take_string(struct cursor *c)
{
	const char *nul = memchr(c->at, '\0', (size_t)(c->end - c->at));
	if (!nul)
		return NULL;
	const char *text = c->at;
	c->at = nul + 1;
	return text;
}

static const char **take_strings(struct cursor *c, size_t count)
{
	const char **list = mem_zero(count + 1, sizeof *list);
	for (size_t i = 0; i < count; i++)
		if (!(list[i] = take_string(c))) {
			free(list);
			return NULL;
		}
	return list;
}

static bool take_file(struct cursor *c, struct spec_file *file)
{
	uint64_t len;
	if (!(file->name = take_string(c)) || (size_t)(c->end - c->at) < 1 + sizeof len)
		return false;
	file->executable = *c->at++;
	memcpy(&len, c->at, sizeof len);
	c->at += sizeof len;
	if (len > (size_t)(c->end - c->at))
		return false;
	file->data = c->at;
	file->len = len;
	c->at += len;
	return true;
}

static bool take_folders(struct cursor *c, struct spec *spec)
{
	spec->folders = mem_zero(spec->wire.folderc, sizeof *spec->folders);
	for (size_t i = 0; i < spec->wire.folderc; i++) {
		struct spec_folder *folder = &spec->folders[i];
		folder->tree = folder->fd = -1;
		if (!(folder->host = take_string(c)) || !(folder->inside = take_string(c)))
			return false;
	}
	return true;
}

bool spec_receive(int control, struct spec *spec, struct err *err)
{
	for (size_t i = 0; i < WIRE_FDS; i++)
		spec->fds[i] = -1;
	spec->groups = -1;
	if (!receive(control, spec, err))
		return false;
	struct stat st;
	if (fstat(spec->fds[WIRE_BLOB], &st) < 0)
		return err_sys(err, "reading the spec");
	if (st.st_size > WIRE_SPEC_MAX)
		return err_set(err, ERR_SANDBOX, "the spec is larger than %d bytes", WIRE_SPEC_MAX);
	size_t size = (size_t)st.st_size;
	const char *blob = mmap(NULL, size ? size : 1, PROT_READ, MAP_PRIVATE, spec->fds[WIRE_BLOB], 0);
	if (blob == MAP_FAILED)
		return err_sys(err, "reading the spec");
	close(spec->fds[WIRE_BLOB]);
	spec->fds[WIRE_BLOB] = -1;
	struct cursor c = {.at = blob, .end = blob + size};
	const size_t most = 4096;
	bool ok = spec->wire.argc && spec->wire.argc < most && spec->wire.envc < most &&
	          spec->wire.read_onlyc < most && spec->wire.filec < most && spec->wire.folderc <= WIRE_FOLDERS_MAX &&
	          (spec->argv = take_strings(&c, spec->wire.argc)) && (spec->env = take_strings(&c, spec->wire.envc)) &&
	          (spec->read_only = take_strings(&c, spec->wire.read_onlyc));
	if (ok && spec->wire.cgroup)
		ok = (spec->cgroup = take_string(&c)) != NULL;
	if (ok && spec->wire.artefact)
		ok = (spec->artefact = take_string(&c)) != NULL;
	ok = ok && take_folders(&c, spec);
	spec->files = mem_zero(spec->wire.filec, sizeof *spec->files);
	for (size_t i = 0; ok && i < spec->wire.filec; i++)
		ok = take_file(&c, &spec->files[i]);
	return ok || err_set(err, ERR_SANDBOX, "the spec is cut off");
}

/* Steps that wait for company: a message each would be a tenth of a box. */
static struct wire_report waiting[WIRE_REPORTS_MAX - 1];
static size_t waiting_count;

void report_send(int control, const struct wire_report *report, int fd)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} ancillary = {0};
	struct iovec parts[] = {{.iov_base = waiting, .iov_len = waiting_count * sizeof waiting[0]},
	                        {.iov_base = (void *)(uintptr_t)report, .iov_len = sizeof *report}};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = COUNT_OF(parts)};
	if (fd >= 0) {
		message.msg_control = ancillary.bytes;
		message.msg_controllen = sizeof ancillary.bytes;
		struct cmsghdr *head = CMSG_FIRSTHDR(&message);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(head), &fd, sizeof fd);
	}
	while (sendmsg(control, &message, MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
	waiting_count = 0;
}

void report_step(enum box_step_id step, bool held, const char *detail)
{
	if (waiting_count == COUNT_OF(waiting))
		return; /* more than there are steps */
	struct wire_report *report = &waiting[waiting_count++];
	*report = (struct wire_report){.kind = REPORT_STEP, .step = step, .held = held};
	snprintf(report->text, sizeof report->text, "%s", detail);
}

void report_failed(int control, const char *text)
{
	struct wire_report report = {.kind = REPORT_FAILED};
	snprintf(report.text, sizeof report.text, "%s", text);
	report_send(control, &report, -1);
}
