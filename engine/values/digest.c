#include "engine/values/digest.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(struct digest) >= sizeof(crypto_hash_sha256_state), "the state must fit");
_Static_assert(_Alignof(struct digest) >= _Alignof(crypto_hash_sha256_state), "the state must be aligned");

enum { SUM_BYTES = 32 };

/* It chooses what this processor does fastest; the second time does nothing. */
static void begin(void)
{
	if (sodium_init() < 0)
		abort(); /* only where there is no source of random numbers: then nothing of ours works */
}

static crypto_hash_sha256_state *state_of(struct digest *digest)
{
	return (crypto_hash_sha256_state *)(void *)digest->state;
}

void digest_init(struct digest *digest)
{
	begin();
	crypto_hash_sha256_init(state_of(digest));
}

void digest_put(struct digest *digest, const void *data, size_t len)
{
	unsigned char size[8];
	for (size_t i = 0; i < sizeof size; i++)
		size[i] = (unsigned char)((uint64_t)len >> (8 * i));
	crypto_hash_sha256_update(state_of(digest), size, sizeof size);
	if (len)
		crypto_hash_sha256_update(state_of(digest), data, len);
}

void digest_puts(struct digest *digest, const char *text)
{
	digest_put(digest, text, strlen(text));
}

void digest_end(struct digest *digest, char text[DIGEST_TEXT])
{
	unsigned char bytes[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_final(state_of(digest), bytes);
	sodium_bin2hex(text, DIGEST_TEXT, bytes, sizeof bytes);
}

void digest_sum(const void *data, size_t len, char text[DIGEST_TEXT])
{
	unsigned char bytes[SUM_BYTES];
	begin();
	crypto_generichash(bytes, sizeof bytes, data, len, NULL, 0);
	sodium_bin2hex(text, DIGEST_TEXT, bytes, sizeof bytes);
}
