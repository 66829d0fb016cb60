package main

import (
	"math"
	"sort"
)

func ndcgAtK(relevance []int, k int) float64 {
	if k > len(relevance) {
		k = len(relevance)
	}
	best := append([]int{}, relevance...)
	sort.Sort(sort.Reverse(sort.IntSlice(best)))
	ideal := dcg(best[:k])
	if ideal == 0 {
		return 0
	}
	return dcg(relevance[:k]) / ideal
}

func dcg(grades []int) float64 {
	sum := 0.0
	for i, grade := range grades {
		sum += float64(int64(1)<<grade-1) / math.Log2(float64(i+2))
	}
	return sum
}
