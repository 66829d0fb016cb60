#!/bin/sh
# The layers of HACKING.md, checked: what each folder may include, who owns which library, and that the
# engine's archive needs nothing of the screen. Prints TAP. SRCDIR and BUILDDIR say where the trees are.
set -u
: "${SRCDIR:=.}" "${BUILDDIR:=.}"
cd "$SRCDIR" || exit 1

n=0
failed=0
result() { # NAME PROBLEMS
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
		failed=1
	fi
}

sources() { find "$@" \( -name '*.c' -o -name '*.h' \) ! -path 'engine/languages/*' | sort; } # harnesses are data

# Includes of our own headers from a folder that are not in its list of allowed prefixes.
outside() { # FOLDER ALLOWED...
	folder=$1
	shift
	for file in $(sources "$folder"); do
		sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$file" | while read -r header; do
			allowed=no
			for prefix in "$folder/" config.h "$@"; do
				case $header in "$prefix"*) allowed=yes ;; esac
			done
			[ $allowed = yes ] || echo "$file includes $header"
		done
	done
}

result "base includes base only" "$(outside engine/base)"
result "loop includes base" "$(outside engine/loop engine/base/)"
result "values include base" "$(outside engine/values engine/base/)"
result "toolchain includes base, loop, values" "$(outside engine/toolchain engine/base/ engine/loop/loop.h engine/values/)"
result "packs include base, values, toolchain" "$(outside engine/packs engine/base/ engine/values/ engine/toolchain/)"
result "box includes base and loop" "$(outside engine/box engine/base/ engine/loop/)"
result "runs include base, loop, values, toolchain, packs, box" \
	"$(outside engine/runs engine/base/ engine/loop/ engine/values/ engine/toolchain/ engine/packs/ engine/box/box.h)"
result "store includes base, values, packs, runs" \
	"$(outside engine/store engine/base/ engine/loop/loop.h engine/values/ engine/packs/ engine/runs/)"
result "nothing in the engine includes the screen or the commands" \
	"$(sources engine | xargs grep -nE '#[[:space:]]*include[[:space:]]*"(tui|cli)/' || true)"
names=$(cd engine/languages && echo */ | sed 's,/ ,|,g; s,/,,')
result "no language has a name in C" "$(sources engine tui cli | xargs grep -nE "\"($names)\"" | grep -vE '^[^:]*:[0-9]*:[[:space:]]*/?\*' || true)"
result "the screen does not include the commands" \
	"$(sources tui | xargs grep -nE '#[[:space:]]*include[[:space:]]*"cli/' || true)"
result "the helper's files do not include the loop" \
	"$(find engine/box -name 'helper*.[ch]' -o -name 'lock*.[ch]' | xargs grep -nE 'engine/loop/' /dev/null || true)"

# One owner a library.
owner() { # HEADER-PATTERN FILE
	found=$(sources engine tui cli | xargs grep -lE "#[[:space:]]*include[[:space:]]*<$1>" || true)
	[ "$found" = "$2" ] || printf '%s is included by: %s (owner: %s)\n' "$1" "$(echo $found)" "$2"
}
result "sqlite3.h has one owner" "$(owner 'sqlite3\.h' engine/store/database.c)"
result "sodium.h has one owner" "$(owner 'sodium\.h' engine/values/digest.c)"
result "vterm.h has one owner" "$(owner 'vterm\.h' tui/emulator.c)"
result "curses.h has one owner" "$(owner '(ncursesw/)?n?curses\.h' tui/screen.c)"
result "term.h has one owner" "$(owner 'term\.h' tui/terminfo.c)"
result "cmark-gfm.h has one owner" "$(owner 'cmark-gfm\.h' tui/markdown.c)"
result "ini.h has one owner" "$(owner 'ini\.h' tui/ini.c)"
result "seccomp.h has one owner" "$(owner 'seccomp\.h' engine/box/filter_gen.c)"
result "event.h has one owner" "$(owner 'event2/event\.h' engine/loop/loop.c)"

# The engine neither prints nor exits (abort() on lack of memory apart).
prints='(^|[^a-z_])(printf|puts|putchar|perror|exit|err|errx|warn|warnx)[[:space:]]*\(|(stdout|stderr)[^a-z_]'
engine=$(find engine -name '*.c' ! -path 'engine/box/helper*' ! -path 'engine/box/filter_gen.c' ! -path 'engine/languages/*' | sort)
result "the engine neither prints nor exits" \
	"$(grep -nE "$prints" $engine | grep -vE '_exit|^[^:]*:[0-9]*:[[:space:]]*(/?\*|//)|->(out|err)|sys\.std' || true)"

# What the archive leaves undefined.
archive="$BUILDDIR/libengine.a"
if [ -f "$archive" ]; then
	foreign=$(nm -u "$archive" 2>/dev/null | awk '{print $2}' |
		grep -E '^(initscr|newterm|wadd|endwin|wrefresh|vterm_|cmark_|seccomp_|tui_|cli_)' | sort -u)
	result "libengine.a needs nothing of curses, vterm, cmark, seccomp" "$foreign"
	helper=$(ldd "$BUILDDIR/greenroom-box" 2>/dev/null | grep -E 'event|sqlite|cjson|ncurses|vterm|cmark|seccomp')
	result "greenroom-box links none of our libraries" "$helper"
else
	result "libengine.a needs nothing of curses, vterm, cmark, seccomp" "no $archive"
fi

echo "1..$n"
exit $failed
