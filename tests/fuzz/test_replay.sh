#!/bin/sh
# The corpora of all fuzz targets, once, and in CI ten seconds of each target. Prints TAP. New inputs are `make fuzz`'s.
set -u
: "${SRCDIR:=.}"
[ "${CI-}" != true ] || : "${FUZZ_SECONDS:=10}"
export FUZZ_SECONDS="${FUZZ_SECONDS-}"
exec sh "$SRCDIR/tests/fuzz/run.sh" replay
