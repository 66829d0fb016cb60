/* Greenroom's C++ harness: what a generated main needs of it, and the standard library.
 *
 * Precompiled once and put in front of every source.  What depends on no type of a question is in
 * greenroom.cpp, compiled once as well.
 *
 * The program of one question reads one request from descriptor 3 (to its end) and answers on 4:
 *
 *     request   the JSON array of arguments; for a class [[0, [...]], [2, [1]], ...], where 0 is the
 *               constructor and 1 the first method
 *     answer    {"value": ...} | {"error": {type, message, traceback, line}} | {"load": {message, line}} |
 *               {"bad": "..."} | {"exit": "..."}
 *
 * It says "R\n" on 4 before anything of the candidate's runs, static initialisers included.  The
 * parameters of the candidate's function are found out by the compiler, so that it may take them by value or
 * by reference, in wider integers or in another map: `compatible` says what goes.
 */
#ifndef GREENROOM_HPP
#define GREENROOM_HPP

#include <bits/stdc++.h>

/* A name without a file: no compiler shows a candidate what stands here. */
#line 1 "greenroom"
namespace greenroom {

constexpr std::size_t NODES_MAX = 1'000'000;

/* What was returned is no value that a test can carry. */
struct Bad {
	std::string why;
};

/* The source lacks what is asked for. */
struct Load {
	std::string why;
	int line;
};

/* The request, read from front to back.  The engine wrote it: what does not fit the types ends the program. */
class Reader {
public:
	Reader(const char *from, const char *to) : at(from), end(to) {}
	bool next(char mark); /* is it this mark?  Then it is taken. */
	void take(char mark);
	bool null();
	bool truth();
	long long integer();
	double real();
	std::string text();

private:
	void blanks();
	[[noreturn]] void broken(const char *wanted) const;
	unsigned unit();
	void escape(std::string &out);
	const char *at, *end;
};

/* The answer. */
class Writer {
public:
	std::string out;
	void integer(long long value);
	void integer(unsigned long long value);
	void real(double value);
	void text(std::string_view value); /* Bad where it is no UTF-8 or holds NUL */
	void text_mended(std::string_view value); /* for messages: what is no UTF-8 becomes U+FFFD */
};

/* ---- types */

template <class T, template <class...> class Of> constexpr bool is_a = false;
template <template <class...> class Of, class... A> constexpr bool is_a<Of<A...>, Of> = true;

template <class T> constexpr bool is_map = is_a<T, std::map> || is_a<T, std::unordered_map>;
template <class T> constexpr bool is_tuple = is_a<T, std::tuple> || is_a<T, std::pair>;
template <class T> constexpr bool is_text = std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>;
template <class T>
constexpr bool is_integer = std::is_integral_v<T> && !std::is_same_v<T, bool> && sizeof(T) >= sizeof(int);
template <class T> concept tree_node = requires(T node) { node.val; node.left; node.right; };
template <class T> concept list_node = requires(T node) { node.val; node.next; } && !tree_node<T>;

template <class T> using bare = std::remove_cvref_t<T>;

template <class Want, class Have, bool RETURNED> constexpr bool compatible();

template <class Want, class Have, bool RETURNED, std::size_t... I>
constexpr bool compatible_parts(std::index_sequence<I...>)
{
	return (compatible<std::tuple_element_t<I, Want>, std::tuple_element_t<I, Have>, RETURNED>() && ...);
}

/* May `Have` stand where the question says `Want`?  What is returned may be narrower: the value tells. */
template <class Want, class Have, bool RETURNED> constexpr bool compatible()
{
	if constexpr (std::is_same_v<Want, Have>)
		return true;
	else if constexpr (std::is_same_v<Want, bool> || std::is_same_v<Have, bool>)
		return false;
	else if constexpr (std::is_integral_v<Want>)
		return is_integer<Have> && (RETURNED || sizeof(Have) >= sizeof(Want));
	else if constexpr (std::is_floating_point_v<Want>)
		return std::is_floating_point_v<Have> ? RETURNED || sizeof(Have) >= sizeof(Want) : RETURNED && is_integer<Have>;
	else if constexpr (is_text<Want>)
		return is_text<Have>;
	else if constexpr (std::is_pointer_v<Want> && std::is_pointer_v<Have>)
		return std::is_same_v<Want, std::add_pointer_t<bare<std::remove_pointer_t<Have>>>>;
	else if constexpr (is_a<Want, std::vector> && is_a<Have, std::vector>)
		return compatible<typename Want::value_type, typename Have::value_type, RETURNED>();
	else if constexpr (is_a<Want, std::optional> && is_a<Have, std::optional>)
		return compatible<typename Want::value_type, typename Have::value_type, RETURNED>();
	else if constexpr (is_map<Want> && is_map<Have>)
		return compatible<typename Want::key_type, typename Have::key_type, RETURNED>() &&
		       compatible<typename Want::mapped_type, typename Have::mapped_type, RETURNED>();
	else if constexpr (is_tuple<Want> && is_tuple<Have>) {
		if constexpr (std::tuple_size_v<Want> == std::tuple_size_v<Have>)
			return compatible_parts<Want, Have, RETURNED>(std::make_index_sequence<std::tuple_size_v<Want>>());
		else
			return false;
	} else
		return false;
}

/* ---- reading */

template <class T> void read(Reader &in, T &out);

template <class T, std::size_t... I> void read_parts(Reader &in, T &out, std::index_sequence<I...>)
{
	((void(I ? in.take(',') : void()), read(in, std::get<I>(out))), ...);
}

/* Level order, null for a missing child. */
template <class Node> Node *read_tree(Reader &in)
{
	std::vector<Node *> nodes;
	in.take('[');
	for (bool more = !in.next(']'); more; more = !in.next(']')) {
		if (!nodes.empty())
			in.take(',');
		nodes.push_back(in.null() ? nullptr : new Node{});
		if (nodes.back())
			read(in, nodes.back()->val);
	}
	std::size_t child = 1;
	for (Node *node : nodes) {
		if (!node)
			continue;
		node->left = child < nodes.size() ? nodes[child] : nullptr;
		node->right = child + 1 < nodes.size() ? nodes[child + 1] : nullptr;
		child += 2;
	}
	return nodes.empty() ? nullptr : nodes[0];
}

template <class Node> Node *read_linked(Reader &in)
{
	Node *head = nullptr, **end = &head;
	in.take('[');
	for (bool more = !in.next(']'); more; more = !in.next(']')) {
		if (head)
			in.take(',');
		*end = new Node{};
		read(in, (*end)->val);
		end = &(*end)->next;
	}
	return head;
}

template <class T> void read_map(Reader &in, T &out)
{
	in.take('{');
	for (bool first = true; !in.next('}'); first = false) {
		if (!first)
			in.take(',');
		std::string text = in.text();
		in.take(':');
		if constexpr (is_text<typename T::key_type>)
			read(in, out[text]);
		else
			read(in, out[static_cast<typename T::key_type>(std::stoll(text))]);
	}
}

template <class T> void read_list(Reader &in, T &out)
{
	in.take('[');
	for (bool first = true; !in.next(']'); first = false) {
		if (!first)
			in.take(',');
		typename T::value_type item{};
		read(in, item);
		out.push_back(std::move(item));
	}
}

template <class T> void read(Reader &in, T &out)
{
	if constexpr (std::is_same_v<T, bool>)
		out = in.truth();
	else if constexpr (std::is_integral_v<T>)
		out = static_cast<T>(in.integer());
	else if constexpr (std::is_floating_point_v<T>)
		out = in.real();
	else if constexpr (std::is_same_v<T, std::string>)
		out = in.text();
	else if constexpr (std::is_pointer_v<T>) {
		using Node = std::remove_const_t<std::remove_pointer_t<T>>;
		if (in.null())
			out = nullptr;
		else if constexpr (tree_node<Node>)
			out = read_tree<Node>(in);
		else
			out = read_linked<Node>(in);
	} else if constexpr (is_a<T, std::optional>) {
		if (!in.null())
			read(in, out.emplace());
	} else if constexpr (is_tuple<T>) {
		in.take('[');
		read_parts(in, out, std::make_index_sequence<std::tuple_size_v<T>>());
		in.take(']');
	} else if constexpr (is_map<T>)
		read_map(in, out);
	else
		read_list(in, out);
}

/* ---- writing */

template <class T> void write(Writer &to, const T &value);

template <class T, std::size_t... I> void write_parts(Writer &to, const T &value, std::index_sequence<I...>)
{
	((void(I ? to.out += ',' : to.out), write(to, std::get<I>(value))), ...);
}

/* Level order without nulls at the end. */
template <class Node> void write_tree(Writer &to, const Node *root)
{
	std::deque<const Node *> waiting;
	std::size_t nulls = 0, written = 0;
	to.out += '[';
	for (waiting.push_back(root); !waiting.empty(); waiting.pop_front()) {
		const Node *node = waiting.front();
		if (!node) {
			nulls++;
			continue;
		}
		for (; nulls; nulls--)
			to.out += written++ ? ",null" : "null";
		if (written++)
			to.out += ',';
		if (written > NODES_MAX)
			throw Bad{"a tree of more than 1000000 nodes: is there a cycle?"};
		write(to, node->val);
		waiting.push_back(node->left);
		waiting.push_back(node->right);
	}
	to.out += ']';
}

template <class Node> void write_linked(Writer &to, const Node *node)
{
	std::size_t written = 0;
	to.out += '[';
	for (; node; node = node->next) {
		if (written++)
			to.out += ',';
		if (written > NODES_MAX)
			throw Bad{"a list of more than 1000000 nodes: is there a cycle?"};
		write(to, node->val);
	}
	to.out += ']';
}

template <class T> void write_map(Writer &to, const T &map)
{
	bool first = true;
	to.out += '{';
	for (const auto &[key, value] : map) {
		if (!first)
			to.out += ',';
		first = false;
		if constexpr (is_text<bare<decltype(key)>>)
			to.text(key);
		else {
			to.out += '"';
			write(to, key);
			to.out += '"';
		}
		to.out += ':';
		write(to, value);
	}
	to.out += '}';
}

/* The first `count` items of a list. */
template <class T> void write_list(Writer &to, const T &list, std::size_t count)
{
	to.out += '[';
	for (std::size_t i = 0; i < count; i++) {
		if (i)
			to.out += ',';
		write<typename T::value_type>(to, list[i]);
	}
	to.out += ']';
}

template <class T> void write(Writer &to, const T &value)
{
	if constexpr (std::is_same_v<T, bool>)
		to.out += value ? "true" : "false";
	else if constexpr (std::is_integral_v<T>)
		to.integer(static_cast<std::conditional_t<std::is_signed_v<T>, long long, unsigned long long>>(value));
	else if constexpr (std::is_floating_point_v<T>)
		to.real(static_cast<double>(value));
	else if constexpr (is_text<T>)
		to.text(value);
	else if constexpr (std::is_pointer_v<T>) {
		using Node = std::remove_const_t<std::remove_pointer_t<T>>;
		if constexpr (tree_node<Node>)
			write_tree<Node>(to, value);
		else
			write_linked<Node>(to, value);
	} else if constexpr (is_a<T, std::optional>) {
		if (value)
			write(to, *value);
		else
			to.out += "null";
	} else if constexpr (is_tuple<T>) {
		to.out += '[';
		write_parts(to, value, std::make_index_sequence<std::tuple_size_v<T>>());
		to.out += ']';
	} else if constexpr (is_map<T>)
		write_map(to, value);
	else
		write_list(to, value, value.size());
}

/* The usual types are compiled in greenroom.cpp already: that is 50 ms of every compilation. */
#define GREENROOM_READY(T)                                                                                                         \
	GREENROOM_HERE template void read<T>(Reader &, T &);                                                                       \
	GREENROOM_HERE template void write<T>(Writer &, const T &);
#define GREENROOM_READY_ALL                                                                                                        \
	GREENROOM_READY(bool)                                                                                                      \
	GREENROOM_READY(int)                                                                                                       \
	GREENROOM_READY(long long)                                                                                                 \
	GREENROOM_READY(double)                                                                                                    \
	GREENROOM_READY(std::string)                                                                                               \
	GREENROOM_READY(std::vector<bool>)                                                                                         \
	GREENROOM_READY(std::vector<int>)                                                                                          \
	GREENROOM_READY(std::vector<long long>)                                                                                    \
	GREENROOM_READY(std::vector<double>)                                                                                       \
	GREENROOM_READY(std::vector<std::string>)                                                                                  \
	GREENROOM_READY(std::vector<std::vector<int>>)                                                                             \
	GREENROOM_READY(std::vector<std::vector<double>>)                                                                          \
	GREENROOM_READY(std::vector<std::vector<std::string>>)
#ifndef GREENROOM_HERE
#define GREENROOM_HERE extern
#endif
GREENROOM_READY_ALL

/* ---- calling */

/* What is asked for, as text for messages. */
struct Wanted {
	const char *name;   /* "two_sum" */
	const char *params; /* "vector<int> nums, int target" */
	const char *returns;
	const char *judged; /* name of the parameter that is changed in place; "" */
	const char *owner = ""; /* class whose method it is */
};

/* "`two_sum` takes (...); yours takes (...)", with what stands in the source. */
[[noreturn]] void wrong_params(const Wanted &wanted);
[[noreturn]] void wrong_returns(const Wanted &wanted);
[[noreturn]] void by_value(const Wanted &wanted);

enum Judge { JUDGE_RETURN, JUDGE_PARAM, JUDGE_PREFIX };

/* The parameters of a function that is there once and no template, by handing it to this. */
template <class... P> struct Params {};
struct Find {
	template <class R, class... P> Params<P...> operator()(R (*)(P...)) const { return {}; }
	template <class R, class... P> Params<P...> operator()(R (*)(P...) noexcept) const { return {}; }
	template <class C, class R, class... P> Params<P...> operator()(R (C::*)(P...)) const { return {}; }
	template <class C, class R, class... P> Params<P...> operator()(R (C::*)(P...) const) const { return {}; }
	template <class C, class R, class... P> Params<P...> operator()(R (C::*)(P...) noexcept) const { return {}; }
	template <class C, class R, class... P> Params<P...> operator()(R (C::*)(P...) const noexcept) const { return {}; }
	template <class F> requires std::is_class_v<F> auto operator()(const F &) const -> decltype((*this)(&F::operator()))
	{
		return {};
	}
};

/* Where an argument is kept: a view needs text that it is a view of. */
template <class P>
using stored = std::conditional_t<std::is_same_v<bare<P>, std::string_view>, std::string, bare<P>>;

template <class P> constexpr bool changes_caller =
	std::is_pointer_v<bare<P>> || (std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>);

/* An argument as the parameter takes it: by reference what is kept, by value what is moved out of there. */
template <class P> decltype(auto) pass(stored<P> &kept)
{
	if constexpr (std::is_lvalue_reference_v<P>)
		return (kept);
	else
		return std::move(kept);
}

template <class R, Judge JUDGE, std::size_t INDEX, class Kept>
void write_judged(Writer &to, const R &result, const Kept &kept, const Wanted &wanted)
{
	if constexpr (JUDGE == JUDGE_RETURN)
		write(to, result);
	else if constexpr (JUDGE == JUDGE_PARAM)
		write(to, std::get<INDEX>(kept));
	else {
		const auto &list = std::get<INDEX>(kept);
		long long count = static_cast<long long>(result);
		if (count < 0 || static_cast<std::size_t>(count) > list.size())
			throw Bad{"returned " + std::to_string(count) + " where the new length of " + wanted.judged + " (at most " +
				  std::to_string(list.size()) + ") is expected"};
		write_list(to, list, static_cast<std::size_t>(count));
	}
}

/* Reads the arguments, calls, and writes what is judged. */
template <class R, Judge JUDGE, std::size_t INDEX, class Call, class... P, std::size_t... I>
void call(Reader &in, Writer &to, const Wanted &wanted, Call function, Params<P...>, std::index_sequence<I...> parts)
{
	std::tuple<stored<P>...> kept;
	in.take('[');
	read_parts(in, kept, parts);
	in.take(']');
	using Result = decltype(function(pass<P>(std::get<I>(kept))...));
	if constexpr (std::is_void_v<R> && !std::is_void_v<Result>) {
		function(pass<P>(std::get<I>(kept))...);
		write_judged<int, JUDGE, INDEX>(to, 0, kept, wanted);
	} else if constexpr (std::is_void_v<Result>) {
		if constexpr (!std::is_void_v<R>)
			wrong_returns(wanted);
		function(pass<P>(std::get<I>(kept))...);
		if constexpr (JUDGE == JUDGE_RETURN)
			to.out += "null";
		else
			write_judged<int, JUDGE, INDEX>(to, 0, kept, wanted);
	} else if constexpr (!compatible<R, bare<Result>, true>())
		wrong_returns(wanted);
	else {
		Result &&result = function(pass<P>(std::get<I>(kept))...);
		write_judged<bare<Result>, JUDGE, INDEX>(to, result, kept, wanted);
	}
}

template <class R, Judge JUDGE, std::size_t INDEX, class... Want, class... Have, class Call>
void check_and_call(Reader &in, Writer &to, const Wanted &wanted, Call function, Params<Want...>, Params<Have...> have)
{
	if constexpr (sizeof...(Want) != sizeof...(Have))
		wrong_params(wanted);
	else if constexpr (!(compatible<Want, bare<Have>, false>() && ...))
		wrong_params(wanted);
	else {
		if constexpr (JUDGE != JUDGE_RETURN)
			if constexpr (!changes_caller<std::tuple_element_t<INDEX, std::tuple<Have..., int>>>)
				by_value(wanted);
		call<R, JUDGE, INDEX>(in, to, wanted, function, have, std::index_sequence_for<Have...>());
	}
}

/* What `find` comes to where a name has overloads or is a template: nothing that could be taken apart. */
struct Unclear {};

/* `found` are the parameters of the candidate's function, or Unclear; `function` calls it by name, so that overloads and
 * templates work too: those get the arguments in the types of the question. */
template <class Signature> struct Function;
template <class R, class... Want> struct Function<R(Want...)> {
	template <Judge JUDGE, std::size_t INDEX, class Found, class Call>
	static void run(Reader &in, Writer &to, const Wanted &wanted, Found found, Call function)
	{
		if constexpr (!std::is_same_v<Found, Unclear>)
			check_and_call<R, JUDGE, INDEX>(in, to, wanted, function, Params<Want...>(), found);
		else if constexpr (std::is_invocable_v<Call, Want &...>)
			call<R, JUDGE, INDEX>(in, to, wanted, function, Params<Want &...>(), std::index_sequence_for<Want...>());
		else
			wrong_params(wanted);
	}
};

/* A method together with its object, to be called like a function. */
template <class Class, class Call> struct Bound {
	Class *self;
	Call function;
	template <class... A> auto operator()(A &&...a) const -> decltype(function(self, std::forward<A>(a)...))
	{
		return function(self, std::forward<A>(a)...);
	}
};

template <class Signature, class Class, class Hand, class Call>
void call_method(void *object, Reader &in, Writer &to, const Wanted &wanted, Hand find, Call function)
{
	Class *self = static_cast<Class *>(object);
	Function<Signature>::template run<JUDGE_RETURN, 0>(in, to, wanted, find(Find(), self), Bound<Class, Call>{self, function});
}

template <class Class, class... Want> struct Constructor {
	template <class... Kept, std::size_t... I>
	static Class *make(std::tuple<Kept...> &kept, std::index_sequence<I...>)
	{
		return new Class(std::move(std::get<I>(kept))...);
	}
	static void *run(Reader &in, const Wanted &wanted)
	{
		if constexpr (std::is_constructible_v<Class, Want...>) {
			std::tuple<Want...> kept;
			in.take('[');
			read_parts(in, kept, std::index_sequence_for<Want...>());
			in.take(']');
			return make(kept, std::index_sequence_for<Want...>());
		} else
			wrong_params(wanted);
	}
};

/* One method, called on an object that Constructor made. */
struct Method {
	Wanted wanted;
	void (*run)(void *object, Reader &in, Writer &to, const Wanted &wanted);
};

/* What main returns; a source may have defined `int` otherwise. */
using status = int;

/* The life of one program: the request, `work`, the answer. */
[[noreturn]] void answer(void (*work)(Reader &in, Writer &to));
/* The same for a class. */
[[noreturn]] void answer_class(const Wanted &wanted, void *(*make)(Reader &in, const Wanted &wanted), const Method *methods,
			       std::size_t count);

} // namespace greenroom

#endif
