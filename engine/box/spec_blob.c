#include "engine/box/spec_blob.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"

struct wire_limits wire_limits_of(const struct box_limits *limits)
{
	return (struct wire_limits){
	    .cpu_us = (int64_t)limits->cpu_ms * 1000,
	    .memory_kb = (int64_t)limits->memory_mb << 10,
	    .processes = limits->processes,
	    .disk_mb = limits->disk_mb,
	};
}

static uint32_t put_strings(struct buf *out, const char *const *list)
{
	uint32_t n = 0;
	for (; list && list[n]; n++)
		buf_put(out, list[n], strlen(list[n]) + 1);
	return n;
}

static uint32_t put_folders(struct buf *out, const struct box_spec *spec)
{
	for (size_t i = 0; i < spec->folder_count; i++) {
		const char *const pair[] = {spec->folders[i].host, spec->folders[i].inside, NULL};
		put_strings(out, pair);
	}
	return (uint32_t)spec->folder_count;
}

int spec_blob(const struct box_spec *spec, struct wire_spec *wire, struct err *err)
{
	AUTO_BUF blob = {0};
	const char *forced = getenv("GREENROOM_BOX");
	*wire = (struct wire_spec){
	    .magic = WIRE_MAGIC,
	    .profile = spec->profile,
	    .parent = getpid(),
	    .waits = spec->waits,
	    .many = spec->waits && spec->many,
	    .artefact_kb = spec->artefact_kb,
	    .light = forced && strcmp(forced, "light") == 0,
	    .rows = spec->rows,
	    .columns = spec->columns,
	    .limits = wire_limits_of(&spec->limits),
	};
	wire->argc = put_strings(&blob, spec->argv);
	wire->envc = put_strings(&blob, spec->env);
	wire->read_onlyc = put_strings(&blob, spec->read_only);
	const char *const cgroup[] = {spec->cgroup, NULL};
	wire->cgroup = put_strings(&blob, cgroup);
	const char *const artefact[] = {spec->artefact, NULL};
	wire->artefact = put_strings(&blob, artefact);
	wire->folderc = put_folders(&blob, spec);
	wire->filec = (uint32_t)spec->file_count;
	for (size_t i = 0; i < spec->file_count; i++) {
		const struct box_file *file = &spec->files[i];
		uint64_t len = file->len;
		buf_put(&blob, file->name, strlen(file->name) + 1);
		buf_putc(&blob, file->executable);
		buf_put(&blob, &len, sizeof len);
		buf_put(&blob, file->data, file->len);
	}
	int fd = memfd_create("greenroom-spec", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0 || !fd_write_all(fd, blob.data, blob.len) ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0) {
		err_sys(err, "writing the spec of a box");
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}
