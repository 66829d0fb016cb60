#!/bin/sh
# Linear mode from outside: commands in, sentences out, on good input and on bad. Prints TAP.
# GREENROOM names the program; it needs a sandbox that works.
set -u
: "${GREENROOM:=./greenroom}"
case $GREENROOM in /*) ;; *) GREENROOM=$PWD/$GREENROOM ;; esac
here=$(cd "$(dirname "$0")" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/greenroom-linear.XXXXXX") || exit 99
trap 'rm -rf "$home"' EXIT
trap 'exit 99' HUP INT TERM

packs=$home/packs src=$home/src data=$home/data
mkdir -p "$packs" "$src"
export HOME="$home" XDG_DATA_HOME="$home/xdg" LC_ALL=C.UTF-8
export PATH=/usr/local/bin:/usr/bin:/bin
unset VIRTUAL_ENV VISUAL EDITOR XDG_CACHE_HOME
. "$here/make_packs.sh"
rate=
make_good
make_broken
make_hostile
make_missing_module
make_sources
make_tongues
pack=$packs/good
cat >"$pack/questions/other/statement.md" <<'END'
# Twice of other

## Input

Return $x_1^2$, a *number*, of `n`.

$$\frac{a}{b}$$

> Mind the sign.

---

| case | result |
|------|:------:|
| 0    | **0**  |
| 1    | 2      |

- [x] done
- one

```
a  = 1

b = 2
```
END

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
	sed 's/^/# out: /' "$home/out" | head -n 60
	sed 's/^/# err: /' "$home/err" | head -n 40
}

# look NAME PATTERN...: what the last program printed. A PATTERN is a basic regular expression that standard output must
# hold; with err: in front, standard error; with no: neither; with is: a whole line of standard output, literally.
look() {
	name=$1 problem=
	shift
	for pattern; do
		case $pattern in
		err:*) grep -q -e "${pattern#err:}" "$home/err" || problem="$problem; not on standard error: ${pattern#err:}" ;;
		no:*) ! grep -q -e "${pattern#no:}" "$home/out" "$home/err" || problem="$problem; printed: ${pattern#no:}" ;;
		is:*) grep -qxF -e "${pattern#is:}" "$home/out" || problem="$problem; no such line: ${pattern#is:}" ;;
		*) grep -q -e "$pattern" "$home/out" || problem="$problem; not printed: $pattern" ;;
		esac
	done
	# Nothing that a terminal would obey: no movement, no colour.
	! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$home/out" "$home/err" ||
		problem="$problem; control characters were printed"
	result "$name" "$problem"
}

# say NAME PATTERN... <<COMMANDS: a whole conversation, which ends with status 0.
say() {
	"$GREENROOM" --data "$data" --pack "${in:-$pack}" --linear >"$home/out" 2>"$home/err"
	got=$?
	look "$@"
	[ $got = 0 ] || result "$1: status" "status $got"
}

# ---- the beginning and the end

"$GREENROOM" --data "$data" --linear list >"$home/out" 2>"$home/err"
look "it goes with no command" "err:--linear does not go with greenroom list"
"$GREENROOM" --data "$data" --pack "$pack" --linear duoble >"$home/out" 2>"$home/err" </dev/null
[ $? = 2 ] && look "an unknown question" 'err:did you mean.*double' || result "an unknown question" "another status than 2"
"$GREENROOM" --data "$data" --pack "$pack" --linear double >"$home/out" 2>"$home/err" </dev/null
[ $? = 0 ] && look "the end of the input ends it" "Twice of double, easy, Numbers" || result "the end of the input" "status"
printf 'open double\nrun\nedit\n' | "$GREENROOM" --data /proc/nowhere --pack "$pack" --linear >"$home/out" 2>"$home/err"
look "a data directory that cannot be written" "err:/proc/nowhere" "Return twice of n"
"$GREENROOM" --data "$src/right.py" --pack "$pack" --linear >"$home/out" 2>"$home/err" </dev/null
result "a data directory that is a file" "$([ $? = 3 ] || echo "another status")"
say "words for what is no command" 'err:there is no command "hlep" (did you mean "help"?)' 'err:"re" may be one of: replace, reset, results' \
	'err:no question is open' 'err:one word too many: "now"; type quit' "^list \[WORD\.\.\.\]: " "^solution: " <<'END'
hlep
re
run
quit now

  help
quit
END
printf 'a\0b\nb\377\n' >"$home/in"
head -c 70000 /dev/zero | tr '\0' x >>"$home/in"
printf '\nhelp more\n' >>"$home/in"
say "lines that are none" "err:NUL byte" "err:not UTF-8 at byte 1" "err:more than 65536 bytes" "more: goes on" <"$home/in"
say "lines of a terminal of another kind" "is:greenroom> more: goes on with the list." <<END
$(printf 'help more\r')
END

# ---- finding and reading

say "list, open by number, next" "Twice of double, easy, Numbers, new" "Twice of other, easy, Numbers, new" \
	"Twice of other, easy, Numbers\.$" "no further question" <<'END'
list pack
list twice
open 2
next
END
say "narrowed" "^greenroom> 1 question\." "No question has all of these words" "err:from 1 to 1, not \"2\"" 'err:no question "zebra"' <<'END'
list double
open 2
open zebra
list zebra
END
say "a number without a list, and none at all" "err:there is no list yet: type list, then open 1" "err:no list yet" <<'END'
open 1
more
next
END
say "the statement, plain" "is:Return x₁², a number, of n." "is:  a/b" "is:Quote: Mind the sign." "is:Row 1: case: 0; result: 0" \
	"is:Row 2: case: 1; result: 2" "is:- one" "is:done: done" "is:  a  = 1" "is:  b = 2" "is:Input" 'no:[│─━┼•☑↪]' "no:# Twice" <<'END'
open other
END
say "formulas as they were typed" 'is:Return $x_1^2$, a number, of n.' <<'END'
formulas
open other
END
say "hints and the solution" "^double> Hint 1 of 1\.$" "Add it to itself" "These were all the hints" "is:    return n + n" "Left as it is" <<'END'
open double
hint
hint
solution
no
solution
yes
END
say "the last one" "^double> Closed: Twice of double\." "err:no question is open" "Twice of double, easy" <<'END'
open double
close
draft
open
END
in=$packs/hostile
say "hostile texts are escaped" '\\x1b\[31mred\\u{202e}\\x07' '\\x1b\[2JTwice' <<'END'
list
open loud
END
in=$packs/broken
say "broken questions" "broken\.$" "err:line 3, column" <<'END'
list
open bad-json
END
in=$packs/missing
say "what cannot be run here" "err:no_such_module_x" <<'END'
open elsewhere
END
in=

# ---- the draft

draft=$data/drafts/practice/good/double/python/solution.py
say "write and hear it" "The draft now has 2 lines" "is:double> 1: def double(n):" "is:2:     return n + n" "is:double> 2:     return n + n" \
	'err:line of the draft is a number from 1 to 2, not "3"' "err:line 1 stands before line 2" <<'END'
open double
write
def double(n):
    return n + n
.
draft
draft 2
draft 3
draft 2 1
END
result "the draft is on disk" "$(printf 'def double(n):\n    return n + n\n' | cmp - "$draft" 2>&1)"
say "insert, replace, delete, append" "is:double> 1: # one" "is:2: ." "is:3: def double(n):" "is:5: # end" <<'END'
open double
insert 1
# one
# two
.
replace 2
..
.
append
# end
.
draft
delete 1 2
END
result "lines are where they belong" "$(printf 'def double(n):\n    return n + n\n# end\n' | cmp - "$draft" 2>&1)"
say "undo, and undo that" "is:double> 1: # one" "The draft now has 5 lines" "The draft now has 3 lines" <<'END'
open double
undo
draft 1
undo
END
say "text that ends too early" "err:nothing was changed: the text ended without its dot" "kept as a snapshot" <<'END'
open double
write
def other(n):
END
result "the draft is as it was" "$(printf 'def double(n):\n    return n + n\n# end\n' | cmp - "$draft" 2>&1)"
result "what was typed is kept" "$(cat "$data"/snapshots/practice/good/double/python/*typed* | grep -q 'def other' || echo gone)"
head -c 60000 /dev/zero | tr '\0' x >"$home/long"
{ printf 'open double\nwrite\n'; cat "$home/long"; printf '\nz = 1\n.\ndraft 1\n'; } >"$home/in"
say "text over the question's limit" "err:nothing was changed: the text is longer than 50 KB" "is:double> 1: def double(n):" <"$home/in"
say "a bad line in a text" "err:nothing was changed: a line that is not UTF-8" "is:double> 1: def double(n):" <<END
open double
write
x = 1
$(printf '\377')
.
draft 1
END
say "reset" "Left as it is" "The draft now has" <<'END'
open double
reset
no
reset
yes
END
result "it is the starter" "$(grep -q 'pass' "$draft" || cat "$draft")"

cat >"$home/editor" <<'END'
#!/bin/sh
read -r line
echo "the editor got: $line"
printf 'def double(n):\n    return n + n\n' >"$1"
END
chmod +x "$home/editor"
export EDITOR="$home/editor"
say "the editor has our input and output" "the editor got: from here" "The draft was changed and now has 2 lines" \
	"The draft was not changed" <<'END'
open double
edit
from here
edit
from here
END
export EDITOR="sh -c 'exit 3'"
say "an editor that fails" "err:the editor ended with status 3" "The draft was not changed" <<'END'
open double
edit
END
unset EDITOR
say "no editor" 'err:$EDITOR names no editor: type write' <<'END'
open double
edit
END

# ---- running

say "run, right" "^double> double> Running 2 tests\.$" "^Accepted: all 2 tests passed\.$" "^Passed: test 1, two; test 2, zero\.$" "^It took" \
	"Test 2, zero, accepted\." "err:nothing was run yet" <<'END'
open double
results
run
test 2
END
say "run, wrong" "^Wrong answer: 1 of 2 tests passed\.$" "^Test 1, two, wrong answer: expected 4, got -2\.$" "^Input: \[*2\]*$" "^Expected: 4$" \
	"^Actual: -2$" "^Passed: test 2, zero\.$" "^Printed: \\\\x1b\[2Jhallo$" "err:test of this run is a number from 1 to 2" <<'END'
open double
write
def double(n):
    print("\x1b[2Jhallo")
    return -n
.
run
test 9
results
END
say "run, exception" "^Runtime error: " "ValueError: no" "^Line 2 of the draft: raise ValueError(\"no\")$" "^Failed too: test 2, zero, runtime error\.$" <<'END'
open double
write
def double(n):
    raise ValueError("no")
.
run
END
say "run, syntax error" "^Cannot load: " "^Line 1 of the draft: def double(n)$" "no:^It took" <<'END'
open double
write
def double(n)
.
run
END
say "submit shows nothing of hidden tests" "^Wrong answer\|^Failed\|^Hidden" "^Public tests: 2 of 2 passed\.$" "^Hidden tests: 1 of 2 passed\.$" \
	"^The first that failed is test 3\.$" "err:a submit tells of no single test" "no:987654" "no:h-secret" "no:1975308" <<'END'
open double
write
def double(n):
    return n + n if n < 1000 else 0
.
submit
test 3
END
say "submit, right, and solved" "^Hidden tests: 2 of 2 passed\.$" "Twice of double, easy, Numbers, solved\." <<'END'
open double
write
def double(n):
    return n + n
.
submit
list double
END
in=$packs/slow
say "the run rate" "err:2 runs a minute are as many as this pack allows" <<'END'
open double-slowly
run
run
run
END
in=$packs/tongues
say "another language" "The language is Python\. Offered here:" "The language is C\." "^Compiling\.$" "^Compile error: " "^Line 4 of the draft:\|^Line 5 of the draft:" \
	'err:not offered in Java\|err:not offered' 'err:the language "klingon"' <<END
open thrice
language
language java
language klingon
language c
write
$(cat "$src/semicolon.c")
.
run
END
if command -v clang-format >/dev/null; then
	say "format" "formatted: clang-format" "nothing to change" "is:thrice> 1: int32_t triple(int32_t n) { return 3 * n; }" <<'END'
open thrice
language c
write
int32_t triple(int32_t n)    {return 3*n;  }
.
format
format
draft
END
else
	echo "ok $((n = n + 1)) - format # SKIP clang-format is not installed"
fi
say "it is kept" "The draft in C has" <<'END'
open thrice
END
in=

# ---- Ctrl-C: gives up a run or a text, and no more. The program is asked over a FIFO, and waited for.

wait_for() { # PATTERN: at most 30 s
	deadline=$(($(date +%s) + 30))
	until grep -q -e "$1" "$home/out"; do
		[ "$(date +%s)" -lt $deadline ] || return 1
		kill -0 $pid 2>/dev/null || return 1
	done
}
mkfifo "$home/fifo"
"$GREENROOM" --data "$data" --pack "$pack" --linear double <"$home/fifo" >"$home/out" 2>"$home/err" &
pid=$!
exec 3>"$home/fifo"
printf 'write\nimport time\ndef double(n):\n    print("x")\n    while True: pass\n.\nrun\n' >&3
wait_for "^double> Running 2 tests" && kill -INT $pid
wait_for "^Cancelled\|^Time limit" || echo "# no verdict"
printf 'write\nkept = 1\n' >&3
wait_for '^double> Type the lines.*$' && wait_for '^\. \. ' && kill -INT $pid
wait_for "kept as a snapshot"
printf 'draft 1\nquit\n' >&3
exec 3>&-
wait $pid
got=$?
look "Ctrl-C" "^Cancelled" "double> 1: import time" "err:nothing was changed: the text ended without its dot"
result "it goes on until quit" "$([ $got = 0 ] || echo "status $got")"

"$GREENROOM" --data "$data" --pack "$pack" --linear </dev/null >/dev/full 2>"$home/err"
got=$?
result "full standard output" "$([ $got = 3 ] && grep -q 'writing standard output' "$home/err" || echo "status $got")"

echo "1..$n"
exit $failed
