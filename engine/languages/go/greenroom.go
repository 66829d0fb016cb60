// Package greenroom is Greenroom's Go harness.
//
// The program of one question reads one request from descriptor 3 (to its end) and answers on 4:
//
//	request   the JSON array of arguments; for a class [[0, [...]], [2, [1]], ...], where 0 is the
//	          constructor and 1 the first method
//	answer    {"value": ...} | {"error": {type, message, traceback, line}} | {"load": {message, line}} |
//	          {"bad": "..."} | {"exit": "..."}
//
// The generated given.go registers the candidate's function or class in an init function of the candidate's package; main
// calls Run. This package is initialised before the candidate's: it says "R\n" and reads the request there, so that
// what the candidate's initialisers do is part of the test.
package greenroom

import (
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
)

const (
	requestFile  = 3
	answerFile   = 4
	stackMax     = 64 << 20 // runaway recursion ends here, not at the box's memory; as much as C has
	textMax      = 4096
	tracebackMax = 16384
	sourceFile   = "solution.go"
	packagePath  = "solution."
)

// A Callable is a function or method: what the question says of it, in neutral types.
type Callable struct {
	Name    string
	Params  string // "tuple<list<int>,int>"
	Returns string // "list<int>"
	Text    string // "nums []int, target int": for messages
	Results string // "[]int"
}

// A Judge says what is compared: what is returned, a parameter, or its first items.
type Judge struct {
	What  string // "return", "param", "prefix"
	Index int
	Name  string
}

var (
	request  []byte
	function reflect.Value // the function, or the class's constructor
	asked    Callable
	methods  []Callable
	judge    Judge
	calls    int // of a class: the constructor is the first
)

// Function registers what a function question calls.
func Function(f any, callable Callable, how Judge) {
	function, asked, judge = reflect.ValueOf(f), callable, how
}

// Class registers a class's constructor and what its methods are.
func Class(constructor any, callable Callable, of []Callable) {
	function, asked, methods = reflect.ValueOf(constructor), callable, of
}

func init() {
	debug.SetMaxStack(stackMax)
	say([]byte("R\n"))
	part := make([]byte, 1<<16)
	for {
		n, err := syscall.Read(requestFile, part)
		if err == syscall.EINTR {
			continue
		}
		if n <= 0 {
			break
		}
		request = append(request, part[:n]...)
	}
	syscall.Close(requestFile)
}

func say(text []byte) {
	for len(text) > 0 {
		n, err := syscall.Write(answerFile, text)
		if err == syscall.EINTR {
			continue
		}
		if n <= 0 {
			os.Exit(1) // the solution closed the channel: there is no answer, and nothing to say about it
		}
		text = text[n:]
	}
}

// Run answers the request and ends the process.
func Run() {
	// The answer is said from the deferred function: it also runs where the solution ends its goroutine.
	done := false
	out := []byte(`{"exit":"runtime.Goexit"}`)
	defer func() {
		if thrown := recover(); thrown != nil {
			out = failure(thrown)
		} else if !done {
			out = []byte(`{"exit":"runtime.Goexit or panic(nil)"}`)
		}
		say(out)
		os.Exit(0)
	}()
	w := &writer{}
	w.raw(`{"value":`)
	r := &reader{text: request}
	if methods == nil {
		runFunction(r, w)
	} else {
		runClass(r, w)
	}
	w.raw("}")
	out, done = w.out, true
}

func runFunction(r *reader, w *writer) {
	check(function.Type(), asked)
	params := parseType(asked.Params)
	arguments := readArguments(r, params, function.Type())
	results := function.Call(arguments)
	switch judge.What {
	case "param":
		w.value(params.args[judge.Index], arguments[judge.Index])
	case "prefix":
		list := arguments[judge.Index]
		count := asInt(results[0])
		if count < 0 || count > int64(list.Len()) {
			panic(badValue("returned " + strconv.FormatInt(count, 10) + " where the new length of " + judge.Name + " (at most " +
				strconv.Itoa(list.Len()) + ") is expected"))
		}
		w.value(params.args[judge.Index], list.Slice(0, int(count)))
	default:
		w.results(parseType(asked.Returns), results)
	}
}

func runClass(r *reader, w *writer) {
	check(function.Type(), asked)
	var object reflect.Value
	w.raw("[")
	r.take('[')
	for first := true; !r.next(']'); first = false {
		if !first {
			r.take(',')
			w.raw(",")
		}
		r.take('[')
		index := int(r.integer())
		calls++
		r.take(',')
		if index == 0 {
			made := function.Call(readArguments(r, parseType(asked.Params), function.Type()))[0]
			// A value has its pointer's methods only where it can be addressed.
			object = reflect.New(made.Type())
			object.Elem().Set(made)
			if made.Kind() == reflect.Pointer || made.Kind() == reflect.Interface {
				object = made
			}
			w.raw("null")
		} else {
			callMethod(object, methods[index-1], r, w)
		}
		r.take(']')
	}
	w.raw("]")
}

func callMethod(object reflect.Value, method Callable, r *reader, w *writer) {
	bound := object.MethodByName(method.Name)
	if !bound.IsValid() {
		panic(loadError("`" + object.Type().String() + "` has no method `" + method.Name + "(" + method.Text + ")`"))
	}
	check(bound.Type(), method)
	results := bound.Call(readArguments(r, parseType(method.Params), bound.Type()))
	w.results(parseType(method.Returns), results)
}

func readArguments(r *reader, params *kind, function reflect.Type) []reflect.Value {
	arguments := make([]reflect.Value, len(params.args))
	r.take('[')
	for i, param := range params.args {
		if i > 0 {
			r.take(',')
		}
		arguments[i] = reflect.New(function.In(i)).Elem()
		r.value(param, arguments[i])
	}
	r.take(']')
	return arguments
}

// ---- what is asked for and what is there

// loadError: the source lacks what is asked for.
type loadError string

// badValue: what was returned is no value that a test can carry.
type badValue string

func check(have reflect.Type, want Callable) {
	params := parseType(want.Params)
	fits := have.NumIn() == len(params.args) && !have.IsVariadic()
	for i := 0; fits && i < have.NumIn(); i++ {
		fits = compatible(params.args[i], have.In(i), false)
	}
	if fits && !resultsFit(want.Returns, have) {
		fits = false
	}
	if !fits {
		yours := strings.ReplaceAll(strings.TrimPrefix(have.String(), "func"), packagePath, "")
		yours = strings.ReplaceAll(yours, "main.", "")
		panic(loadError("`" + want.Name + "` takes (" + want.Text + ")" + prefixed(" and returns ", want.Results) + "; yours is " + yours))
	}
}

func prefixed(label, text string) string {
	if text == "" {
		return ""
	}
	return label + text
}

// A tuple may also be returned as several results.
func resultsFit(returns string, have reflect.Type) bool {
	if returns == "void" {
		return true // what is returned beside it is nobody's business
	}
	if returns == "" {
		return have.NumOut() == 1 // the constructor's object
	}
	want := parseType(returns)
	if want.name == "tuple" && have.NumOut() == len(want.args) {
		for i, part := range want.args {
			if !compatible(part, have.Out(i), true) {
				return false
			}
		}
		return true
	}
	return have.NumOut() == 1 && compatible(want, have.Out(0), true)
}

func isInteger(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint32, reflect.Uint64:
		return true
	}
	return false
}

// compatible: may the Go type stand where the question says the kind? What is returned may be narrower: the value tells.
func compatible(want *kind, have reflect.Type, returned bool) bool {
	switch want.name {
	case "int":
		return isInteger(have)
	case "int64":
		return isInteger(have) && (returned || have.Size() == 8)
	case "float":
		return have.Kind() == reflect.Float64
	case "bool":
		return have.Kind() == reflect.Bool
	case "string":
		return have.Kind() == reflect.String
	case "list":
		return have.Kind() == reflect.Slice && compatible(want.args[0], have.Elem(), returned)
	case "map":
		return have.Kind() == reflect.Map && compatible(want.args[0], have.Key(), returned) &&
			compatible(want.args[1], have.Elem(), returned)
	case "optional":
		if name := want.args[0].name; name == "tree" || name == "linked_list" {
			return compatible(want.args[0], have, returned)
		}
		return have.Kind() == reflect.Pointer && compatible(want.args[0], have.Elem(), returned)
	case "tuple":
		if have.Kind() != reflect.Struct || have.NumField() != len(want.args) {
			return false
		}
		for i, part := range want.args {
			if !have.Field(i).IsExported() || !compatible(part, have.Field(i).Type, returned) {
				return false
			}
		}
		return true
	case "tree":
		return isNode(want, have, returned, "Left", "Right")
	case "linked_list":
		return isNode(want, have, returned, "Next")
	}
	return false
}

func isNode(want *kind, have reflect.Type, returned bool, links ...string) bool {
	if have.Kind() != reflect.Pointer || have.Elem().Kind() != reflect.Struct {
		return false
	}
	value, ok := have.Elem().FieldByName("Val")
	if !ok || !compatible(want.args[0], value.Type, returned) {
		return false
	}
	for _, name := range links {
		link, ok := have.Elem().FieldByName(name)
		if !ok || link.Type != have {
			return false
		}
	}
	return true
}

// ---- what went wrong

func failure(thrown any) []byte {
	w := &writer{}
	switch v := thrown.(type) {
	case loadError:
		w.raw(`{"load":{"message":`)
		w.mended(string(v), textMax)
		w.raw(`,"line":0}}`)
	case badValue:
		w.raw(`{"bad":`)
		w.mended(string(v), textMax)
		w.raw(`,"call":` + strconv.Itoa(calls) + "}")
	default:
		message := shown(thrown)
		trace, line := traceback()
		w.raw(`{"error":{"type":"panic","message":`)
		w.mended(message, textMax)
		w.raw(`,"traceback":`)
		w.mended("panic: "+message+trace, tracebackMax)
		w.raw(`,"line":` + strconv.Itoa(line))
		if calls > 0 {
			w.raw(`,"call":` + strconv.Itoa(calls))
		}
		w.raw("}}")
	}
	return w.out
}

// shown is a panic's value as the runtime would print it.
func shown(thrown any) (text string) {
	defer func() {
		if recover() != nil {
			text = "its text panicked, too"
		}
	}()
	switch v := thrown.(type) {
	case error:
		return v.Error()
	case interface{ String() string }:
		return v.String()
	}
	v := reflect.ValueOf(thrown)
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	}
	return "a " + v.Type().String()
}

// traceback gives the frames of the candidate's file, innermost first, and the line of the first.
func traceback() (string, int) {
	counters := make([]uintptr, 256)
	frames := runtime.CallersFrames(counters[:runtime.Callers(1, counters)])
	text, line, count := "", 0, 0
	for more := true; more && count < 32; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if frame.File != sourceFile && !strings.HasSuffix(frame.File, "/"+sourceFile) {
			continue
		}
		if line == 0 {
			line = frame.Line
		}
		text += "\n\t" + strings.TrimPrefix(frame.Function, packagePath) + " " + sourceFile + ":" + strconv.Itoa(frame.Line)
		count++
	}
	return text, line
}
