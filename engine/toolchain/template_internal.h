/* Templates as they are kept: tokens, with the places where blocks go on. */
#ifndef GREENROOM_TOOLCHAIN_TEMPLATE_INTERNAL_H
#define GREENROOM_TOOLCHAIN_TEMPLATE_INTERNAL_H

#include "engine/toolchain/template.h"

enum token_kind {
	TOKEN_TEXT,
	TOKEN_VALUE, /* words: "name", "p.camel" */
	TOKEN_FORM,  /* form NAME X */
	TOKEN_ARG,   /* number.NAME X */
	TOKEN_SEP,   /* text */
	/* Blocks. */
	TOKEN_IF,    /* text: the condition */
	TOKEN_FOR,   /* text: the list */
	TOKEN_WITH,  /* text: what */
	TOKEN_FIT,
	TOKEN_WRAP, /* number */
	TOKEN_ELSE,
	TOKEN_END,
};

struct token {
	enum token_kind kind;
	size_t line;
	char *text;       /* TEXT, SEP, conditions, names; may be NULL */
	char *x;          /* FORM, ARG: what it is applied to, or NULL */
	size_t number;    /* ARG, WRAP, WITH (an argument's) */
	size_t otherwise; /* blocks: the token behind else, or `end` */
	size_t end;       /* blocks: the end's token */
};

struct template {
	char *name;
	struct token *tokens;
	size_t count, capacity;
};

/* Words of values and conditions that expansion knows. */
bool template_value_known(const char *word);
bool template_condition_check(const char *condition, char *why, size_t room);

#endif
