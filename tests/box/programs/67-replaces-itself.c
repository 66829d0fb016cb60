/* A program that would be another one in the next test. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attempt.h"

int main(int argc, char **argv)
{
	(void)argc;
	const char *own = argv[0];
	/* Run from memory it would be no file at all; then there is nothing to replace. */
	if (access(own, R_OK) < 0)
		printf("OPEN it is not at %s\n", own);
	char other[4096];
	snprintf(other, sizeof other, "%s.new", own);
	ATTEMPT("write", open(own, O_WRONLY));
	ATTEMPT("append", open(own, O_WRONLY | O_APPEND));
	ATTEMPT("truncate", truncate(own, 0));
	ATTEMPT("by its process", open("/proc/self/exe", O_WRONLY));
	ATTEMPT("unlink", unlink(own));
	ATTEMPT("rename away", rename(own, other));
	ATTEMPT("make beside", open(other, O_WRONLY | O_CREAT, 0755));
	ATTEMPT("symlink", symlink("/bin/true", other));
	ATTEMPT("link", link(own, other));
	ATTEMPT("mode", chmod(own, 0777));
	ATTEMPT("mount over", mount("/bin/true", own, NULL, MS_BIND, NULL));
	return finish();
}
