package main

func smallestWindow(text string, need string) string {
	var spare [128]int // how many more than needed the window holds; negative while some are missing
	for i := 0; i < len(need); i++ {
		spare[need[i]]--
	}
	missing := 0
	for _, count := range spare {
		if count < 0 {
			missing++
		}
	}
	if missing == 0 {
		return ""
	}

	best := ""
	left := 0
	for right := 0; right < len(text); right++ {
		if spare[text[right]]++; spare[text[right]] == 0 {
			missing--
		}
		if missing > 0 {
			continue
		}
		for spare[text[left]] > 0 {
			spare[text[left]]--
			left++
		}
		if best == "" || right+1-left < len(best) {
			best = text[left : right+1]
		}
	}
	return best
}
