#include "engine/base/places.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if !defined(SOURCE_DIR) || !defined(BUILD_DIR) || !defined(DATA_DIR) || !defined(LIBEXEC_DIR)
#error "the build must say where the source tree, the build tree and the installed files are"
#endif

/* Tests stand in folders below the build tree, so any depth counts. */
bool places_in_build_tree(void)
{
	static int known = -1;
	if (known >= 0)
		return known;
	char self[PATH_MAX], build[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	known = 0;
	if (n > 0 && realpath(BUILD_DIR, build)) {
		self[n] = '\0';
		size_t b = strlen(build);
		known = strncmp(self, build, b) == 0 && self[b] == '/';
	}
	return known;
}

const char *places_languages(void)
{
	return places_in_build_tree() ? SOURCE_DIR "/engine/languages" : DATA_DIR "/languages";
}

const char *places_questions(void)
{
	return places_in_build_tree() ? SOURCE_DIR "/questions" : DATA_DIR "/questions";
}

const char *places_themes(void)
{
	return places_in_build_tree() ? SOURCE_DIR "/themes" : DATA_DIR "/themes";
}

const char *places_editors(void)
{
	return places_in_build_tree() ? SOURCE_DIR "/tui/editors" : DATA_DIR "/editors";
}

const char *places_plans(void)
{
	return places_in_build_tree() ? SOURCE_DIR "/plans" : DATA_DIR "/plans";
}

const char *places_box(void)
{
	return places_in_build_tree() ? BUILD_DIR "/greenroom-box" : LIBEXEC_DIR "/greenroom-box";
}

const char *places_lock(void)
{
	return places_in_build_tree() ? BUILD_DIR "/greenroom-lock.so" : LIBEXEC_DIR "/greenroom-lock.so";
}
