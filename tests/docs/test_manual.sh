#!/bin/sh
# The manual tells what the program has: every command, option and JSON key is in greenroom.1, and mandoc has no
# complaint about it.  TAP.  $SRCDIR is the source tree, $GREENROOM the program.
set -u

manual=$SRCDIR/greenroom.1
scratch=$(mktemp -d "${TMPDIR:-/tmp}/greenroom-manual.XXXXXX") || exit 99
trap 'rm -rf "$scratch"' EXIT
export XDG_DATA_HOME="$scratch/data" XDG_CONFIG_HOME="$scratch/config"

n=0
ok() { n=$((n + 1)); echo "ok $n - $1"; }
not_ok() { n=$((n + 1)); echo "not ok $n - $1"; sed 's/^/# /' "$scratch/said"; }
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
check() { if [ -s "$scratch/said" ]; then not_ok "$1"; else ok "$1"; fi; }

# Its text as mdoc has it, without the escapes: "Fl -json" is --json.
plain() { sed 's/\\e/\\/g; s/Fl -/--/g; s/Fl \([a-zA-Z]\)/-\1/g' "$manual"; }
plain >"$scratch/manual"

if command -v mandoc >/dev/null 2>&1; then
	# References to other manuals are not checked: they need not be installed.
	mandoc -T lint -W warning "$manual" 2>&1 | grep -v 'mandoc.db' >"$scratch/said"
	check "mandoc finds nothing"
else
	skip "mandoc finds nothing" "mandoc is not installed"
fi

: >"$scratch/said"
# "  list [WORD...]   list the questions" stands under "commands:"
"$GREENROOM" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' >"$scratch/commands"
[ "$(wc -l <"$scratch/commands")" -ge 6 ] || echo "only these commands: $(cat "$scratch/commands")" >"$scratch/said"
while read -r command; do
	grep -q "^\.It Cm $command\b" "$manual" || echo "no .It Cm $command" >>"$scratch/said"
done <"$scratch/commands"
check "every command"

: >"$scratch/said"
while read -r command; do
	"$GREENROOM" help "$command"
done <"$scratch/commands" | grep -o '^  *\(-[a-zA-Z], \)*--[a-z]*' | grep -o -e '--*[a-zA-Z]*' | sort -u >"$scratch/options"
[ -s "$scratch/options" ] || echo "no option was found" >"$scratch/said"
while read -r option; do
	grep -q -e "^\.It.*$option\b" "$scratch/manual" || echo "no $option" >>"$scratch/said"
done <"$scratch/options"
check "every option"

: >"$scratch/said"
sed -n '/^\.Sh SETTINGS/,/^\.Sh RUNNING/p' "$manual" >"$scratch/section"
"$GREENROOM" settings | sed -n 's/^;*\([a-z-]*\) =.*/\1/p' >"$scratch/settings"
[ "$(wc -l <"$scratch/settings")" -ge 20 ] || echo "only these settings: $(cat "$scratch/settings")" >"$scratch/said"
while read -r setting; do
	grep -q -e "^\.\(It \)*Cm\( .*\)* $setting\( .*\)*$" "$scratch/section" || echo "no $setting" >>"$scratch/said"
done <"$scratch/settings"
check "every setting and every command that has keys"

# Keys of a JSON text, each once.
json_keys() { grep -o '"[a-z_]*":' "$1" | tr -d '":' | sort -u; }
has_keys() {
	: >"$scratch/said"
	json_keys "$1" >"$scratch/keys"
	[ -s "$scratch/keys" ] || echo "no keys: $(head -c 300 "$1")" >"$scratch/said"
	while read -r key; do
		grep -q "\"$key\"" "$scratch/manual" || echo "no \"$key\"" >>"$scratch/said"
	done <"$scratch/keys"
	check "$2"
}

"$GREENROOM" list --json >"$scratch/json"
has_keys "$scratch/json" "every key of list --json"

echo 'def fewest_coins(coins, amount): return 1' >"$scratch/solution.py"
status=0
"$GREENROOM" run --json fewest-coins "$scratch/solution.py" >"$scratch/json" || status=$?
if [ "$status" = 3 ]; then
	skip "every key of run --json" "nothing can be run here: greenroom doctor says why"
else
	has_keys "$scratch/json" "every key of run --json"
fi

echo "1..$n"
