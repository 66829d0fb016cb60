/* Digests: names for contents.  Owns libsodium.
 *
 * A digest over parts: each part counts with its length, so that ("ab", "c") and ("a", "bc") differ.  SHA-256; the
 * texts are 64 hexadecimal digits.
 */
#ifndef GREENROOM_VALUES_DIGEST_H
#define GREENROOM_VALUES_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIGEST_TEXT = 65 }; /* with its NUL */

/* The state is libsodium's; nothing to release. */
struct digest {
	uint64_t state[16];
};
void digest_init(struct digest *digest);
void digest_put(struct digest *digest, const void *data, size_t len);
void digest_puts(struct digest *digest, const char *text);
/* Writes the text; the digest is used up. */
void digest_end(struct digest *digest, char text[DIGEST_TEXT]);

/* A checksum of one content (BLAKE2b, several times as fast): whether a file of ours is still whole. */
void digest_sum(const void *data, size_t len, char text[DIGEST_TEXT]);

#endif
