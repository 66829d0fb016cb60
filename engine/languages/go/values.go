package greenroom

import (
	"math"
	"os"
	"reflect"
	"sort"
	"strconv"
	"unicode/utf8"
)

const nodesMax = 1_000_000

// A kind is a neutral type: "map<string,int>".
type kind struct {
	name string
	args []*kind
}

func parseType(text string) *kind {
	parsed, _ := parseKind(text)
	return parsed
}

func parseKind(text string) (*kind, string) {
	end := 0
	for end < len(text) && text[end] != '<' && text[end] != ',' && text[end] != '>' {
		end++
	}
	k := &kind{name: text[:end]}
	text = text[end:]
	if text == "" || text[0] != '<' {
		return k, text
	}
	for text = text[1:]; text != "" && text[0] != '>'; {
		var arg *kind
		arg, text = parseKind(text)
		k.args = append(k.args, arg)
		if text != "" && text[0] == ',' {
			text = text[1:]
		}
	}
	return k, text[1:]
}

// ---- reading: the engine wrote the request, what does not fit the types ends the program

type reader struct {
	text []byte
	at   int
}

func (r *reader) broken(wanted string) {
	end := r.at + 40
	if end > len(r.text) {
		end = len(r.text)
	}
	os.Stderr.WriteString("the request does not fit the signature: " + wanted + " expected before " + string(r.text[r.at:end]) + "\n")
	os.Exit(120)
}

func (r *reader) peek() byte {
	for r.at < len(r.text) {
		c := r.text[r.at]
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
		r.at++
	}
	return 0
}

func (r *reader) next(mark byte) bool {
	if r.peek() != mark {
		return false
	}
	r.at++
	return true
}

func (r *reader) take(mark byte) {
	if !r.next(mark) {
		r.broken(string(rune(mark)))
	}
}

func (r *reader) null() bool {
	is := r.peek() == 'n'
	if is {
		r.at += len("null")
	}
	return is
}

func (r *reader) number() string {
	r.peek()
	from := r.at
	for r.at < len(r.text) && (r.text[r.at] > ' ' && r.text[r.at] != ',' && r.text[r.at] != ']' && r.text[r.at] != '}') {
		r.at++
	}
	return string(r.text[from:r.at])
}

func (r *reader) integer() int64 {
	value, err := strconv.ParseInt(r.number(), 10, 64)
	if err != nil {
		r.broken("an integer")
	}
	return value
}

func (r *reader) float() float64 {
	if r.peek() == '"' {
		switch r.string() {
		case "NaN":
			return math.NaN()
		case "Infinity":
			return math.Inf(1)
		}
		return math.Inf(-1)
	}
	value, err := strconv.ParseFloat(r.number(), 64)
	if err != nil && value == 0 {
		r.broken("a number")
	}
	return value
}

func (r *reader) unit() rune {
	if r.at+4 > len(r.text) {
		r.broken("four hexadecimal digits")
	}
	value, err := strconv.ParseUint(string(r.text[r.at:r.at+4]), 16, 32)
	if err != nil {
		r.broken("four hexadecimal digits")
	}
	r.at += 4
	return rune(value)
}

func (r *reader) escape(out []byte) []byte {
	c := r.text[r.at]
	r.at++
	switch c {
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'u':
		value := r.unit()
		if value >= 0xd800 && value < 0xdc00 && r.at+1 < len(r.text) && r.text[r.at] == '\\' {
			r.at += len(`\u`)
			value = 0x10000 + (value-0xd800)<<10 + (r.unit() - 0xdc00)
		}
		return utf8.AppendRune(out, value)
	}
	return append(out, c)
}

func (r *reader) string() string {
	r.take('"')
	var out []byte
	for r.at < len(r.text) {
		c := r.text[r.at]
		r.at++
		switch {
		case c == '"':
			return string(out)
		case c == '\\' && r.at < len(r.text):
			out = r.escape(out)
		default:
			out = append(out, c)
		}
	}
	r.broken("the end of a string")
	return ""
}

// items calls read for each item of a list.
func (r *reader) items(open, close byte, read func()) {
	r.take(open)
	for first := true; !r.next(close); first = false {
		if !first {
			r.take(',')
		}
		read()
	}
}

func setInt(to reflect.Value, value int64) {
	if to.CanUint() {
		to.SetUint(uint64(value))
	} else {
		to.SetInt(value)
	}
}

func asInt(value reflect.Value) int64 {
	if value.CanUint() {
		return int64(value.Uint())
	}
	return value.Int()
}

// value reads into what compatible has found to fit.
func (r *reader) value(k *kind, to reflect.Value) {
	switch k.name {
	case "int", "int64":
		setInt(to, r.integer())
	case "float":
		to.SetFloat(r.float())
	case "bool":
		to.SetBool(r.peek() == 't')
		r.number()
	case "string":
		to.SetString(r.string())
	case "list":
		r.list(k, to)
	case "map":
		r.mapping(k, to)
	case "optional":
		if r.null() {
			return
		}
		if name := k.args[0].name; name == "tree" || name == "linked_list" {
			r.value(k.args[0], to)
			return
		}
		to.Set(reflect.New(to.Type().Elem()))
		r.value(k.args[0], to.Elem())
	case "tuple":
		i := 0
		r.items('[', ']', func() {
			r.value(k.args[i], to.Field(i))
			i++
		})
	case "tree":
		if !r.null() {
			r.tree(k, to)
		}
	case "linked_list":
		if !r.null() {
			r.linked(k, to)
		}
	}
}

func (r *reader) list(k *kind, to reflect.Value) {
	list := reflect.MakeSlice(to.Type(), 0, 8)
	zero := reflect.Zero(to.Type().Elem())
	r.items('[', ']', func() {
		list = reflect.Append(list, zero)
		r.value(k.args[0], list.Index(list.Len()-1))
	})
	to.Set(list)
}

func (r *reader) mapping(k *kind, to reflect.Value) {
	made := reflect.MakeMap(to.Type())
	r.items('{', '}', func() {
		text := r.string()
		r.take(':')
		key := reflect.New(to.Type().Key()).Elem()
		if k.args[0].name == "string" {
			key.SetString(text)
		} else {
			number, _ := strconv.ParseInt(text, 10, 64)
			setInt(key, number)
		}
		item := reflect.New(to.Type().Elem()).Elem()
		r.value(k.args[1], item)
		made.SetMapIndex(key, item)
	})
	to.Set(made)
}

// tree reads level order, null for a missing child.
func (r *reader) tree(k *kind, to reflect.Value) {
	var nodes []reflect.Value
	r.items('[', ']', func() {
		if r.null() {
			nodes = append(nodes, reflect.Zero(to.Type()))
			return
		}
		node := reflect.New(to.Type().Elem())
		r.value(k.args[0], node.Elem().FieldByName("Val"))
		nodes = append(nodes, node)
	})
	child := 1
	for _, node := range nodes {
		if node.IsNil() {
			continue
		}
		for _, side := range []string{"Left", "Right"} {
			if child < len(nodes) {
				node.Elem().FieldByName(side).Set(nodes[child])
			}
			child++
		}
	}
	if len(nodes) > 0 {
		to.Set(nodes[0])
	}
}

func (r *reader) linked(k *kind, to reflect.Value) {
	r.items('[', ']', func() {
		node := reflect.New(to.Type().Elem())
		r.value(k.args[0], node.Elem().FieldByName("Val"))
		to.Set(node)
		to = node.Elem().FieldByName("Next")
	})
}

// ---- writing

type writer struct {
	out []byte
}

func (w *writer) raw(text string) {
	w.out = append(w.out, text...)
}

// results: nothing, one value, or a tuple as several results.
func (w *writer) results(k *kind, results []reflect.Value) {
	switch {
	case k.name == "void":
		w.raw("null")
	case k.name == "tuple" && len(results) == len(k.args):
		w.raw("[")
		for i, result := range results {
			w.comma(i)
			w.value(k.args[i], result)
		}
		w.raw("]")
	default:
		w.value(k, results[0])
	}
}

func (w *writer) comma(index int) {
	if index > 0 {
		w.raw(",")
	}
}

func (w *writer) float(value float64) {
	switch {
	case math.IsNaN(value):
		w.raw(`"NaN"`)
	case math.IsInf(value, 1):
		w.raw(`"Infinity"`)
	case math.IsInf(value, -1):
		w.raw(`"-Infinity"`)
	default:
		w.out = strconv.AppendFloat(w.out, value, 'g', -1, 64)
	}
}

func (w *writer) escaped(c rune) {
	const digits = "0123456789abcdef"
	switch {
	case c == '"' || c == '\\':
		w.out = append(w.out, '\\', byte(c))
	case c < 0x20 || c == 0x7f:
		w.out = append(w.out, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
	default:
		w.out = utf8.AppendRune(w.out, c)
	}
}

func (w *writer) string(text string) {
	if !utf8.ValidString(text) {
		panic(badValue("a string holds a byte that is no UTF-8"))
	}
	w.raw(`"`)
	for _, c := range text {
		if c == 0 {
			panic(badValue("a string holds a NUL character"))
		}
		w.escaped(c)
	}
	w.raw(`"`)
}

// mended is for messages: what is no UTF-8 becomes U+FFFD, and there is an end.
func (w *writer) mended(text string, most int) {
	tail := ""
	if len(text) > most {
		text, tail = text[:most], " ..."
	}
	w.raw(`"`)
	for _, c := range text {
		w.escaped(c)
	}
	w.raw(tail + `"`)
}

func (w *writer) value(k *kind, from reflect.Value) {
	switch k.name {
	case "int", "int64":
		if from.CanUint() {
			w.out = strconv.AppendUint(w.out, from.Uint(), 10)
		} else {
			w.out = strconv.AppendInt(w.out, from.Int(), 10)
		}
	case "float":
		w.float(from.Float())
	case "bool":
		w.out = strconv.AppendBool(w.out, from.Bool())
	case "string":
		w.string(from.String())
	case "list":
		w.raw("[")
		for i := 0; i < from.Len(); i++ {
			w.comma(i)
			w.value(k.args[0], from.Index(i))
		}
		w.raw("]")
	case "map":
		w.mapping(k, from)
	case "optional":
		if from.IsNil() {
			w.raw("null")
		} else if name := k.args[0].name; name == "tree" || name == "linked_list" {
			w.value(k.args[0], from)
		} else {
			w.value(k.args[0], from.Elem())
		}
	case "tuple":
		w.raw("[")
		for i, part := range k.args {
			w.comma(i)
			w.value(part, from.Field(i))
		}
		w.raw("]")
	case "tree":
		w.tree(k, from)
	case "linked_list":
		w.linked(k, from)
	}
}

// mapping is written by sorted keys: the same answer each time.
func (w *writer) mapping(k *kind, from reflect.Value) {
	keys := from.MapKeys()
	text := k.args[0].name == "string"
	sort.Slice(keys, func(i, j int) bool {
		if text {
			return keys[i].String() < keys[j].String()
		}
		return asInt(keys[i]) < asInt(keys[j])
	})
	w.raw("{")
	for i, key := range keys {
		w.comma(i)
		if text {
			w.string(key.String())
		} else {
			w.raw(`"`)
			w.value(k.args[0], key)
			w.raw(`"`)
		}
		w.raw(":")
		w.value(k.args[1], from.MapIndex(key))
	}
	w.raw("}")
}

// tree writes level order without nulls at the end.
func (w *writer) tree(k *kind, root reflect.Value) {
	waiting := []reflect.Value{root}
	nulls, written := 0, 0
	w.raw("[")
	for len(waiting) > 0 {
		node := waiting[0]
		waiting = waiting[1:]
		if node.IsNil() {
			nulls++
			continue
		}
		for ; nulls > 0; nulls-- {
			w.comma(written)
			w.raw("null")
			written++
		}
		w.comma(written)
		if written++; written > nodesMax {
			panic(badValue("a tree of more than 1000000 nodes: is there a cycle?"))
		}
		w.value(k.args[0], node.Elem().FieldByName("Val"))
		waiting = append(waiting, node.Elem().FieldByName("Left"), node.Elem().FieldByName("Right"))
	}
	w.raw("]")
}

func (w *writer) linked(k *kind, node reflect.Value) {
	w.raw("[")
	for written := 0; !node.IsNil(); node = node.Elem().FieldByName("Next") {
		w.comma(written)
		if written++; written > nodesMax {
			panic(badValue("a list of more than 1000000 nodes: is there a cycle?"))
		}
		w.value(k.args[0], node.Elem().FieldByName("Val"))
	}
	w.raw("]")
}
