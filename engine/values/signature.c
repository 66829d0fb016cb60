#include "engine/values/signature.h"

#include <string.h>

#include "engine/base/mem.h"

bool signature_is_class(const struct question_signature *signature)
{
	return signature->method_count > 0;
}

static bool params_use(const struct question_param *params, size_t count, enum type_kind kind)
{
	for (size_t i = 0; i < count; i++)
		if (type_contains(params[i].type, kind))
			return true;
	return false;
}

bool signature_uses(const struct question_signature *signature, enum type_kind kind)
{
	if (params_use(signature->params, signature->param_count, kind) ||
	    (signature->returns && type_contains(signature->returns, kind)))
		return true;
	for (size_t i = 0; i < signature->method_count; i++) {
		const struct question_method *method = &signature->methods[i];
		if (params_use(method->params, method->param_count, kind) || type_contains(method->returns, kind))
			return true;
	}
	return false;
}

const struct question_method *signature_method(const struct question_signature *signature, const char *name)
{
	for (size_t i = 0; i < signature->method_count; i++)
		if (strcmp(signature->methods[i].name, name) == 0)
			return &signature->methods[i];
	return NULL;
}

static void params_free(struct question_param *params, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(params[i].name);
		type_free(params[i].type);
		free(params[i].doc);
	}
	free(params);
}

void signature_release(struct question_signature *signature)
{
	params_free(signature->params, signature->param_count);
	for (size_t i = 0; i < signature->method_count; i++) {
		struct question_method *method = &signature->methods[i];
		params_free(method->params, method->param_count);
		free(method->name);
		type_free(method->returns);
		free(method->returns_doc);
		free(method->doc);
	}
	for (size_t i = 0; i < signature->name_count; i++) {
		free(signature->names[i].language);
		free(signature->names[i].name);
	}
	free(signature->methods);
	free(signature->names);
	free(signature->name);
	type_free(signature->returns);
	free(signature->returns_doc);
	free(signature->doc);
	*signature = (struct question_signature){0};
}
