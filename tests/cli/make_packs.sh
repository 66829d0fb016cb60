# Packs and sources that test_cli.sh tries its commands on; read by it, with $packs and $src set.

# question PACK SLUG: a function question double(n) whose hidden test is n = 21.
question() {
	dir=$packs/$1/questions/$2
	mkdir -p "$dir/solutions" "$dir/wrong"
	cat >"$dir/question.json" <<-END
		{ "format": 1, "kind": "function", "id": "$2", "title": "Twice of $2", "difficulty": "easy",
		  "category": "Numbers", "tags": ["arithmetic"], "statement": "statement.md",
		  "signature": { "name": "double", "params": [ {"name": "n", "type": "int", "doc": "a number"} ],
		                 "returns": {"type": "int", "doc": "twice of it"} },
		  "languages": ["python"], "tests": ["tests.json", "tests.hidden.json"],
		  "solutions": [ {"file": "solutions/python.py", "language": "python", "primary": true} ],
		  "wrong": [ {"file": "wrong/square.py", "language": "python", "expect": "wrong_answer",
		              "must_fail": ["h-secret"], "note": "squares"} ],
		  "hints": [ {"cost": 0, "text": "Add it to itself."} ], "editorial": "editorial.md" }
	END
	cat >"$dir/tests.json" <<-END
		{ "visibility": "public", "tests": [
		  { "id": "two", "input": [2], "expected": 4 },
		  { "id": "zero", "input": [0], "expected": 0 } ] }
	END
	cat >"$dir/tests.hidden.json" <<-END
		{ "visibility": "hidden", "tests": [
		  { "id": "h-secret", "input": [987654], "expected": 1975308 },
		  { "id": "h-minus", "input": [-7], "expected": -14 } ] }
	END
	printf '# Twice\n\nReturn **twice** of `n`.\n' >"$dir/statement.md"
	printf '# Solution\n\nAdd `n` to itself.\n' >"$dir/editorial.md"
	printf 'def double(n):\n    return n + n\n' >"$dir/solutions/python.py"
	printf 'def double(n):\n    return n * n\n' >"$dir/wrong/square.py"
}

# pack_json PACK SLUG...
pack_json() {
	name=$1
	shift
	paths=
	for slug; do
		paths="$paths${paths:+, }{\"path\": \"questions/$slug\"}"
	done
	cat >"$packs/$name/pack.json" <<-END
		{ "format": 1, "name": "$name", "version": "1.0.0", "title": "Pack $name", "licence": "MIT",
		  "min_app_version": "0.1.0", "defaults": {"run_rate": {"runs": ${rate:-1000}, "per_s": 60}},
		  "questions": [$paths] }
	END
}

# bite PACK SLUG FRAMEWORK: an MLBites folder.
bite() {
	dir=$packs/$1/$2
	mkdir -p "$dir"
	printf '{"title": "Bite %s", "framework": "%s", "difficulty": "Easy", "extra_key": 1}\n' "$2" "$3" >"$dir/metadata.json"
	printf '# One\n\nReturn one.\n' >"$dir/question.md"
	printf 'def run_tests(candidate):\n    assert candidate.one() == 1, "one() is not 1"\n' >"$dir/tests.py"
	printf 'def one():\n    pass\n' >"$dir/starting_point.py"
	printf 'def one():\n    return 1\n' >"$dir/solution.py"
}

# A question in an interpreted and a compiled language, triple(n).
make_tongues() {
	question tongues thrice
	pack_json tongues thrice
	dir=$packs/tongues/questions/thrice
	sed -i 's/"name": "double"/"name": "triple"/; s/"languages": \["python"\]/"languages": ["python", "c"]/
		s|"primary": true} \]|"primary": true}, {"file": "solutions/c.c", "language": "c"} ]|' "$dir/question.json"
	sed -i 's/"expected": 4 /"expected": 6 /' "$dir/tests.json"
	sed -i 's/1975308/2962962/; s/-14/-21/' "$dir/tests.hidden.json"
	printf 'def triple(n):\n    return 3 * n\n' >"$dir/solutions/python.py"
	printf 'def triple(n):\n    return n * n\n' >"$dir/wrong/square.py"
	printf '#include <stdint.h>\n\nint32_t triple(int32_t n)\n{\n    return 3 * n;\n}\n' >"$dir/solutions/c.c"
	printf '#include <stdint.h>\nint32_t triple(int32_t n)\n{\n    return 3 * n\n}\n' >"$src/semicolon.c"
	printf '#include <stdint.h>\nint32_t triple(int32_t n)   { int unused; return 3*n; }\n' >"$src/untidy.c"
}

make_good() {
	question good double
	question good other
	pack_json good double other
	rate=2
	question slow double-slowly
	pack_json slow double-slowly
	rate=
	bite bites one plain
}

# Each breaks one thing of a good question; `fine` beside it must stay listed.
make_broken() {
	for slug in fine bad-json many deep no-statement; do
		question broken $slug
	done
	printf '{ "format": 1, "kind": "function",\n  "id": "bad-json",\n  "title": oops }\n' \
		>"$packs/broken/questions/bad-json/question.json"
	awk 'BEGIN { printf "{ \"visibility\": \"public\", \"tests\": ["
		for (i = 0; i < 100000; i++) printf "%s{\"id\": \"t%d\", \"input\": [%d], \"expected\": %d}", i ? ",\n" : "", i, i, i + i
		print "] }" }' >"$packs/broken/questions/many/tests.json"
	awk 'BEGIN { printf "{ \"visibility\": \"public\", \"tests\": [{\"id\": \"t\", \"input\": "
		for (i = 0; i < 10000; i++) printf "["
		for (i = 0; i < 10000; i++) printf "]"
		print ", \"expected\": 1}] }" }' >"$packs/broken/questions/deep/tests.json"
	rm "$packs/broken/questions/no-statement/statement.md"
	pack_json broken fine bad-json many deep no-statement
	bite broken-bites fine plain
	bite broken-bites no-tests plain
	rm "$packs/broken-bites/no-tests/tests.py"
}

# Questions that load and yet promise what does not hold.
make_dishonest() {
	for slug in wrong-reference wrong-passes wrong-verdict wrong-test; do
		question dishonest $slug
	done
	printf 'def double(n):\n    return n + n if n < 100 else 0\n' >"$packs/dishonest/questions/wrong-reference/solutions/python.py"
	printf 'def double(n):\n    return 2 * n\n' >"$packs/dishonest/questions/wrong-passes/wrong/square.py"
	printf 'def double(n):\n    return 1 // 0\n' >"$packs/dishonest/questions/wrong-verdict/wrong/square.py"
	printf 'def double(n):\n    return n + n if n > 0 else 1\n' >"$packs/dishonest/questions/wrong-test/wrong/square.py"
	pack_json dishonest wrong-reference wrong-passes wrong-verdict wrong-test
	bite starter passes plain
	cp "$packs/starter/passes/solution.py" "$packs/starter/passes/starting_point.py"
}

# A pack whose every text would play with the terminal.
make_hostile() {
	question hostile loud
	dir=$packs/hostile/questions/loud
	sed 's/"Twice of loud"/"\\u001b[31mred\\u202e\\u0007"/; s/"Numbers"/"C\\u009b2J"/' "$dir/question.json" >"$dir/new"
	mv "$dir/new" "$dir/question.json"
	printf '# \033[2JTwice\n\nReturn twice\007 of `n`.\n' >"$dir/statement.md"
	pack_json hostile loud
}

make_missing_module() {
	question missing here
	question missing elsewhere
	pack_json missing here elsewhere
	sed '$d' "$packs/missing/pack.json" >"$packs/missing/new"
	cat >>"$packs/missing/new" <<-END
		"requires": {"python": {"version": ">=3.9",
		  "modules": [{"name": "no_such_module_x", "questions": ["elsewhere"]}]}},
		"questions": [{"path": "questions/here"}, {"path": "questions/elsewhere"}] }
	END
	mv "$packs/missing/new" "$packs/missing/pack.json"
}

make_sources() {
	printf 'def double(n):\n    return 2 * n\n' >"$src/right.py"
	printf 'def double(n):\n    print("looking at", n)\n    return 2 * n if n < 100 else 1234567\n' >"$src/hidden.py"
	printf 'def double(n):\n    return n + 1\n' >"$src/wrong.py"
	printf 'def double(n):\n    return n +\n' >"$src/syntax.py"
	printf 'def double(n):\n    raise ValueError("no \\x1b[31m" + str(n))\n' >"$src/raises.py"
	printf 'def double(n):\n    while True:\n        pass\n' >"$src/loops.py"
	printf 'def double(n):\n    print("\\x1b[2J\\x07\\u202eshown")\n    return 0\n' >"$src/loud.py"
	printf 'def double(n):\n    return 2 * n\n#\000\n' >"$src/nul.py"
	printf 'def double(n):\n    return 2 * n # caf\351\n' >"$src/latin.py"
	printf '' >"$src/empty.py"
	awk 'BEGIN { print "def double(n):\n    return 2 * n"; for (i = 0; i < 6000; i++) print "# 12345678" }' >"$src/large.py"
}
