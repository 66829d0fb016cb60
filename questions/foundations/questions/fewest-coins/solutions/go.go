package main

func fewestCoins(coins []int, amount int) *int {
	fewest := make([]*int, amount+1)
	fewest[0] = new(int)
	for total, count := range fewest {
		if count == nil {
			continue
		}
		// Hand the result on to every amount that is one coin larger.
		for _, coin := range coins {
			if coin > amount-total {
				continue
			}
			next := &fewest[total+coin]
			if *next == nil || **next > *count+1 {
				better := *count + 1
				*next = &better
			}
		}
	}
	return fewest[amount]
}
