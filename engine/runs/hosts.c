#include "engine/runs/hosts.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/files.h"
#include "engine/base/mem.h"

enum {
	HOSTS_MAX = 4, /* warm ones, and as many exec hosts */
	FAILURES_MAX = 3,
	LOOK_MS = 30000,             /* how often idle hosts are looked at, while there are any */
	IDLE_US = 10 * 60 * 1000000,
	MEMORY_SHORT_PERCENT = 10,   /* of MemTotal still available: idle hosts go at once */
};

struct host {
	struct hosts *hosts;
	struct kind_copy kind;
	bool warm;
	struct box_host *box; /* NULL: ended or not started */
	size_t users;
	int failures;  /* in a row */
	bool blamed;   /* not to be used again: ended once nobody uses it */
	bool proven;   /* a child of it came to life */
	int64_t used_at_us;
};

struct hosts {
	struct loop *loop;
	struct host *items[2 * HOSTS_MAX];
	size_t count;
	struct loop_timer *look;
	bool off;     /* no hosts on this machine */
	bool no_warm; /* it is asked for */
};

static bool memory_is_short(void)
{
	AUTO_BUF text = {0};
	char buffer[4096];
	FILE *file = fopen("/proc/meminfo", "re");
	size_t n = file ? fread(buffer, 1, sizeof buffer, file) : 0;
	if (file)
		fclose(file);
	buf_put(&text, buffer, n);
	const char *total = strstr(buf_text(&text), "MemTotal:");
	const char *available = strstr(buf_text(&text), "MemAvailable:");
	if (!total || !available)
		return false;
	long long all = atoll(total + strlen("MemTotal:")), left = atoll(available + strlen("MemAvailable:"));
	return left * 100 < all * MEMORY_SHORT_PERCENT;
}

static void end_box(struct host *host)
{
	box_host_free(host->box);
	host->box = NULL;
	host->blamed = host->proven = false;
}

static void look(void *context)
{
	struct hosts *hosts = context;
	bool hurry = memory_is_short(), any = false;
	int64_t now = loop_now_us();
	for (size_t i = 0; i < hosts->count; i++) {
		struct host *host = hosts->items[i];
		if (!host->users && host->box && (hurry || now - host->used_at_us > IDLE_US))
			end_box(host);
		any |= host->box != NULL;
	}
	if (any)
		loop_timer_set(hosts->look, LOOK_MS);
}

struct hosts *hosts_new(struct loop *loop)
{
	struct hosts *hosts = mem_zero(1, sizeof *hosts);
	const char *warm = getenv("GREENROOM_WARM");
	hosts->loop = loop;
	hosts->no_warm = warm && strcmp(warm, "0") == 0;
	hosts->look = loop_timer_new(loop, look, hosts);
	return hosts;
}

static void host_free(struct host *host)
{
	end_box(host);
	kind_copy_release(&host->kind);
	free(host);
}

void hosts_free(struct hosts *hosts)
{
	if (!hosts)
		return;
	for (size_t i = 0; i < hosts->count; i++)
		host_free(hosts->items[i]);
	loop_timer_free(hosts->look);
	free(hosts);
}

static struct host *find(struct hosts *hosts, const struct worker_kind *kind)
{
	for (size_t i = 0; i < hosts->count; i++)
		if (kind_same(&hosts->items[i]->kind.kind, kind))
			return hosts->items[i];
	return NULL;
}

/* A place for a new one: a free one, or the place of the longest unused of its sort. */
static struct host **place(struct hosts *hosts, bool warm)
{
	struct host **oldest = NULL;
	size_t alike = 0;
	for (size_t i = 0; i < hosts->count; i++) {
		struct host **at = &hosts->items[i];
		if ((*at)->warm != warm)
			continue;
		alike++;
		if (!(*at)->users && (!oldest || (*at)->used_at_us < (*oldest)->used_at_us))
			oldest = at;
	}
	if (alike < HOSTS_MAX)
		return &hosts->items[hosts->count++];
	if (oldest)
		host_free(*oldest);
	return oldest;
}

static bool start(struct host *host)
{
	struct kind_spec spec;
	struct err err = {0};
	end_box(host);
	struct loop *loop = host->hosts->loop;
	if (kind_spec_init(&spec, &host->kind.kind, host->warm, &err))
		host->box = host->warm ? box_host_start(loop, &spec.spec) : box_exec_host_start(loop, &spec.spec);
	kind_spec_release(&spec);
	if (host->box && box_host_alive(host->box))
		return true;
	end_box(host);
	host->failures++;
	return false;
}

/* On a machine without namespaces all go the same way: then nobody waits for another try. */
static void learn(struct hosts *hosts)
{
	for (size_t i = 0; i < hosts->count; i++)
		if (hosts->items[i]->box && !box_host_possible(hosts->items[i]->box))
			hosts->off = true;
}

struct host *hosts_use(struct hosts *hosts, const struct worker_kind *kind)
{
	learn(hosts);
	if (hosts->off)
		return NULL;
	struct host *host = find(hosts, kind);
	if (!host) {
		bool warm = kind_is_warm(kind) && !hosts->no_warm;
		struct host **at = place(hosts, warm);
		if (!at)
			return NULL;
		host = *at = mem_zero(1, sizeof *host);
		host->hosts = hosts;
		host->warm = warm;
		kind_copy_init(&host->kind, kind);
	}
	/* A dead one may only go when no box of it is held any more. */
	if (!(host->box && box_host_alive(host->box) && !host->blamed) &&
	    (host->failures >= FAILURES_MAX || host->users || !start(host)))
		return NULL;
	host->users++;
	host->used_at_us = loop_now_us();
	loop_timer_set(hosts->look, LOOK_MS);
	return host;
}

void hosts_release(struct host *host)
{
	if (!host)
		return;
	host->users--;
	host->used_at_us = loop_now_us();
	learn(host->hosts);
	if (host->blamed && !host->users)
		end_box(host);
}

struct box_host *host_box(struct host *host)
{
	return host->box;
}

bool host_warm(const struct host *host)
{
	return host->warm;
}

bool host_proven(const struct host *host)
{
	return host->proven;
}

void hosts_praise(struct host *host)
{
	host->proven = true;
	host->failures = 0;
}

void hosts_blame(struct host *host)
{
	if (!host->blamed)
		host->failures++;
	/* Others may still wait for children of it: the box goes with the last of them. */
	host->blamed = true;
}
