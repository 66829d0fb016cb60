#!/bin/sh
# Every shipped question, and a folder of questions that is not ours, through `greenroom verify`. Prints TAP.
# GREENROOM is the program, SRCDIR the source tree.
set -u
: "${GREENROOM:=./greenroom}" "${SRCDIR:=.}"

data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
n=0
failed=0

result() { # NAME OK DETAILS-FILE
	n=$((n + 1))
	if [ "$2" = yes ]; then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		sed 's/^/# /' "$3"
		failed=1
	fi
}

verify() { # NAME ARGUMENT...
	name=$1
	shift
	"$GREENROOM" --data "$data" verify "$@" >"$data/out" 2>&1
	status=$?
	if [ $status = 0 ]; then result "$name" yes; else
		echo "exit status $status" >>"$data/out"
		result "$name" no "$data/out"
	fi
}

verify "the shipped questions"
grep -q 'as promised' "$data/out" && named=yes || named=no
result "each known-wrong solution is named with its verdict" $named "$data/out"
verify "ten questions of another author" --pack "$SRCDIR/tests/fixtures/bites"
verify "the fixtures of the tests" --pack "$SRCDIR/tests/fixtures/basic"

echo 'def total(items): return 7' >"$data/wrong.py"
"$GREENROOM" --data "$data" verify --pack "$SRCDIR/tests/fixtures/basic" --candidate "$data/wrong.py" basic/total >"$data/out" 2>&1
[ $? = 1 ] && ok=yes || ok=no
result "a wrong candidate fails with status 1" $ok "$data/out"

# A class's calls are told of by their number and name.
cat >"$data/stack.py" <<'END'
class BoundedStack:
    def __init__(self, capacity):
        self.items = []

    def push(self, value):
        self.items.append(value)
        return True

    def pop(self):
        return self.items.pop()

    def clear(self):
        self.items = []

    def all_items(self):
        return self.items
END
"$GREENROOM" --data "$data" verify --pack "$SRCDIR/tests/fixtures/basic" --candidate "$data/stack.py" basic/stack >"$data/out" 2>&1
[ $? = 1 ] && grep -q 'call 4, push(): expected false, got true' "$data/out" &&
	grep -q 'call 2, pop(): IndexError: pop from empty list' "$data/out" && ok=yes || ok=no
result "a class is judged call by call" $ok "$data/out"

echo "1..$n"
exit $failed
