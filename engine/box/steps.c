#include "engine/box/steps.h"

#include <string.h>

#include "engine/base/mem.h"

static const char *const step_names[STEP_COUNT] = {
    [STEP_USER] = "user namespace",        [STEP_PID] = "process namespace",
    [STEP_MOUNT] = "mount namespace",      [STEP_IPC] = "ipc namespace",
    [STEP_UTS] = "host name namespace",    [STEP_NET] = "network namespace",
    [STEP_ROOT] = "a root of its own",     [STEP_PROC] = "/proc of its own",
    [STEP_NOBODY] = "runs as nobody",      [STEP_CAPABILITIES] = "no capabilities",
    [STEP_LIMITS] = "limits",              [STEP_NO_NEW_PRIVS] = "no_new_privs",
    [STEP_LANDLOCK] = "Landlock",          [STEP_LANDLOCK_SCOPES] = "Landlock: signals and abstract sockets",
    [STEP_SECCOMP] = "system-call filter", [STEP_DESCRIPTORS] = "nothing inherited",
    [STEP_CGROUP] = "control group (cgroup v2)",
};

void steps_take(struct box_result *r, char details[STEP_COUNT][WIRE_TEXT_MAX], const struct wire_report *report)
{
	if (report->step >= STEP_COUNT || r->step_count == COUNT_OF(r->steps))
		return;
	memcpy(details[report->step], report->text, WIRE_TEXT_MAX);
	r->steps[r->step_count++] = (struct box_step){
	    .name = step_names[report->step], .held = report->held, .detail = details[report->step]};
	if (report->step == STEP_USER)
		r->rung = report->held ? BOX_RUNG_FULL : BOX_RUNG_LIGHT;
}
