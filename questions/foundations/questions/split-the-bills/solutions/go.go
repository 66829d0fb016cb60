package main

func splitBills(payers []string, cents []int, sharers [][]string) map[string]int {
	balances := map[string]int{}
	for bill, payer := range payers {
		count := len(sharers[bill])
		leftOver := (cents[bill]%count + count) % count
		share := (cents[bill] - leftOver) / count
		for place, person := range sharers[bill] {
			balances[person] -= share
			if place < leftOver {
				balances[person]--
			}
		}
		balances[payer] += cents[bill]
	}
	return balances
}
