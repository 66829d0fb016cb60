/* The parts of the C++ harness that depend on no question: descriptors, JSON, exceptions, messages. */
#define GREENROOM_HERE
#include "greenroom.hpp"

#include <cxxabi.h>
#include <unistd.h>

/* The candidate's source, as main.cpp puts it in. */
extern "C" const char greenroom_source[], greenroom_source_end[];

namespace greenroom {

namespace {

constexpr int REQUEST = 3, ANSWER = 4;
constexpr std::size_t TEXT_MAX = 4096;
constexpr const char *FILE_NAME = "solution.cpp";

/* Filled before the candidate's initialisers run, hence no object with one of its own. */
char *request;
std::size_t request_length;
pid_t self;
std::size_t calls; /* of a class: the constructor is the first */

void say(std::string_view text)
{
	while (!text.empty()) {
		ssize_t n = ::write(ANSWER, text.data(), text.size());
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1); /* the solution closed the channel: there is no answer, and nothing to say about it */
		text.remove_prefix(static_cast<std::size_t>(n));
	}
}

[[noreturn]] void finish(std::string_view text)
{
	std::cout.flush();
	std::cerr.flush();
	std::clog.flush();
	std::fflush(nullptr);
	say(text);
	/* Whatever the solution left running (threads, atexit, destructors) has no say after its answer. */
	_exit(0);
}

void on_leaving(int status, void *)
{
	if (getpid() == self)
		finish("{\"exit\":\"exit(" + std::to_string(status) + ")\",\"call\":" + std::to_string(calls) + "}");
}

/* The request is read here already: what the candidate's initialisers do is part of the test. */
__attribute__((constructor(101))) void ready()
{
	setvbuf(stdout, nullptr, _IOLBF, 1 << 12);
	self = getpid();
	on_exit(on_leaving, nullptr);
	say("R\n");
	std::size_t room = 1 << 16;
	request = static_cast<char *>(std::malloc(room));
	for (;;) {
		if (request_length == room)
			request = static_cast<char *>(std::realloc(request, room *= 2));
		if (!request)
			_exit(1);
		ssize_t n = ::read(REQUEST, request + request_length, room - request_length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		request_length += static_cast<std::size_t>(n);
	}
	close(REQUEST);
}

/* Length of the UTF-8 character at the beginning of `text`, 0 where there is none. */
std::size_t character(std::string_view text)
{
	auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
	unsigned first = byte(0), second = byte(1);
	std::size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
	for (std::size_t i = 1; i < length; i++)
		if ((byte(i) & 0xc0) != 0x80)
			return 0;
	bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
	bool surrogate = first == 0xed && second >= 0xa0;
	bool beyond = first == 0xf4 && second >= 0x90;
	return overlong || surrogate || beyond ? 0 : length;
}

void put_escaped(std::string &out, std::string_view c)
{
	unsigned char byte = static_cast<unsigned char>(c[0]);
	if (byte == '"' || byte == '\\') {
		out += '\\';
		out += c;
	} else if (byte < 0x20 || byte == 0x7f) {
		static const char digits[] = "0123456789abcdef";
		out += "\\u00";
		out += digits[byte >> 4];
		out += digits[byte & 15];
	} else
		out += c;
}

void put_utf8(std::string &out, unsigned c)
{
	if (c < 0x80)
		out += static_cast<char>(c);
	else if (c < 0x800) {
		out += static_cast<char>(0xc0 | c >> 6);
		out += static_cast<char>(0x80 | (c & 63));
	} else if (c < 0x10000) {
		out += static_cast<char>(0xe0 | c >> 12);
		out += static_cast<char>(0x80 | (c >> 6 & 63));
		out += static_cast<char>(0x80 | (c & 63));
	} else {
		out += static_cast<char>(0xf0 | c >> 18);
		out += static_cast<char>(0x80 | (c >> 12 & 63));
		out += static_cast<char>(0x80 | (c >> 6 & 63));
		out += static_cast<char>(0x80 | (c & 63));
	}
}

} // namespace

/* ---- reading */

void Reader::broken(const char *wanted) const
{
	std::fprintf(stderr, "the request does not fit the signature: %s expected before \"%.*s\"\n", wanted,
		     static_cast<int>(std::min<std::ptrdiff_t>(end - at, 40)), at);
	_exit(120);
}

void Reader::blanks()
{
	while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
		at++;
}

bool Reader::next(char mark)
{
	blanks();
	if (at == end || *at != mark)
		return false;
	at++;
	return true;
}

void Reader::take(char mark)
{
	char wanted[] = {mark, '\0'};
	if (!next(mark))
		broken(wanted);
}

bool Reader::null()
{
	blanks();
	bool is = end - at >= 4 && std::memcmp(at, "null", 4) == 0;
	at += is ? 4 : 0;
	return is;
}

bool Reader::truth()
{
	blanks();
	bool is = at < end && *at == 't';
	if (at == end || (*at != 't' && *at != 'f'))
		broken("true or false");
	at = std::min(at + (is ? 4 : 5), end);
	return is;
}

long long Reader::integer()
{
	blanks();
	long long value = 0;
	auto [rest, error] = std::from_chars(at, end, value);
	if (error != std::errc())
		broken("an integer");
	at = rest;
	return value;
}

double Reader::real()
{
	blanks();
	if (at < end && *at == '"') {
		std::string name = text();
		return name == "NaN" ? std::numeric_limits<double>::quiet_NaN()
				     : name[0] == '-' ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
	}
	double value = 0;
	auto [rest, error] = std::from_chars(at, end, value);
	if (error == std::errc::invalid_argument)
		broken("a number");
	if (error == std::errc::result_out_of_range) /* smaller than the least denormal: the sign stays */
		value = std::strtod(std::string(at, rest).c_str(), nullptr);
	at = rest;
	return value;
}

unsigned Reader::unit()
{
	unsigned value = 0;
	if (end - at < 4 || std::from_chars(at, at + 4, value, 16).ptr != at + 4)
		broken("four hexadecimal digits");
	at += 4;
	return value;
}

void Reader::escape(std::string &out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	char c = at < end ? *at++ : '\0';
	if (c != 'u') {
		const char *which = c ? std::strchr(from, c) : nullptr;
		out += which ? to[which - from] : c;
		return;
	}
	unsigned value = unit();
	if (value >= 0xd800 && value < 0xdc00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
		at += 2;
		value = 0x10000 + ((value - 0xd800) << 10) + (unit() - 0xdc00);
	}
	put_utf8(out, value);
}

std::string Reader::text()
{
	std::string out;
	take('"');
	for (;;) {
		const char *from = at;
		while (at < end && *at != '"' && *at != '\\')
			at++;
		out.append(from, at);
		if (at == end)
			broken("the end of a string");
		if (*at++ == '"')
			return out;
		escape(out);
	}
}

/* ---- writing */

void Writer::integer(long long value)
{
	char digits[24];
	out.append(digits, std::to_chars(digits, std::end(digits), value).ptr);
}

void Writer::integer(unsigned long long value)
{
	char digits[24];
	out.append(digits, std::to_chars(digits, std::end(digits), value).ptr);
}

void Writer::real(double value)
{
	char digits[32];
	if (std::isnan(value))
		out += "\"NaN\"";
	else if (std::isinf(value))
		out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
	else
		out.append(digits, std::to_chars(digits, std::end(digits), value).ptr);
}

void Writer::text(std::string_view value)
{
	out += '"';
	while (!value.empty()) {
		std::size_t length = character(value);
		if (!length)
			throw Bad{"a string holds a byte that is no UTF-8"};
		if (!value[0])
			throw Bad{"a string holds a NUL character"};
		put_escaped(out, value.substr(0, length));
		value.remove_prefix(length);
	}
	out += '"';
}

void Writer::text_mended(std::string_view value)
{
	bool cut = value.size() > TEXT_MAX;
	value = value.substr(0, TEXT_MAX);
	out += '"';
	while (!value.empty()) {
		std::size_t length = character(value);
		if (length)
			put_escaped(out, value.substr(0, length));
		else
			out += "\ufffd";
		value.remove_prefix(length ? length : 1);
	}
	out += cut ? " ...\"" : "\"";
}

/* ---- what stands in the source */

namespace {

/* Behind a comment or a literal that begins at `at`; `at` where none does. */
std::size_t skip(std::string_view source, std::size_t at)
{
	auto behind = [&](std::string_view mark, std::size_t from) {
		std::size_t found = source.find(mark, from);
		return found == source.npos ? source.size() : found + mark.size();
	};
	if (source.substr(at, 2) == "//")
		return std::min(source.find('\n', at), source.size());
	if (source.substr(at, 2) == "/*")
		return behind("*/", at + 2);
	if (source.substr(at, 2) == "R\"") {
		std::size_t open = std::min(source.find('(', at), source.size());
		return behind(")" + std::string(source.substr(at + 2, open - at - 2)) + "\"", open);
	}
	if (source[at] != '"' && source[at] != '\'')
		return at;
	std::size_t i = at + 1;
	while (i < source.size() && source[i] != source[at] && source[i] != '\n')
		i += source[i] == '\\' ? 2 : 1;
	return std::min(i + 1, source.size());
}

bool in_word(char c)
{
	return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80);
}

struct Declared {
	std::string before, params; /* "vector<int>", "vector<int> nums" */
	int line = 0;
};

/* Blanks and line breaks as one blank each. */
std::string flat(std::string_view text)
{
	std::string out;
	for (char c : text.substr(0, 200))
		if (!std::isspace(static_cast<unsigned char>(c)))
			out += c;
		else if (!out.empty() && out.back() != ' ')
			out += ' ';
	while (!out.empty() && out.back() == ' ')
		out.pop_back();
	return out;
}

/* The first `name (...) {`, that is its definition, as it stands in the source. */
Declared declared(std::string_view name)
{
	std::string_view source(greenroom_source, static_cast<std::size_t>(greenroom_source_end - greenroom_source));
	std::size_t statement = 0;
	for (std::size_t i = 0; i < source.size();) {
		if (std::size_t behind = skip(source, i); behind != i) {
			i = behind;
			continue;
		}
		char c = source[i];
		if (c == ';' || c == '{' || c == '}' || c == '\n' || c == ':')
			statement = i + 1;
		bool begins = in_word(c) && (!i || !in_word(source[i - 1]));
		if (!begins || source.substr(i, name.size()) != name || in_word((i + name.size() < source.size()) ? source[i + name.size()] : ' ')) {
			i++;
			continue;
		}
		std::size_t open = source.find_first_not_of(" \t\r\n", i + name.size());
		if (open == source.npos || source[open] != '(') {
			i += name.size();
			continue;
		}
		std::size_t close = open;
		for (int depth = 0; close < source.size(); close++) {
			close = skip(source, close);
			if (close >= source.size())
				break;
			depth += source[close] == '(' ? 1 : source[close] == ')' ? -1 : 0;
			if (!depth)
				break;
		}
		std::size_t body = source.find_first_of(";{", close);
		if (body != source.npos && source[body] == '{')
			return {flat(source.substr(statement, i - statement)), flat(source.substr(open + 1, close - open - 1)),
				1 + static_cast<int>(std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(i), '\n'))};
		i = open;
	}
	return {};
}

} // namespace

void wrong_params(const Wanted &wanted)
{
	Declared yours = declared(wanted.name);
	if (*wanted.owner && !yours.line)
		throw Load{"`" + std::string(wanted.owner) + "` has no public method `" + wanted.name + "` (" + wanted.params + ")", 0};
	std::string text = "`" + std::string(wanted.name) + "` takes (" + wanted.params + ")";
	throw Load{text + (yours.line ? "; yours takes (" + yours.params + ")" : "; yours takes something else"), yours.line};
}

void wrong_returns(const Wanted &wanted)
{
	Declared yours = declared(wanted.name);
	std::string text = "`" + std::string(wanted.name) + "` returns " + wanted.returns;
	throw Load{text + (yours.line ? "; yours returns " + yours.before : "; yours returns something else"), yours.line};
}

void by_value(const Wanted &wanted)
{
	throw Load{"`" + std::string(wanted.name) + "` changes " + wanted.judged + " in place: take it by reference (&" + wanted.judged + ")",
		   declared(wanted.name).line};
}

/* ---- answering */

namespace {

std::string object(const char *key, std::string_view message, int line)
{
	Writer to;
	to.out = std::string("{\"") + key + "\":{\"message\":";
	to.text_mended(message);
	return to.out + ",\"line\":" + std::to_string(line) + "}}";
}

std::string type_name(const std::type_info *type)
{
	int status;
	char *shown = type ? abi::__cxa_demangle(type->name(), nullptr, nullptr, &status) : nullptr;
	return shown ? shown : "an exception";
}

std::string error(std::string_view message, bool memory)
{
	const std::type_info *thrown = abi::__cxa_current_exception_type();
	std::string type = thrown && *thrown == typeid(std::string) ? "std::string" : type_name(thrown);
	Writer to;
	to.out = "{\"error\":{\"type\":";
	to.text_mended(type);
	to.out += ",\"message\":";
	to.text_mended(message);
	to.out += ",\"traceback\":\"\",\"line\":0";
	if (calls)
		to.out += ",\"call\":" + std::to_string(calls);
	return to.out + (memory ? ",\"memory\":true}}" : "}}");
}

/* What the work came to. */
template <class Work> std::string outcome(Work work)
{
	try {
		Writer to;
		to.out = "{\"value\":";
		work(to);
		return to.out + "}";
	} catch (const Load &load) {
		return object("load", load.why, load.line);
	} catch (const Bad &bad) {
		Writer to;
		to.out = "{\"bad\":";
		to.text_mended(bad.why);
		return to.out + ",\"call\":" + std::to_string(calls) + "}";
	} catch (const std::bad_alloc &e) {
		return error(e.what(), true);
	} catch (const std::exception &e) {
		return error(e.what(), false);
	} catch (const std::string &text) {
		return error(text, false);
	} catch (const char *text) {
		return error(text ? text : "", false);
	} catch (int number) {
		return error(std::to_string(number), false);
	} catch (...) {
		return error("", false);
	}
}

} // namespace

void answer(void (*work)(Reader &in, Writer &to))
{
	Reader in(request, request + request_length);
	finish(outcome([&](Writer &to) { work(in, to); }));
}

void answer_class(const Wanted &wanted, void *(*make)(Reader &in, const Wanted &wanted), const Method *methods, std::size_t count)
{
	Reader in(request, request + request_length);
	finish(outcome([&](Writer &to) {
		void *object = nullptr;
		in.take('[');
		to.out += '[';
		for (bool first = true; !in.next(']'); first = false) {
			if (!first) {
				in.take(',');
				to.out += ',';
			}
			in.take('[');
			auto index = static_cast<std::size_t>(in.integer());
			calls++;
			in.take(',');
			if (!index) {
				object = make(in, wanted);
				to.out += "null";
			} else if (object && index <= count)
				methods[index - 1].run(object, in, to, methods[index - 1].wanted);
			else
				in.take('?');
			in.take(']');
		}
		to.out += ']';
	}));
}

} // namespace greenroom
