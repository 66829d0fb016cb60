#include "engine/runs/verdict.h"

#include <string.h>

static const struct {
	const char *name, *words;
} verdicts[VERDICT_COUNT] = {
    [VERDICT_NONE] = {"none", "not run"},
    [VERDICT_ACCEPTED] = {"accepted", "accepted"},
    [VERDICT_WRONG_ANSWER] = {"wrong_answer", "wrong answer"},
    [VERDICT_RUNTIME_ERROR] = {"runtime_error", "runtime error"},
    [VERDICT_TIME_LIMIT] = {"time_limit", "time limit"},
    [VERDICT_MEMORY_LIMIT] = {"memory_limit", "memory limit"},
    [VERDICT_OUTPUT_LIMIT] = {"output_limit", "output limit"},
    [VERDICT_NO_ANSWER] = {"no_answer", "did not answer"},
    [VERDICT_BAD_VALUE] = {"bad_value", "bad value"},
    [VERDICT_REJECTED] = {"rejected", "rejected by policy"},
    [VERDICT_CANNOT_LOAD] = {"cannot_load", "cannot load"},
    [VERDICT_COMPILE_ERROR] = {"compile_error", "compile error"},
    [VERDICT_TAMPERED] = {"tampered", "tests tampered"},
    [VERDICT_HIDDEN_FAILED] = {"hidden_failed", "failed a hidden test"},
    [VERDICT_SANDBOX_ERROR] = {"sandbox_error", "sandbox error"},
    [VERDICT_CANCELLED] = {"cancelled", "cancelled"},
};

const char *verdict_name(enum verdict verdict)
{
	return verdicts[verdict].name;
}

const char *verdict_words(enum verdict verdict)
{
	return verdicts[verdict].words;
}

enum verdict verdict_from_name(const char *name)
{
	enum verdict v = VERDICT_NONE;
	while (v < VERDICT_COUNT && strcmp(verdicts[v].name, name) != 0)
		v++;
	return v;
}
