package main

import "sort"

func mergeBookings(bookings [][]int) [][]int {
	sort.Slice(bookings, func(i, j int) bool { return bookings[i][0] < bookings[j][0] })
	merged := [][]int{}
	for len(bookings) > 0 {
		start, end := bookings[0][0], bookings[0][1]
		used := 1
		for used < len(bookings) && bookings[used][0] <= end {
			if bookings[used][1] > end {
				end = bookings[used][1]
			}
			used++
		}
		merged = append(merged, []int{start, end})
		bookings = bookings[used:]
	}
	return merged
}
