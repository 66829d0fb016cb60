#!/bin/sh
# The shells' completions offer what the program has: commands, options, questions.  TAP.  $SRCDIR is the source tree,
# $GREENROOM the program.
set -u

folder=$SRCDIR/completions
scratch=$(mktemp -d "${TMPDIR:-/tmp}/greenroom-completions.XXXXXX") || exit 99
trap 'rm -rf "$scratch"' EXIT
export HOME="$scratch" XDG_DATA_HOME="$scratch/data" XDG_CONFIG_HOME="$scratch/config" XDG_CACHE_HOME="$scratch/cache"
mkdir -p "$scratch/bin" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME"
ln -s "$GREENROOM" "$scratch/bin/greenroom"
cat >"$scratch/pack.json" <<'END'
{"format": 1, "name": "own", "version": "1.0.0", "title": "Own", "questions": "questions"}
END
export PATH="$scratch/bin:$PATH"
cd "$scratch" || exit 99

n=0
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
# offers NAME WORD... : each WORD stands in $scratch/said as a line, one with ! in front does not.
offers() {
	name=$1 problem=
	shift
	for word in "$@"; do
		case $word in
		!*) grep -qxF -e "${word#!}" "$scratch/said" && problem="$problem offers ${word#!};" ;;
		*) grep -qxF -e "$word" "$scratch/said" || problem="$problem does not offer $word;" ;;
		esac
	done
	n=$((n + 1))
	if [ -z "$problem" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# $problem"
		head -n 30 "$scratch/said" | sed 's/^/# /'
	fi
}

# The names that are completed.
"$GREENROOM" list --names >"$scratch/said"
offers "list --names has the questions" fewest-coins !foundations

# complete_bash WORD...: what is offered for the last of them.
complete_bash() {
	bash --norc -c '
		source "$1"
		shift
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_greenroom
		printf "%s\n" "${COMPREPLY[@]}"
	' bash "$folder/greenroom.bash" "$@" >"$scratch/said" 2>&1
}
# The shell's own part (it shows what it is given) is stood in for.
complete_zsh() {
	zsh -f -c '
		_describe() { local list=$2; print -rl -- ${${(P@)list}%%:*} }
		compadd() { local list=$2; print -rl -- ${(P@)list} }
		_files() { print -r -- "files $*" }
		_message() { print -r -- "a $1" }
		file=$1
		shift
		words=("$@") CURRENT=$#
		source $file
	' zsh "$folder/_greenroom" "$@" >"$scratch/said" 2>&1
}
complete_fish() {
	fish --no-config -c "source '$folder/greenroom.fish'; complete -C '$1'" 2>&1 | cut -f 1 >"$scratch/said"
}

if command -v bash >/dev/null 2>&1; then
	complete_bash greenroom ''
	offers "bash: commands and questions" run settings doctor fewest-coins
	complete_bash greenroom se
	offers "bash: what begins so" settings !run !fewest-coins
	complete_bash greenroom run few
	offers "bash: questions behind run" fewest-coins !run
	complete_bash greenroom run fewest-coins pa
	offers "bash: files behind a question" pack.json !fewest-coins
	complete_bash greenroom list --
	offers "bash: the options of a command" --json --names --pack !--candidate !--LANGUAGE
	complete_bash greenroom --data bi
	offers "bash: folders" bin !pack.json
	complete_bash greenroom help d
	offers "bash: commands behind help" doctor !debounce-readings
else
	skip "bash" "bash is not installed"
fi

if command -v zsh >/dev/null 2>&1; then
	complete_zsh greenroom ''
	offers "zsh: commands and questions" run settings doctor fewest-coins
	complete_zsh greenroom --pack . run few
	offers "zsh: questions behind run" fewest-coins !settings
	complete_zsh greenroom run fewest-coins pa
	offers "zsh: files behind a question" "files " !fewest-coins
	complete_zsh greenroom list --
	offers "zsh: the options of a command" --json --names --pack !--candidate
	complete_zsh greenroom --data bi
	offers "zsh: folders" "files -/"
	complete_zsh greenroom help d
	offers "zsh: commands behind help" doctor !debounce-readings
else
	skip "zsh" "zsh is not installed"
fi

if command -v fish >/dev/null 2>&1; then
	complete_fish 'greenroom '
	offers "fish: commands and questions" run settings doctor fewest-coins
	complete_fish 'greenroom run few'
	offers "fish: questions behind run" fewest-coins !run
	complete_fish 'greenroom run fewest-coins pa'
	offers "fish: files behind a question" pack.json !fewest-coins
	complete_fish 'greenroom list --'
	offers "fish: the options of a command" --json --names --pack !--candidate
	complete_fish 'greenroom help d'
	offers "fish: commands behind help" doctor !debounce-readings
else
	skip "fish" "fish is not installed"
fi

echo "1..$n"
