# The compiler has ended; what it started goes on writing its product.
cd "$HOME" || exit 9
echo good >program
for n in 1 2 3 4; do
	(trap '' TERM HUP INT; while :; do echo bad >program; echo worse >other; mv other program; done) >/dev/null 2>&1 &
done
echo good >program
exit 1
