package main

func cheapestTokenisation(text string, costs map[string]int) *int {
	longest := 0
	for piece := range costs {
		if len(piece) > longest {
			longest = len(piece)
		}
	}

	best := make([]*int, len(text)+1) // of the first bytes; nil where they cannot be cut
	best[0] = new(int)
	for end := 1; end <= len(text); end++ {
		from := end - longest
		if from < 0 {
			from = 0
		}
		for start := from; start < end; start++ {
			if best[start] == nil {
				continue
			}
			cost, known := costs[text[start:end]]
			if !known {
				continue
			}
			if total := *best[start] + cost; best[end] == nil || total < *best[end] {
				best[end] = &total
			}
		}
	}
	return best[len(text)]
}
