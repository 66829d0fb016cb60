// Twice as many types with each step.
template <class A, class B> struct Pair {};
template <int N, class T> struct Bomb {
	using left = typename Bomb<N - 1, Pair<T, char>>::type;
	using right = typename Bomb<N - 1, Pair<T, int>>::type;
	using type = Pair<left, right>;
};
template <class T> struct Bomb<0, T> {
	using type = T;
};
Bomb<60, int>::type bomb;
int main() { return 0; }
