package main

import (
	"math"
	"sort"
)

func rocAuc(labels []bool, scores []float64) float64 {
	var positives, negatives []float64
	for i, positive := range labels {
		if positive {
			positives = append(positives, scores[i])
		} else {
			negatives = append(negatives, scores[i])
		}
	}
	if len(positives) == 0 || len(negatives) == 0 {
		return math.NaN()
	}
	sort.Float64s(positives)
	sort.Float64s(negatives)

	// Two marks walk up the negative examples: those below the score, and those not above it.
	below, notAbove, halves := 0, 0, 0
	for _, score := range positives {
		for below < len(negatives) && negatives[below] < score {
			below++
		}
		for notAbove < len(negatives) && negatives[notAbove] <= score {
			notAbove++
		}
		halves += below + notAbove
	}
	return float64(halves) / 2 / float64(len(positives)) / float64(len(negatives))
}
