package main

func productsWithoutSelf(factors []int) []int {
	result := make([]int, len(factors))
	before, after := 1, 1
	for i := range result {
		result[i] = 1
	}
	// Both ends at once: each entry is met once from the left and once from the right.
	for i := range factors {
		last := len(factors) - 1 - i
		result[i] *= before
		result[last] *= after
		before *= factors[i]
		after *= factors[last]
	}
	return result
}
