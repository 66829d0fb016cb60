#include "cli/commands.h"
#include "engine/base/files.h"
#include "engine/base/mem.h"
#include "tui/settings_text.h"

enum status command_settings(const struct arguments *arguments)
{
	(void)arguments;
	AUTO_BUF out = {0};
	AUTO_FREE char *path = settings_path();
	enum status status = STATUS_PASSED;
	struct string_list problems = {0};
	buf_puts(&out, "; ");
	put_text(&out, path);
	buf_printf(&out, "%s\n; What has its default is a comment; every line may be copied there and changed.\n"
	                 "; A command's keys: F5 (works everywhere), prefix:r (behind the prefix), list:q (in\n"
	                 "; lists and panes that are no editor); \"none\" in place of a key takes that way away.\n\n",
	           file_exists(path) ? "" : " (there is no such file)");
	settings_text(path, &out, &problems);
	print(&out);
	for (size_t i = 0; i < problems.count; i++)
		status = complain_of(STATUS_INPUT, "%s", problems.items[i]);
	string_list_release(&problems);
	return status;
}
