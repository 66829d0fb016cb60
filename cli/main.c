/* greenroom: reads the command line and hands over to one command, or to the screen. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "config.h"

/* A closed descriptor 0 to 2 would be taken by the next file that is opened, and written over. */
static void hold_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", fd ? O_WRONLY : O_RDONLY) != fd)
			_exit(STATUS_MACHINE);
}

static enum status dispatch(const struct arguments *arguments)
{
	AUTO_BUF out = {0};
	if (arguments->version) {
		buf_puts(&out, PACKAGE_NAME " " PACKAGE_VERSION "\n");
		print(&out);
		return STATUS_PASSED;
	}
	if (arguments->help) {
		help_put(arguments->command, &out);
		print(&out);
		return STATUS_PASSED;
	}
	if (arguments->command)
		return arguments->command->run(arguments);
	return arguments->linear ? command_linear(arguments) : command_screen(arguments);
}

int main(int argc, char **argv)
{
	hold_standard_descriptors();
	setlocale(LC_CTYPE, "");
	struct arguments arguments;
	struct err err = {0};
	enum status status = arguments_read(&arguments, argc, argv, &err) ? dispatch(&arguments) : complain(&err);
	arguments_release(&arguments);
	if (!print_finished())
		status = worse(status, STATUS_MACHINE);
	return (int)status;
}
