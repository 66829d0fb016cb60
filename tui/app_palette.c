/* The palette: every command that can be called here, found by a few letters, with its key. */
#include "engine/base/mem.h"
#include "tui/app_state.h"

static void call(struct app *app, size_t index)
{
	command_at(index)->run(app);
}

/* What is of no use now stays in the list, so that nobody looks for it in vain. */
void app_open_palette(struct app *app)
{
	struct chooser *chooser = chooser_new("Commands");
	unsigned where = app_where(app);
	for (size_t i = 0; i < command_count(); i++) {
		const struct command *command = command_at(i);
		char keys[48];
		if (!(command->where & where) || command->run == app_open_palette)
			continue;
		bool useful = !command->useful || command->useful(app);
		AUTO_FREE char *note = mem_format("%-11s %s", command_words(command, where, keys), command->help);
		AUTO_FREE char *why_not = mem_format("%-11s nothing to do now", keys);
		chooser_add(chooser, command->title, note, useful ? NULL : why_not, i);
	}
	app_choose(app, chooser, call);
}
