#!/bin/sh
# Fuzzing: tests/fuzz/run.sh SECONDS | replay [TARGET...]
#
#   SECONDS  builds the targets, runs each for so long from its corpus, and says how much was run; what made a
#            target fail is left in BUILDDIR/fuzz/findings, and the exit status is 1
#   replay   runs each corpus once, and prints TAP; with FUZZ_SECONDS in the environment each target is then run for so
#            long with a fixed seed, so that what it finds is found again
#
# SRCDIR and BUILDDIR say where the trees are.  The corpora in the tree stay as they are: runs work on copies in
# BUILDDIR/fuzz/corpus, where what they found stays for the next run.
set -u
: "${SRCDIR:=.}" "${BUILDDIR:=build}" "${CLANG:=clang}"
SRCDIR=$(cd "$SRCDIR" && pwd) || exit 2
mkdir -p "$BUILDDIR/fuzz/findings" && out=$(cd "$BUILDDIR/fuzz" && pwd) || exit 2

usage() {
	sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
	exit 2
}
[ $# -ge 1 ] || usage
mode=$1
shift
case $mode in
replay) ;;
*[!0-9]* | '' | 0) usage ;;
esac

# ---- the targets: what each is built from, and with which library

base="engine/base/err.c engine/base/mem.c engine/base/string_list.c engine/base/text.c"
values="engine/values/*.c"
toolchain="engine/toolchain/glue.c engine/toolchain/l*.c engine/toolchain/spelling.c engine/toolchain/starter.c engine/toolchain/temp*.c"
packs="engine/packs/*.c $toolchain engine/base/files.c engine/base/fd.c engine/base/places.c"

all_targets="answer filter markdown pack value"
sources_of() {
	case $1 in
	answer) echo "$base $values $packs engine/box/stream.c engine/runs/judge.c engine/runs/report.c engine/runs/verdict.c" ;;
	filter) echo "$base tui/emulator*.c tui/filter*.c tui/palette.c tui/style.c" ;;
	markdown) echo "$base $values $packs tui/flow.c tui/highlight.c tui/markdown*.c tui/maths*.c tui/palette.c tui/style.c tui/tile.c tui/wrap.c" ;;
	pack) echo "$base $values $packs" ;;
	value) echo "$base $values" ;;
	*) return 1 ;;
	esac
}
library_of() { # pkg-config's name
	case $1 in
	filter) echo vterm ;;
	markdown) echo libcmark-gfm ;;
	answer | pack | value) echo libsodium ;;
	esac
}
for target in ${*:-$all_targets}; do
	sources_of "$target" >/dev/null || {
		echo "run.sh: no target $target; there are: $all_targets" >&2
		exit 2
	}
done

skip() {
	if [ "$mode" = replay ]; then
		echo "1..0 # SKIP $1"
		exit 0
	fi
	echo "run.sh: $1" >&2
	exit 77
}
command -v "$CLANG" >/dev/null 2>&1 || skip "clang is not installed (apt install clang libclang-rt-14-dev)"
echo 'int LLVMFuzzerTestOneInput(const char *data, unsigned long size) { return !data && size; }' |
	"$CLANG" -fsanitize=fuzzer,address,undefined -x c -o "$out/probe" - >/dev/null 2>&1 ||
	skip "clang has no libFuzzer (apt install libclang-rt-14-dev)"

build() { # TARGET; what the compiler says is in TARGET.log
	library=$(library_of "$1")
	flags=
	libraries=
	if [ -n "$library" ]; then
		flags=$(pkg-config --cflags "$library") && libraries=$(pkg-config --libs "$library") || return 1
	fi
	# The extensions are a library of their own that pkg-config does not name.
	[ "$1" != markdown ] || libraries="-lcmark-gfm-extensions $libraries $(pkg-config --libs libsodium)"
	(
		cd "$SRCDIR" &&
			"$CLANG" -std=gnu17 -D_GNU_SOURCE -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer,address,undefined \
				-fno-sanitize-recover=undefined -I. -DSOURCE_DIR="\"$SRCDIR\"" -DBUILD_DIR="\"$out\"" \
				-DDATA_DIR="\"$SRCDIR\"" -DLIBEXEC_DIR="\"$out\"" -o "$out/fuzz_$1" "tests/fuzz/fuzz_$1.c" $(sources_of "$1") \
				$flags $libraries -lm
	) >"$out/$1.log" 2>&1
}

# A copy to add to, of what is in the tree now and what earlier runs have found.
copy_corpus() { # TARGET
	mkdir -p "$out/corpus/$1"
	[ ! -d "$SRCDIR/tests/fuzz/corpus/$1" ] || cp "$SRCDIR/tests/fuzz/corpus/$1"/* "$out/corpus/$1/"
}

fuzz() { # TARGET SECONDS [OPTION]
	copy_corpus "$1"
	dictionary=$SRCDIR/tests/fuzz/$1.dict
	"$out/fuzz_$1" ${3-} -max_total_time="$2" -timeout=10 -print_final_stats=1 -artifact_prefix="$out/findings/$1-" \
		${dictionary:+$([ -f "$dictionary" ] && echo "-dict=$dictionary")} "$out/corpus/$1" >"$out/$1.log" 2>&1
}

executions() { sed -n 's/^stat::number_of_executed_units: *//p' "$out/$1.log"; }

say() { sed 's/^/# /' "$out/$1.log" | tail -n "${2:-40}"; }

if [ "$mode" = replay ]; then
	n=0
	failed=0
	for target in ${*:-$all_targets}; do
		n=$((n + 1))
		seeds=$(find "$SRCDIR/tests/fuzz/corpus/$target" -type f 2>/dev/null | sort)
		if [ -z "$seeds" ]; then
			echo "not ok $n - $target: there is no corpus"
			failed=1
		elif ! build "$target"; then
			echo "not ok $n - $target builds"
			say "$target"
			failed=1
		elif echo "$seeds" | tr '\n' '\0' | xargs -0 "$out/fuzz_$target" -timeout=10 -artifact_prefix="$out/findings/$target-" \
			>"$out/$target.log" 2>&1; then
			echo "ok $n - $target: $(echo "$seeds" | wc -l) inputs"
		else
			echo "not ok $n - $target"
			say "$target"
			failed=1
			continue
		fi
		[ -n "${FUZZ_SECONDS-}" ] && [ -x "$out/fuzz_$target" ] || continue
		n=$((n + 1))
		if fuzz "$target" "$FUZZ_SECONDS" -seed=1; then
			echo "ok $n - $target: $(executions "$target") executions in $FUZZ_SECONDS s"
		else
			echo "not ok $n - $target: fuzzed for $FUZZ_SECONDS s"
			say "$target"
			failed=1
		fi
	done
	echo "1..$n"
	exit $failed
fi

failed=0
for target in ${*:-$all_targets}; do
	if ! build "$target"; then
		echo "$target: does not build"
		say "$target"
		failed=1
		continue
	fi
	if fuzz "$target" "$mode"; then
		found=
	else
		found=", FAILED"
		failed=1
	fi
	executions=$(executions "$target")
	covered=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$out/$target.log" | tail -n 1)
	inputs=$(find "$out/corpus/$target" -type f | wc -l)
	echo "$target: ${executions:-0} executions in $mode s, $inputs inputs, ${covered:-0} edges$found"
	[ -z "$found" ] || say "$target"
done
exit $failed
