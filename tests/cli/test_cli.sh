#!/bin/sh
# The commands from outside: what they print and their exit statuses, on good input and on bad. Prints TAP.
# GREENROOM names the program; it needs a sandbox that works.
set -u
: "${GREENROOM:=./greenroom}"
case $GREENROOM in /*) ;; *) GREENROOM=$PWD/$GREENROOM ;; esac
here=$(cd "$(dirname "$0")" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/greenroom-cli.XXXXXX") || exit 99
trap 'rm -rf "$home"' EXIT
trap 'exit 99' HUP INT TERM

packs=$home/packs src=$home/src data=$home/data
mkdir -p "$packs" "$src"
export HOME="$home" XDG_DATA_HOME="$home/xdg" LC_ALL=C.UTF-8
# The system's interpreter, so that the outcome does not hang on what else is installed.
export PATH=/usr/local/bin:/usr/bin:/bin
unset VIRTUAL_ENV VISUAL EDITOR XDG_CACHE_HOME
. "$here/make_packs.sh"
rate=
make_good
make_broken
make_dishonest
make_hostile
make_missing_module
make_sources
make_tongues
pack=$packs/good

n=0
failed=0
result() { # NAME PROBLEM
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
		return
	fi
	failed=1
	echo "not ok $n - $1"
	printf '%s\n' "$2" | sed 's/^/# /'
	sed 's/^/# out: /' "$home/out" | head -n 40
	sed 's/^/# err: /' "$home/err" | head -n 40
}

# expect NAME STATUS [PATTERN...] -- ARGUMENT...: runs greenroom with the arguments. A PATTERN is a basic
# regular expression that standard output must hold; with err: in front, standard error; with no: neither.
expect() {
	name=$1 status=$2 problem= patterns=
	shift 2
	while [ "$1" != -- ]; do
		patterns="$patterns$1
"
		shift
	done
	shift
	"$GREENROOM" --data "$data" "$@" >"$home/out" 2>"$home/err" <"${input:-/dev/null}"
	got=$?
	[ "$got" = "$status" ] || problem="status $got, expected $status"
	while IFS= read -r pattern; do
		case $pattern in
		'') ;;
		err:*) grep -q -e "${pattern#err:}" "$home/err" || problem="$problem; not on standard error: ${pattern#err:}" ;;
		no:*) ! grep -q -e "${pattern#no:}" "$home/out" "$home/err" || problem="$problem; printed: ${pattern#no:}" ;;
		*) grep -q -e "$pattern" "$home/out" || problem="$problem; not printed: $pattern" ;;
		esac
	done <<-END
		$patterns
	END
	# Nothing that a terminal would obey, and no colour codes of our own either.
	! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$home/out" "$home/err" ||
		problem="$problem; control characters were printed"
	result "$name" "$problem"
}

# ---- the command line

expect "help" 0 "^usage: greenroom" "verify \[QUESTION" "Exit status: 0 passed" -- --help
expect "help of a command" 0 "^usage: greenroom run \[OPTION...\] QUESTION \[FILE\]" -- help run
expect "help by option" 0 "^usage: greenroom submit" -- submit --help
expect "help of what is none" 2 'err:no command "lst" (did you mean "list"?)' -- help lst
expect "version" 0 "^greenroom [0-9][0-9.]*$" -- --version
expect "settings" 0 "greenroom.ini (there is no such file)" "^;run = F5 prefix:r" "^;theme =" -- settings
mkdir -p "$home/.config/greenroom"
printf '[screen]\ntheme = drak\nborders = ascii\n[keys]\nrun = F7\n' >"$home/.config/greenroom/greenroom.ini"
expect "settings with a slip" 2 "^borders = ascii" "^run = F7" "err:greenroom.ini:2: theme: 'drak' is no theme (did you mean 'dark'?)" \
	-- settings
expect "doctor names a slip of the settings" 0 "greenroom.ini:2: theme: 'drak' is no theme" -- doctor
rm -r "$home/.config/greenroom"
expect "two forms of one list" 2 "err:--names does not go with --json" -- list --names --json
expect "names of questions" 0 "^double$" "no:Twice" -- --pack "$pack" list --names double
expect "unknown option" 2 'err:no option "--jsn" (did you mean "--json"?)' -- list --jsn
expect "option that is not the command's" 2 "err:--candidate does not go with greenroom list" -- list --candidate x
expect "option without its value" 2 "err:--pack needs a DIR" -- list --pack
expect "value for a switch" 2 "err:--json takes no value" -- list --json=yes
expect "command without its word" 2 "err:usage: greenroom run QUESTION" -- run
expect "one word too many" 2 'err:one word too many: "c"' -- run a b c
expect "mistyped command" 2 'err:did you mean "greenroom list"?' -- lst
expect "mistyped command with words" 2 'err:no command "rnu" (did you mean "run"?)' -- rnu two-sum x.py
expect "no terminal" 2 "err:ssh -t" --
expect "no terminal, with a question" 2 "err:ssh -t" -- --pack "$pack" double
expect "options end at --" 2 'err:"--json"' -- --pack "$pack" show -- --json

# ---- packs and questions

expect "unknown question" 2 'err:did you mean.*double' -- --pack "$pack" show duoble
expect "unknown question, nothing near" 2 'err:zzzzzzzz' -- --pack "$pack" run zzzzzzzz "$src/right.py"
expect "list" 0 "^good: Pack good" "new *double *Twice of double *easy *Numbers *arithmetic" "new *other" -- --pack="$pack" list
expect "list, narrowed" 0 "double" "no:other" -- --pack "$pack" list twice double
expect "list, narrowed to nothing" 0 "no question has all of these words" -- --pack "$pack" list twice zebra
expect "list as JSON" 0 '^{"packs":\[{"name":"good","title":"Pack good","version":"1.0.0"' '"slug":"double"' \
	'"state":"ready","problem":null' '"status":"new"' -- --pack "$pack" list --json
expect "show" 0 "^title  *Twice of double" "^interface  *double(n: int) -> int" 'Return \*\*twice\*\* of `n`' \
	"no:987654" -- --pack "$pack" show good/double
expect "pack that is a file" 2 "err:--pack $src/right.py" -- --pack "$src/right.py" list
expect "pack that is missing" 2 "err:--pack $home/nowhere" -- --pack "$home/nowhere" list
expect "pack given twice" 2 "err:a pack of that name was given before" -- --pack "$pack" --pack "$pack" list
expect "broken questions hide nothing" 0 "new *fine" "broken *bad-json" "broken: bad-json: .*line 3, column" \
	"broken *no-statement" -- --pack "$packs/broken" list
expect "broken questions as JSON" 0 '"slug":"bad-json".*"state":"broken","problem":".*line 3, column' \
	-- --pack "$packs/broken" list --json bad-json
expect "broken JSON" 2 "err:question.json.*line 3, column" -- --pack "$packs/broken" run bad-json "$src/right.py"
expect "tests of 100,000" 2 "err:tests.json.*10,\{0,1\}000" -- --pack "$packs/broken" run many "$src/right.py"
expect "input nested 10,000 deep" 2 "err:tests.json.*128" -- --pack "$packs/broken" run deep "$src/right.py"
expect "show of a class" 0 "^interface  *BoundedStack(capacity: int)$" "^methods  *push(value: int) -> bool$" \
	"^  *pop() -> optional<int>$" -- --pack "$SRCDIR/tests/fixtures/basic" show basic/stack
expect "missing statement" 2 "err:statement.md" -- --pack "$packs/broken" show no-statement
expect "missing tests.py" 2 "err:tests.py" -- --pack "$packs/broken-bites" run no-tests "$src/right.py"
expect "missing tests.py hides nothing" 0 "new *fine" "broken: no-tests" -- --pack "$packs/broken-bites" list
expect "missing module" 0 "unavailable: elsewhere: .*no_such_module_x" "new *here" -- --pack "$packs/missing" list
expect "running without the module" 3 "err:no_such_module_x" -- --pack "$packs/missing" run elsewhere "$src/right.py"
expect "hostile texts are escaped" 0 '\\x1b\[31mred\\u{202e}\\x07' 'C\\x9b2J' -- --pack "$packs/hostile" list
expect "a hostile statement is escaped" 0 '# \\x1b\[2JTwice' -- --pack "$packs/hostile" show loud

# ---- run and submit

expect "run, right" 0 "two  *accepted .* ms" "zero  *accepted" "accepted: all 2 tests passed" -- \
	--pack "$pack" run double "$src/right.py"
expect "run, wrong" 1 "zero  *wrong answer" "input  *\[\{0,1\}0" "expected  *0" "actual  *1" "1 of 2 tests passed\|0 of 2 tests passed" -- \
	--pack "$pack" run double "$src/wrong.py"
input=$src/right.py
expect "run, from standard input" 0 "all 2 tests passed" -- --pack "$pack" run double -
input=
expect "run, exception" 1 "two  *runtime error" 'ValueError: no \\x1b\[31m2' "line 2" "no:harness" -- \
	--pack "$pack" run double "$src/raises.py"
expect "run, syntax error" 1 "cannot load" "SyntaxError\|invalid syntax" "2" -- --pack "$pack" run double "$src/syntax.py"
expect "run, endless loop" 1 "time limit" -- --pack "$pack" run double "$src/loops.py"
expect "run, empty source" 1 "double" -- --pack "$pack" run double "$src/empty.py"
expect "run, printing control characters" 1 'printed' '\\x1b\[2J\\x07\\u{202e}shown' -- --pack "$pack" run double "$src/loud.py"
expect "run as JSON" 0 '^{"format":1,"pack":"good","question":"double","mode":"run","verdict":"accepted"' '"id":"zero"' \
	"no:h-secret" -- --pack "$pack" run --json double "$src/right.py"
expect "run, pytests" 0 "accepted" -- --data "$home/bites" --pack "$packs/bites" run one "$packs/bites/one/solution.py"
expect "run, pytests, starter" 1 "one() is not 1" -- --data "$home/bites" --pack "$packs/bites" run one "$packs/bites/one/starting_point.py"
expect "submit, right" 0 "public  2 of 2 passed" "hidden  2 of 2 passed" -- --pack "$pack" submit double "$src/right.py"
expect "submit shows nothing of hidden tests" 1 "hidden  1 of 2 passed" "test 3" "no:h-secret" "no:987654" "no:1975308" \
	"no:1234567" "no:looking at" -- --pack "$pack" submit double "$src/hidden.py"
expect "submit as JSON shows nothing either" 1 '"hidden_passed":1' '"first_failed":3' "no:h-secret" "no:987654" \
	"no:1975308" "no:1234567" -- --pack "$pack" submit double "$src/hidden.py" --json
expect "solved is remembered" 0 "solved *double" "new *other" -- --pack "$pack" list
expect "no draft yet" 2 "err:no draft of other yet" -- --pack "$pack" run other
mkdir -p "$data/drafts/practice/good/other/python"
cp "$src/right.py" "$data/drafts/practice/good/other/python/solution.py"
expect "run of the draft" 0 "all 2 tests passed" -- --pack "$pack" run other
expect "tried is remembered" 0 "tried *other" '' -- --pack "$pack" list

expect "missing file" 2 "err:$home/none.py" -- --pack "$pack" run double "$home/none.py"
expect "file that is a folder" 2 "err:is a folder" -- --pack "$pack" run double "$src"
expect "file that is a device" 2 "err:not a regular file" -- --pack "$pack" run double /dev/zero
expect "source over 50 KB" 2 "err:large.py has [0-9]* bytes; the limit of double is 50 KB" -- \
	--pack "$pack" run double "$src/large.py"
expect "NUL byte in the source" 2 "err:nul.py holds a NUL byte, at byte 33" -- --pack "$pack" run double "$src/nul.py"
expect "source that is not UTF-8" 2 "err:latin.py is not UTF-8 at byte 37" -- --pack "$pack" submit double "$src/latin.py"
input=/dev/zero
expect "endless standard input" 2 "err:standard input is larger than" -- --pack "$pack" run double -
input=

expect "run rate, first" 0 -- --pack "$packs/slow" --data "$home/rate" run double-slowly "$src/right.py"
expect "run rate, second" 0 -- --pack "$packs/slow" --data "$home/rate" submit double-slowly "$src/right.py"
expect "run rate, spent" 1 "err:2 runs a minute are as many as this pack allows: try again in [1-6][0-9]* s" "no:passed" -- \
	--pack "$packs/slow" --data "$home/rate" run double-slowly "$src/right.py"
expect "run rate does not bind verify" 0 "0 failed" -- --pack "$packs/slow" --data "$home/rate" verify

# ---- verify

expect "verify" 0 "^good/double$" "reference  *solutions/python.py  *4/4 .* ms  *accepted" "starter .*as it should be" \
	"wrong  *wrong/square.py .*wrong_answer as promised (failed h-secret, h-minus)" \
	"^2 questions checked, 0 failed, 0 broken, 0 skipped$" -- --pack "$pack" verify
expect "verify one" 0 "^1 question checked" "no:good/other" -- --pack "$pack" verify double
expect "verify as JSON" 0 '"kind":"wrong","file":"wrong/square.py","language":"python","verdict":"wrong_answer"' \
	'"checked":2,"failed":0,"broken":0,"skipped":0,"not_run":0}' -- --pack "$pack" verify --json
expect "verify, pytests" 0 "reference  *solution.py  *1/1" -- --pack "$packs/bites" verify
expect "verify, dishonest questions" 1 "E303 solutions/python.py fails h-secret" "E306 wrong/square.py passes: add a test it fails" \
	"E308 wrong/square.py: expected wrong_answer, got runtime_error" "E307 wrong/square.py does not fail h-secret as promised" \
	"4 questions checked, 4 failed" -- --pack "$packs/dishonest" verify
expect "verify, starter that passes" 1 "E305 the starter passes all tests" -- --pack "$packs/starter" verify
expect "verify, broken questions" 2 "bad-json" "broken: .*line 3, column" "broken/fine" "5 questions checked, 0 failed, 4 broken" -- \
	--pack "$packs/broken" verify
expect "verify, missing module" 0 "skipped: .*no_such_module_x" "1 question checked, 0 failed, 0 broken, 1 skipped" -- \
	--pack "$packs/missing" verify
expect "verify, missing module, by name" 3 "unavailable: .*no_such_module_x" -- --pack "$packs/missing" verify elsewhere
expect "verify, unknown question" 2 "err:zzzzzzzz" -- --pack "$pack" verify zzzzzzzz
expect "verify a candidate" 1 "h-secret  *wrong answer .*(hidden)" "expected  *1975308" "actual  *1234567" -- \
	--pack "$pack" verify double --candidate "$src/hidden.py"
expect "verify a candidate, right" 0 "all 4 tests passed" -- --pack "$pack" verify double --candidate "$src/right.py"
expect "verify a candidate, no question" 2 "err:greenroom verify QUESTION --candidate FILE" -- \
	--pack "$pack" verify --candidate "$src/right.py"

# ---- languages

tongues=$packs/tongues
c=$tongues/questions/thrice/solutions/c.c
expect "run, compiled" 0 "all 2 tests passed" "  compiled with .*gcc" -- --pack "$tongues" run thrice "$c"
expect "run, compiled before" 0 "all 2 tests passed" "  compiled before with .*gcc" -- --pack "$tongues" run thrice "$c"
input=$c
expect "the language of standard input" 0 "all 2 tests passed" -- --pack "$tongues" run --language=c thrice -
input=
expect "compile error" 1 "compile error: solution.c:[45]" "no:/box/" "no:main.c" "no:greenroom" -- \
	--pack "$tongues" run thrice "$src/semicolon.c"
expect "compile error as JSON" 1 '"verdict":"compile_error"' '"line":[45]' '"language":"c"' '"compile":{"cached":false' -- \
	--pack "$tongues" submit --json thrice "$src/semicolon.c"
expect "warnings are shown, not fatal" 0 "unused" "all 2 tests passed" -- --pack "$tongues" run thrice "$src/untidy.c"
expect "language that is not offered" 2 "err:thrice is not offered in Java, but in: python, c" -- \
	--pack "$tongues" run thrice --language java
expect "language that does not exist" 2 'err:the language "pithon" is not known' 'err:did you mean "python"' -- \
	--pack "$tongues" run thrice --language pithon
expect "tool that does not exist" 3 "err:/nowhere/gcc cannot be used" -- --pack "$tongues" run --c /nowhere/gcc thrice "$c"
expect "a language's option without a path" 2 "err:--c needs a PATH" -- --pack "$tongues" run thrice --c
expect "verify in all languages" 0 "reference  *solutions/python.py  *4/4" "reference  *solutions/c.c  *4/4" "starter  *c  *0/4\|starter  *c  *1/4" \
	"1 question checked, 0 failed, 0 broken, 0 skipped$" -- --pack "$tongues" verify
expect "verify in one language" 0 "solutions/c.c" "no:python.py" -- --pack "$tongues" verify --language c
expect "verify without the tools" 0 "solutions/c.c: not run: /nowhere/gcc cannot be used" "solutions/python.py  *4/4" \
	"0 skipped, 2 solutions not run$" -- --pack "$tongues" verify --c /nowhere/gcc
expect "show, the starter" 0 "^int32_t triple(int32_t n)" "no:Return" -- --pack "$tongues" show thrice --language c
expect "show, the languages" 0 "^languages  *Python, C$" -- --pack "$tongues" show thrice
if command -v clang-format >/dev/null; then
	expect "format a file" 0 "^int32_t triple(int32_t n) {$" -- --pack "$tongues" format thrice "$src/untidy.c"
	draft=$data/drafts/practice/tongues/thrice/c/solution.c
	mkdir -p "${draft%/*}"
	cp "$src/untidy.c" "$draft"
	expect "format the draft" 0 "^formatted: clang-format [0-9]" -- --pack "$tongues" format thrice --language c
	result "the draft is formatted" "$(grep -q '^int32_t triple(int32_t n) {$' "$draft" || cat "$draft")"
	result "what it was is kept" "$(cmp "$src/untidy.c" "$data"/snapshots/practice/tongues/thrice/c/*format*)"
	expect "format again" 0 "^nothing to change" -- --pack "$tongues" format thrice --language c
else
	echo "ok $((n = n + 1)) - format # SKIP clang-format is not installed"
fi
expect "format, no draft" 2 "err:no draft of thrice yet" -- --pack "$tongues" format thrice --language python

# ---- the data directory

expect "unwritable data directory" 0 "all 2 tests passed" "err:warning: nothing can be saved" "err:the attempt is not kept" -- \
	--data /proc/nowhere --pack "$pack" run double "$src/right.py"
expect "unwritable data directory, list" 0 "new *double" "err:nothing can be saved" -- --data /proc/nowhere --pack "$pack" list
expect "unwritable data directory, doctor" 3 "/proc/nowhere" -- --data /proc/nowhere doctor
expect "data directory that is a file" 0 "all 2 tests passed" "err:is a file, not a folder" -- \
	--data "$src/right.py" --pack "$pack" run double "$src/right.py"
expect "data directory that is a file, draft" 3 "err:name a FILE" -- --data "$src/right.py" --pack "$pack" run double
printf 'this is no database, whatever its name says, and that is all there is\n' >"$data/greenroom.db"
rm -f "$data/greenroom.db-wal" "$data/greenroom.db-shm"
expect "corrupt database" 0 "err:damaged" "err:greenroom.db.corrupt-" "new *double" -- --pack "$pack" list
expect "corrupt database, the draft is whole" 0 "all 2 tests passed" "no:corrupt" -- --pack "$pack" run other
set -- "$data"/greenroom.db.corrupt-*
result "corrupt database, set aside once and whole" \
	"$([ $# = 1 ] && grep -q 'this is no database' "$1" || echo "set aside: $*")"
cp -r "$pack" "$home/copied"
mkdir -p "$data/packs"
mv "$home/copied" "$data/packs/good"
expect "packs of one's own" 0 "^good: Pack good" -- list

# ---- doctor, and the ends of the pipes

expect "doctor" 0 "^sandbox: full\|^sandbox: light" "user namespace\|Landlock\|landlock" "^languages and their tools" "Python .*python3" "/usr/bin/python3" \
	"^editors" "^terminal" "can be written" "good .* 2 ready, 0 broken" -- --pack "$pack" doctor
"$GREENROOM" --data "$data" list >/dev/full 2>"$home/err"
got=$?
result "full standard output" "$([ $got = 3 ] && grep -q 'writing standard output' "$home/err" || echo "status $got")"
{ "$GREENROOM" --data "$data" --pack "$pack" show double; echo $? >"$home/out"; } 2>"$home/err" | true
result "closed standard output" "$([ ! -s "$home/err" ] || echo "it complained")"
"$GREENROOM" --data "$data" --pack "$pack" run double "$src/right.py" >&- 2>"$home/err"
got=$?
result "no standard output at all" "$([ $got = 0 ] || echo "status $got")"

echo "1..$n"
exit $failed
