// The program of one question: the candidate's package registers itself, the harness does the rest.
package main

import (
	"greenroom"
	_ "solution"
)

func main() {
	greenroom.Run()
}
