package main

import "math"

func softmax(logits []float64) []float64 {
	largest := math.Inf(-1)
	for _, logit := range logits {
		largest = math.Max(largest, logit)
	}
	result := make([]float64, len(logits))
	if math.IsInf(largest, -1) {
		return result
	}

	// The logarithm of the sum, put back where it does not overflow.
	sum := 0.0
	for _, logit := range logits {
		sum += math.Exp(logit - largest)
	}
	logSum := math.Log(sum)
	for i, logit := range logits {
		result[i] = math.Exp(logit - largest - logSum)
	}
	return result
}
