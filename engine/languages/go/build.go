// Build compiles one solution: it looks whether what is asked for is there, then runs the compiler and the linker.
//
//	build GO
//
// GO is the go command's path, from which the compiler's folder is known. /box holds solution.go, given.go, asked.json and
// main.go, /box/prepared the harness. The candidate's package is compiled as "solution" whatever it calls itself, so that a
// main function of its own does no harm. The compiler and linker are called straight, against the archives of the standard
// library that the distribution ships: no cache is needed, and a tenth of the time.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// As seen from /work: without a mount namespace both lie elsewhere.
const (
	folder   = "../box"
	source   = "../box/solution.go"
	given    = "../box/given.go"
	mended   = "given.go"
	asked    = "../box/asked.json"
	prepared = "../box/prepared"
)

// asked.json, generated from the signature.
type question struct {
	Class     string // "" for a function
	Functions []function
	Methods   []function
}

type function struct {
	Name   string
	Params string // "nums, target"
	Count  int
}

func main() {
	if len(os.Args) != 2 {
		fail("usage: build GO")
	}
	file, set := parsed()
	if file != nil {
		checkAll(file, set)
	}
	root := filepath.Dir(filepath.Dir(os.Args[1]))
	tools := filepath.Join(root, "pkg", "tool", runtime.GOOS+"_"+runtime.GOARCH)
	compile := filepath.Join(tools, "compile")
	box, err := filepath.Abs(folder)
	if err != nil {
		fail(err.Error())
	}
	run(compile, "-complete", "-pack", "-trimpath", box, "-I", prepared, "-p", "solution", "-o", "solution.a", source,
		givenFor(file))
	run(compile, "-complete", "-pack", "-I", prepared, "-I", ".", "-p", "main", "-o", "main.a", "../box/main.go")
	run(filepath.Join(tools, "link"), "-s", "-w", "-L", prepared, "-L", ".", "-o", "program", "main.a")
}

func fail(text string) {
	fmt.Fprintln(os.Stderr, text)
	os.Exit(1)
}

func run(path string, arguments ...string) {
	command := exec.Command(path, arguments...)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		if _, refused := err.(*exec.ExitError); !refused {
			fail(err.Error())
		}
		os.Exit(1)
	}
}

// parsed is nil where the source has errors: the compiler says them better.
func parsed() (*ast.File, *token.FileSet) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, source, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil
	}
	return file, set
}

// givenFor is the generated part, in the package that the candidate's file says it is.
func givenFor(file *ast.File) string {
	if file == nil || file.Name.Name == "main" {
		return given
	}
	text, err := os.ReadFile(given)
	if err == nil {
		text = bytes.Replace(text, []byte("package main"), []byte("package "+file.Name.Name), 1)
		err = os.WriteFile(mended, text, 0o644)
	}
	if err != nil {
		fail(err.Error())
	}
	return mended
}

func checkAll(file *ast.File, set *token.FileSet) {
	var want question
	text, err := os.ReadFile(asked)
	if err == nil {
		err = json.Unmarshal(text, &want)
	}
	if err != nil {
		fail(err.Error())
	}
	for _, f := range want.Functions {
		check(file, set, "", f)
	}
	for _, f := range want.Methods {
		check(file, set, want.Class, f)
	}
}

func check(file *ast.File, set *token.FileSet, class string, want function) {
	var names []string
	for _, declaration := range file.Decls {
		if values, ok := declaration.(*ast.GenDecl); ok && class == "" && declares(values, want.Name) {
			return // a variable that holds a function
		}
		have, ok := declaration.(*ast.FuncDecl)
		if !ok || receiver(have) != class {
			continue
		}
		if have.Name.Name != want.Name {
			names = append(names, "`"+have.Name.Name+"`")
			continue
		}
		if yours, count := params(have); count != want.Count {
			line := set.Position(have.Pos()).Line
			fail(fmt.Sprintf("solution.go:%d: `%s` takes (%s); yours takes (%s)", line, want.Name, want.Params, yours))
		}
		return
	}
	// A struct's embedded fields may bring methods along, which only the compiler knows.
	if class != "" && embeds(file, class) {
		return
	}
	what, owner := "function", "solution.go"
	if class != "" {
		what, owner = "method", class
	}
	has := "it has none"
	if len(names) > 0 {
		has = "it has " + strings.Join(names, ", ")
	}
	fail(fmt.Sprintf("no %s `%s(%s)` in %s: %s", what, want.Name, want.Params, owner, has))
}

func declares(values *ast.GenDecl, name string) bool {
	for _, spec := range values.Specs {
		if value, ok := spec.(*ast.ValueSpec); ok {
			for _, known := range value.Names {
				if known.Name == name {
					return true
				}
			}
		}
	}
	return false
}

// receiver is the name of the type whose method a function is.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	of := f.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	if name, ok := of.(*ast.Ident); ok {
		return name.Name
	}
	return "?"
}

func params(f *ast.FuncDecl) (string, int) {
	var names []string
	for _, field := range f.Type.Params.List {
		if len(field.Names) == 0 {
			names = append(names, "_")
		}
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	return strings.Join(names, ", "), len(names)
}

func embeds(file *ast.File, class string) bool {
	found := false
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.TypeSpec)
		if ok && spec.Name.Name == class {
			if fields, ok := spec.Type.(*ast.StructType); ok {
				for _, field := range fields.Fields.List {
					found = found || len(field.Names) == 0
				}
			} else {
				found = true // of another type's, whose methods are not known here
			}
		}
		return true
	})
	return found
}
