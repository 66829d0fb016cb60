/* Templates: the texts of a definition from which starters, harness parts and messages are made.
 *
 * A template is text with tags.  In *.tmpl files and in the forms of "types" alike:
 *
 *     @{var}                            a value, below
 *     @{form NAME}  @{form}             form NAME of the current type; the form that is being expanded, of the current type
 *     @{0}  @{1.NAME}                   the same form, or form NAME, of the current type's arguments; 0.id and 0.neutral are as below
 *     @{form NAME X}  @{0.NAME X}       the same, applied to X, in which $ stands for the current x, # for i: @{0.write $[i]}
 *     @{if COND} ... @{else} ... @{end}
 *     @{for LIST} ... @{end}            LIST: params, methods, types, args; `else` is for an empty one
 *     @{with returned} ... @{end}       the returned type is current; nothing where a class has none
 *     @{with judged} ... @{end}         the judged parameter, or the returned type, is current
 *     @{with 0} ... @{end}              the current type's argument is current
 *     @{sep TEXT}                       TEXT, unless in the first turn of the loop; \n, \t and \s (a blank) may be in it
 *     @{fit} ... @{else} ... @{end}     the first part, unless one of its lines then has more than 79 columns
 *     @{wrap N} ... @{end}              lines over 79 columns are broken at blanks; they go on behind N blanks
 *     @@{                               these two characters and what follows, as they are
 *
 * A line that holds nothing but block tags (if, else, for, with, fit, wrap, end) and blanks vanishes whole.
 *
 * Scopes.  The outermost speaks of the function, or of the class and its constructor; in `for methods` the same words speak
 * of the method; in `for params` of the parameter and its type; in `for types`, `for args` and `with` of a type.
 *
 *     name            function's, method's or class's, as the language spells it; class: always the class's
 *     p               parameter's
 *     judged          what is judged: a parameter's name; "" where it is what is returned
 *     raw_name, raw_class, raw_p        the neutral names
 *     doc, returns_doc                  the author's words, on one line, escaped as the definition says; doc is the
 *                                       parameter's in `for params`, else the method's, function's or class's
 *     question        the question's title, like a doc;  language, file: of the definition
 *     type            form "type" of the current type;  returns: of the returned type ("" for a class)
 *     neutral         the current type as in the signature, "list<int>"
 *     id              the same as part of a name, "list_int": different for different types
 *     x               what a form is applied to: the current parameter's name, else "value"
 *     depth           of forms inside each other, from 0: for names that must differ
 *     i, count        turn of the innermost loop, from 0, and its length;  param_count, method_count
 *     judge_index     the judged parameter's
 *     params_text     "nums, target"
 *
 * name, class, p, judged, raw_name, raw_class, raw_p and x may end in .snake, .camel, .pascal: spelt so.
 *
 * COND is made of these with `not`, `and`, `or` (not binds first, and before or):
 *
 *     class, void                       a class question; nothing is returned by the function or method
 *     judge_return, judge_param, judge_prefix
 *     judged                            this parameter is what is judged
 *     uses KIND                         some type of the whole signature is or holds a KIND ("tree")
 *     is KIND, holds KIND               the current type is a KIND; is or holds one.  scalar: int int64 float bool string
 *     has_doc, has_returns_doc, has_docs (any of the function's or method's), has_param_docs, has_params, has_form NAME
 *     first, last                       turn of the innermost loop
 *
 * `for types` goes over all distinct types of the signature but void, inner ones before those that hold them.
 *
 * Limits: 16 blocks or forms inside each other (32 for forms), 1 MB of result.  Parsing finds unknown words, so that an
 * expansion fails only for what depends on a signature: those limits, a form that a type lacks, a word outside its scope.
 */
#ifndef GREENROOM_TOOLCHAIN_TEMPLATE_H
#define GREENROOM_TOOLCHAIN_TEMPLATE_H

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/values/signature.h"

struct language;

/* What a template speaks of; borrowed. */
struct template_subject {
	const struct language *language;
	const struct question_signature *signature;
	enum judge_what judge;
	size_t judge_param;
	const char *title; /* the question's */
};

struct template;
/* `name` is what errors call it: "starter.tmpl line 3: ...".  The text is copied. */
struct template *template_parse(const char *name, const char *text, size_t len, struct err *err);
void template_free(struct template *template);

/* Appends to *out, which is untouched on failure. */
bool template_expand(const struct template *template, const struct template_subject *subject, struct buf *out, struct err *err);
/* A form of one type, applied to a name.  A form that the type's entry lacks is its "type". */
bool template_form(const struct template_subject *subject, const struct type *type, const char *form, const char *x,
                   struct buf *out, struct err *err);

#endif
