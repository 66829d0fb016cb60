/* The C harness: descriptors, JSON, and values laid out by type. */
#include "greenroom.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REQUEST = 3, ANSWER = 4, NODES_MAX = 1000000, ARGS_MAX = 32, LEVELS_MAX = 3, RESULT_MAX = 4096 };

/* ---- descriptors */

static char *request;
static size_t request_length;
static size_t calls; /* of a class: the constructor is the first; 0 for a function */
static pid_t self;

static void say(const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(ANSWER, text, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1); /* the solution closed the channel: there is no answer, and nothing to say about it */
		text += n;
		len -= (size_t)n;
	}
}

_Noreturn static void finish(const char *text, size_t len)
{
	fflush(NULL);
	say(text, len);
	/* Whatever the solution left running (threads, atexit) has no say after its answer. */
	_exit(0);
}

static void on_leaving(int status, void *unused)
{
	(void)unused;
	char text[64];
	if (getpid() == self)
		finish(text, (size_t)snprintf(text, sizeof text, "{\"exit\":\"exit(%d)\",\"call\":%zu}", status, calls));
}

static void *room_for(size_t count, size_t size)
{
	void *made = calloc(count ? count : 1, size);
	if (!made) {
		fputs("no memory for the arguments\n", stderr);
		_exit(1);
	}
	return made;
}

/* The request is read here already: what the candidate's constructors do is part of the test. */
__attribute__((constructor(101))) static void ready(void)
{
	setvbuf(stdout, NULL, _IOLBF, 1 << 12);
	self = getpid();
	on_exit(on_leaving, NULL);
	say("R\n", 2);
	size_t room = 1 << 16;
	request = malloc(room);
	for (;;) {
		if (request && request_length + 1 >= room)
			request = realloc(request, room *= 2);
		if (!request)
			_exit(1);
		ssize_t n = read(REQUEST, request + request_length, room - request_length - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		request_length += (size_t)n;
	}
	request[request_length] = '\0';
	close(REQUEST);
}

/* ---- types */

enum kind { INT, INT64, FLOAT, BOOL, STRING, LIST, OPTIONAL, TUPLE, TREE, LINKED_LIST, VOID };

struct type {
	enum kind kind;
	size_t count;
	struct type *args[ARGS_MAX];
};

static struct type *type_read(const char **at)
{
	static const char *const names[] = {"int",      "int64", "float", "bool",        "string", "list",
					    "optional", "tuple", "tree",  "linked_list", "void"};
	struct type *type = room_for(1, sizeof *type);
	size_t len = strcspn(*at, "<,>"), kind = 0;
	while (strlen(names[kind]) != len || memcmp(names[kind], *at, len) != 0)
		kind++;
	type->kind = (enum kind)kind;
	*at += len;
	if (**at != '<')
		return type;
	++*at;
	while (**at != '>') {
		type->args[type->count++] = type_read(at);
		*at += **at == ',';
	}
	++*at;
	return type;
}

/* How many lists are inside each other, and what is inside. */
static size_t levels_of(const struct type *list, const struct type **item)
{
	size_t levels = 0;
	for (; list->kind == LIST; list = list->args[0])
		levels++;
	*item = list;
	return levels;
}

/* An optional that is said by the pointer its type has anyway. */
static bool is_pointer(const struct type *type)
{
	return type->kind == STRING || type->kind == LIST || type->kind == TREE || type->kind == LINKED_LIST;
}

static const struct type *plain(const struct type *type)
{
	return type->kind == OPTIONAL && is_pointer(type->args[0]) ? type->args[0] : type;
}

static size_t align_of(const struct type *type)
{
	size_t most = 1;
	switch (type->kind) {
	case INT: return _Alignof(int32_t);
	case BOOL: return _Alignof(bool);
	case TUPLE:
		for (size_t i = 0; i < type->count; i++)
			if (align_of(type->args[i]) > most)
				most = align_of(type->args[i]);
		return most;
	default: return 8; /* int64_t, double, pointers and lengths, on every machine that has a 64 bit size_t */
	}
}
_Static_assert(sizeof(size_t) == 8 && sizeof(void *) == 8 && _Alignof(int64_t) == 8 && _Alignof(double) == 8, "a 64 bit machine");

static size_t size_of(const struct type *type);

/* Where a member of a tuple stands; for `count`, its end. */
static size_t offset_of(const struct type *tuple, size_t index)
{
	size_t at = 0;
	for (size_t i = 0;; i++) {
		size_t align = i < tuple->count ? align_of(tuple->args[i]) : align_of(tuple);
		at = (at + align - 1) / align * align;
		if (i == index)
			return at;
		at += size_of(tuple->args[i]);
	}
}

/* Size of a value as a member. */
static size_t size_of(const struct type *type)
{
	const struct type *item;
	switch (type->kind) {
	case INT: return sizeof(int32_t);
	case BOOL: return sizeof(bool);
	case LIST: return 8 + 8 * levels_of(type, &item);
	case OPTIONAL: return plain(type) != type ? size_of(plain(type)) : 8;
	case TUPLE: return offset_of(type, type->count);
	case VOID: return 0;
	default: return 8;
	}
}

/* Size as an item of a list: of a list only its pointer, the lengths lie beside. */
static size_t item_size(const struct type *type)
{
	return type->kind == LIST ? 8 : size_of(type);
}

static void *member(void *tuple, const struct type *type, size_t index)
{
	return (char *)tuple + offset_of(type, index);
}

/* A list as a member: pointer, length, lengths inside for each further level. */
struct list {
	void *data;
	size_t len;
	void *lens[LEVELS_MAX - 1];
};

/* What TreeNode and ListNode have in common with all that are generated: the value first, pointers behind it. */
struct node {
	const struct type *type;
	size_t left, right, size;
};

static struct node node_of(const struct type *type)
{
	size_t value = size_of(type->args[0]), first = (value + 7) / 8 * 8;
	return (struct node){type->args[0], first, first + 8, first + (type->kind == TREE ? 16 : 8)};
}

static void **link_of(void *node, size_t offset)
{
	return (void **)(void *)((char *)node + offset);
}

/* ---- reading: the engine wrote the request, what does not fit the types ends the program */

static const char *at;

_Noreturn static void broken(const char *wanted)
{
	fprintf(stderr, "the request does not fit the signature: %s expected before \"%.40s\"\n", wanted, at);
	_exit(120);
}

static void blanks(void)
{
	at += strspn(at, " \t\r\n");
}

static bool next(char mark)
{
	blanks();
	if (*at != mark)
		return false;
	at++;
	return true;
}

static void take(char mark)
{
	char wanted[2] = {mark, '\0'};
	if (!next(mark))
		broken(wanted);
}

static bool next_null(void)
{
	blanks();
	bool is = strncmp(at, "null", 4) == 0;
	at += is ? 4 : 0;
	return is;
}

static int64_t read_integer(void)
{
	blanks();
	char *end;
	int64_t value = strtoll(at, &end, 10);
	if (end == at)
		broken("an integer");
	at = end;
	return value;
}

static unsigned read_unit(void)
{
	char digits[5] = {0};
	for (int i = 0; i < 4 && *at; i++)
		digits[i] = *at++;
	return (unsigned)strtoul(digits, NULL, 16);
}

static char *put_utf8(char *to, unsigned c)
{
	if (c < 0x80) {
		*to++ = (char)c;
	} else if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
		*to++ = (char)(0x80 | (c & 63));
	} else if (c < 0x10000) {
		*to++ = (char)(0xe0 | c >> 12);
		*to++ = (char)(0x80 | (c >> 6 & 63));
		*to++ = (char)(0x80 | (c & 63));
	} else {
		*to++ = (char)(0xf0 | c >> 18);
		*to++ = (char)(0x80 | (c >> 12 & 63));
		*to++ = (char)(0x80 | (c >> 6 & 63));
		*to++ = (char)(0x80 | (c & 63));
	}
	return to;
}

static char *read_escape(char *to)
{
	static const char from[] = "bfnrt", what[] = "\b\f\n\r\t";
	char c = *at;
	if (!c)
		broken("an escape");
	at++;
	if (c != 'u') {
		const char *which = strchr(from, c);
		*to++ = which ? what[which - from] : c;
		return to;
	}
	unsigned value = read_unit();
	if (value >= 0xd800 && value < 0xdc00 && at[0] == '\\' && at[1] == 'u') {
		at += 2;
		value = 0x10000 + ((value - 0xd800) << 10) + (read_unit() - 0xdc00);
	}
	return put_utf8(to, value);
}

static char *read_string(void)
{
	take('"');
	size_t len = 0; /* an upper bound: escapes are longer than what they say */
	while (at[len] && at[len] != '"')
		len += at[len] == '\\' && at[len + 1] ? 2 : 1;
	char *text = room_for(len + 1, 1), *to = text;
	while (*at && *at != '"') {
		if (*at != '\\')
			*to++ = *at++;
		else {
			at++;
			to = read_escape(to);
		}
	}
	take('"');
	return text;
}

static double read_float(void)
{
	blanks();
	if (*at == '"') {
		char *name = read_string();
		return strcmp(name, "NaN") == 0 ? (double)NAN : name[0] == '-' ? -(double)INFINITY : (double)INFINITY;
	}
	char *end;
	double value = strtod(at, &end);
	if (end == at)
		broken("a number");
	at = end;
	return value;
}

static void read_value(const struct type *type, void *to);

/* Items until the bracket closes; the array grows by doubling. */
struct growing {
	char *data;
	size_t count, room, size;
};

static void *grow(struct growing *g)
{
	if (g->count == g->room) {
		size_t room = g->room ? 2 * g->room : 8;
		char *more = room_for(room, g->size);
		if (g->count)
			memcpy(more, g->data, g->count * g->size);
		free(g->data);
		g->data = more;
		g->room = room;
	}
	return g->data + g->size * g->count++;
}

static void read_list(const struct type *type, struct list *to)
{
	const struct type *item = type->args[0], *inmost;
	size_t inner = levels_of(item, &inmost);
	struct growing items = {.size = item_size(item)}, lens[LEVELS_MAX - 1] = {{.size = 8}, {.size = 8}};
	take('[');
	for (bool first = true; !next(']'); first = false) {
		if (!first)
			take(',');
		if (!inner) {
			read_value(item, grow(&items));
			continue;
		}
		struct list part = {0};
		read_list(item, &part);
		*(void **)grow(&items) = part.data;
		*(size_t *)grow(&lens[0]) = part.len;
		if (inner > 1)
			*(void **)grow(&lens[1]) = part.lens[0];
	}
	/* Never NULL, so that an empty list is no null. */
	to->data = items.data ? items.data : room_for(1, 8);
	to->len = items.count;
	for (size_t i = 0; i < inner; i++)
		to->lens[i] = lens[i].data ? lens[i].data : room_for(1, 8);
}

static void read_list_member(const struct type *type, void *to)
{
	const struct type *inmost;
	struct list list = {0};
	read_list(type, &list);
	memcpy(to, &list, 8 + 8 * levels_of(type, &inmost));
}

/* Level order, null for a missing child. */
static void *read_tree(const struct type *type)
{
	struct node node = node_of(type);
	struct growing nodes = {.size = sizeof(void *)};
	take('[');
	while (!next(']')) {
		if (nodes.count)
			take(',');
		void *made = next_null() ? NULL : room_for(1, node.size);
		if (made)
			read_value(node.type, made);
		*(void **)grow(&nodes) = made;
	}
	void **all = (void **)(void *)nodes.data;
	size_t child = 1;
	for (size_t i = 0; i < nodes.count; i++)
		if (all[i]) {
			*link_of(all[i], node.left) = child < nodes.count ? all[child] : NULL;
			*link_of(all[i], node.right) = child + 1 < nodes.count ? all[child + 1] : NULL;
			child += 2;
		}
	void *root = nodes.count ? all[0] : NULL;
	free(all);
	return root;
}

static void *read_linked(const struct type *type)
{
	struct node node = node_of(type);
	void *head = NULL, **end = &head;
	take('[');
	while (!next(']')) {
		if (head)
			take(',');
		*end = room_for(1, node.size);
		read_value(node.type, *end);
		end = link_of(*end, node.left);
	}
	return head;
}

static void read_tuple(const struct type *type, void *to)
{
	take('[');
	for (size_t i = 0; i < type->count; i++) {
		if (i)
			take(',');
		read_value(type->args[i], member(to, type, i));
	}
	take(']');
}

static void read_value(const struct type *type, void *to)
{
	if ((type->kind == OPTIONAL || is_pointer(type)) && next_null()) {
		memset(to, 0, size_of(type));
		return;
	}
	type = plain(type);
	switch (type->kind) {
	case INT: *(int32_t *)to = (int32_t)read_integer(); break;
	case INT64: *(int64_t *)to = read_integer(); break;
	case FLOAT: *(double *)to = read_float(); break;
	case BOOL:
		blanks();
		*(bool *)to = *at == 't';
		at += strspn(at, "truefals");
		break;
	case STRING: *(char **)to = read_string(); break;
	case LIST: read_list_member(type, to); break;
	case OPTIONAL:
		*(void **)to = room_for(1, size_of(type->args[0]));
		read_value(type->args[0], *(void **)to);
		break;
	case TUPLE: read_tuple(type, to); break;
	case TREE: *(void **)to = read_tree(type); break;
	case LINKED_LIST: *(void **)to = read_linked(type); break;
	case VOID: break;
	}
}

/* ---- writing */

static char *out;
static size_t out_len, out_room;

static void put(const char *text, size_t len)
{
	if (out_len + len > out_room) {
		out_room = 2 * (out_len + len) + 4096;
		out = realloc(out, out_room);
		if (!out) {
			fputs("no memory for the answer\n", stderr);
			_exit(1);
		}
	}
	memcpy(out + out_len, text, len);
	out_len += len;
}

static void put_text(const char *text)
{
	put(text, strlen(text));
}

/* What was returned is no value that a test can carry. */
__attribute__((format(printf, 1, 2))) _Noreturn static void bad(const char *format, ...)
{
	char why[400], text[480];
	va_list args;
	va_start(args, format);
	vsnprintf(why, sizeof why, format, args);
	va_end(args);
	finish(text, (size_t)snprintf(text, sizeof text, "{\"bad\":\"%s\",\"call\":%zu}", why, calls));
}

static void put_float(double value)
{
	char text[40];
	if (isnan(value))
		put_text("\"NaN\"");
	else if (isinf(value))
		put_text(value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
	else {
		/* The shortest that reads back as the same. */
		for (int digits = 15; digits <= 17; digits++) {
			snprintf(text, sizeof text, "%.*g", digits, value);
			if (strtod(text, NULL) == value)
				break;
		}
		put_text(text);
	}
}

/* Length of the UTF-8 character at `s`, 0 where there is none. */
static size_t character(const unsigned char *s)
{
	size_t length = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
	for (size_t i = 1; i < length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	bool overlong = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xf0 && s[1] < 0x90);
	bool surrogate = s[0] == 0xed && s[1] >= 0xa0;
	bool beyond = s[0] == 0xf4 && s[1] >= 0x90;
	return overlong || surrogate || beyond ? 0 : length;
}

static void put_string(const char *text)
{
	if (!text) {
		put_text("null");
		return;
	}
	put_text("\"");
	for (const unsigned char *s = (const unsigned char *)text; *s;) {
		size_t length = character(s);
		char escape[8];
		if (!length)
			bad("a string holds a byte that is no UTF-8");
		if (*s == '"' || *s == '\\' || *s < 0x20 || *s == 0x7f)
			put(escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", *s));
		else
			put((const char *)s, length);
		s += length;
	}
	put_text("\"");
}

static void put_value(const struct type *type, const void *from);

/* The first `count` items. */
static void put_list(const struct type *type, const struct list *list, size_t count)
{
	const struct type *item = type->args[0], *inmost;
	size_t inner = levels_of(item, &inmost);
	if (count && !list->data)
		bad("a list of %zu items is NULL", count);
	if (count && inner && !list->lens[0])
		bad("the lengths of the inner lists are NULL");
	if (count && inner > 1 && !list->lens[1])
		bad("the lengths of the inmost lists are NULL");
	put_text("[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			put_text(",");
		if (!inner) {
			put_value(item, (const char *)list->data + i * item_size(item));
			continue;
		}
		struct list part = {.data = ((void **)list->data)[i], .len = ((size_t *)list->lens[0])[i]};
		if (inner > 1)
			part.lens[0] = ((void **)list->lens[1])[i];
		put_list(item, &part, part.len);
	}
	put_text("]");
}

static struct list list_of(const struct type *type, const void *from)
{
	const struct type *inmost;
	struct list list = {0};
	memcpy(&list, from, 8 + 8 * levels_of(type, &inmost));
	return list;
}

/* Level order without nulls at the end. */
static void put_tree(const struct type *type, void *root)
{
	struct node node = node_of(type);
	struct growing waiting = {.size = sizeof(void *)};
	size_t nulls = 0, written = 0;
	*(void **)grow(&waiting) = root;
	put_text("[");
	for (size_t i = 0; i < waiting.count; i++) {
		void *here = ((void **)(void *)waiting.data)[i];
		if (!here) {
			nulls++;
			continue;
		}
		for (; nulls; nulls--)
			put_text(written++ ? ",null" : "null");
		if (written++)
			put_text(",");
		if (written > NODES_MAX)
			bad("a tree of more than %d nodes: is there a cycle?", NODES_MAX);
		put_value(node.type, here);
		*(void **)grow(&waiting) = *link_of(here, node.left);
		*(void **)grow(&waiting) = *link_of(here, node.right);
	}
	put_text("]");
}

static void put_linked(const struct type *type, void *here)
{
	struct node node = node_of(type);
	size_t written = 0;
	put_text("[");
	for (; here; here = *link_of(here, node.left)) {
		if (written++)
			put_text(",");
		if (written > NODES_MAX)
			bad("a list of more than %d nodes: is there a cycle?", NODES_MAX);
		put_value(node.type, here);
	}
	put_text("]");
}

static void put_tuple(const struct type *type, const void *from)
{
	put_text("[");
	for (size_t i = 0; i < type->count; i++) {
		if (i)
			put_text(",");
		put_value(type->args[i], (const char *)from + offset_of(type, i));
	}
	put_text("]");
}

static void put_value(const struct type *type, const void *from)
{
	char text[32];
	if (type->kind == OPTIONAL && !*(void *const *)from) {
		put_text("null");
		return;
	}
	type = plain(type);
	switch (type->kind) {
	case INT: put(text, (size_t)snprintf(text, sizeof text, "%ld", (long)*(const int32_t *)from)); break;
	case INT64: put(text, (size_t)snprintf(text, sizeof text, "%lld", (long long)*(const int64_t *)from)); break;
	case FLOAT: put_float(*(const double *)from); break;
	case BOOL: put_text(*(const bool *)from ? "true" : "false"); break;
	case STRING: put_string(*(char *const *)from); break;
	case LIST: {
		struct list list = list_of(type, from);
		put_list(type, &list, list.len);
		break;
	}
	case OPTIONAL: put_value(type->args[0], *(void *const *)from); break;
	case TUPLE: put_tuple(type, from); break;
	case TREE: put_tree(type, *(void *const *)from); break;
	case LINKED_LIST: put_linked(type, *(void *const *)from); break;
	case VOID: put_text("null"); break;
	}
}

/* ---- calling */

static void *arguments_for(const struct greenroom_function *function, const struct type **type)
{
	const char *text = function->params;
	struct type *params = type_read(&text);
	*type = params;
	void *arguments = room_for(1, size_of(params) + 8);
	read_tuple(params, arguments);
	return arguments;
}

static const struct type *returns_of(const struct greenroom_function *function)
{
	const char *text = function->returns;
	return type_read(&text);
}

static void put_prefix(const struct type *returns, const void *result, const struct type *type, const void *from, const char *name)
{
	struct list list = list_of(type, from);
	int64_t count = returns->kind == INT ? *(const int32_t *)result : *(const int64_t *)result;
	if (count < 0 || (size_t)count > list.len)
		bad("returned %lld where the new length of %s (at most %zu) is expected", (long long)count, name, list.len);
	put_list(type, &list, (size_t)count);
}

void greenroom_answer(const struct greenroom_function *function, enum greenroom_judge judge, size_t index, const char *name)
{
	const struct type *params, *returns = returns_of(function);
	_Alignas(16) char result[RESULT_MAX] = {0};
	void *object = NULL;
	at = request;
	void *arguments = arguments_for(function, &params);
	function->call(&object, arguments, result);
	put_text("{\"value\":");
	if (judge == GREENROOM_RETURN)
		put_value(returns, result);
	else if (judge == GREENROOM_PARAM)
		put_value(params->args[index], member(arguments, params, index));
	else
		put_prefix(returns, result, params->args[index], member(arguments, params, index), name);
	put_text("}");
	finish(out, out_len);
}

void greenroom_answer_class(const struct greenroom_function *functions, size_t count)
{
	void *object = NULL;
	const struct type *params;
	at = request;
	put_text("{\"value\":[");
	take('[');
	for (bool first = true; !next(']'); first = false) {
		_Alignas(16) char result[RESULT_MAX] = {0};
		if (!first) {
			take(',');
			put_text(",");
		}
		take('[');
		size_t index = (size_t)read_integer();
		take(',');
		if (index >= count)
			broken("a method's number");
		calls++;
		functions[index].call(&object, arguments_for(&functions[index], &params), result);
		if (index)
			put_value(returns_of(&functions[index]), result);
		else
			put_text("null");
		take(']');
	}
	put_text("]}");
	finish(out, out_len);
}
