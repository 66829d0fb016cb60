#!/bin/sh
# A part of the matrix on the LIGHT rung, where the box is a folder below /tmp: every language, and refused sources. Prints TAP.
set -u
: "${BUILDDIR:=.}" "${SRCDIR:=.}"
GREENROOM_BOX=light
export GREENROOM_BOX
exec "$SRCDIR/tests/run-unit.sh" "$BUILDDIR/test_matrix" midpoint/ gather/solution total/signature total/template
