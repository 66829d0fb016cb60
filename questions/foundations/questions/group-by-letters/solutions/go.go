package main

func groupByLetters(words []string) [][]string {
	groups := [][]string{}
	places := map[[26]int]int{}
	for _, word := range words {
		var counts [26]int
		for _, letter := range word {
			counts[letter-'a']++
		}
		place, known := places[counts]
		if !known {
			place = len(groups)
			places[counts] = place
			groups = append(groups, nil)
		}
		groups[place] = append(groups[place], word)
	}
	return groups
}
