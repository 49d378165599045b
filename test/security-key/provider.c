/*
 * Software that plays a security key to OpenSSH, for tests: ssh-keygen's middleware interface (SSH_SK_PROVIDER) over
 * libcrypto. The "key handle" holds the private key in the clear, the PIN is 246813, nobody touches anything: it proves
 * nothing about hardware or people, only that what ssh-keygen makes of such answers is what our verifier reads.
 *
 * SK_TEST_NOT_VERIFIED=1: signs without having verified its user, whatever is asked, as a key set up otherwise would.
 */
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/core_names.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { version = 0x000a0000 };
enum { ecdsa = 0, ed25519 = 1 };
enum { presence = 0x01, verification = 0x04 };
enum { failed = -1, unsupported = -2, pin_required = -3 };

struct option;
struct resident_key;

struct enrolled {
  uint8_t flags;
  uint8_t *public_key;
  size_t public_key_length;
  uint8_t *handle;
  size_t handle_length;
  uint8_t *signature;
  size_t signature_length;
  uint8_t *certificate;
  size_t certificate_length;
  uint8_t *authdata;
  size_t authdata_length;
};

struct signature {
  uint8_t flags;
  uint32_t counter;
  uint8_t *r;
  size_t r_length;
  uint8_t *s;
  size_t s_length;
};

static int knows_user(const char *pin) { return pin != NULL && strcmp(pin, "246813") == 0; }

static int copied(const uint8_t *from, size_t length, uint8_t **to, size_t *to_length) {
  *to = malloc(length == 0 ? 1 : length);
  if (*to == NULL) return 0;
  memcpy(*to, from, length);
  *to_length = length;
  return 1;
}

/* A key on P-256 from its secret number; the public point, 65 bytes, goes to `point`. */
static EVP_PKEY *p256_key(const uint8_t secret[32], uint8_t point[65]) {
  EVP_PKEY *key = NULL;
  EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  BIGNUM *number = BN_bin2bn(secret, 32, NULL);
  EC_POINT *at = EC_POINT_new(group);
  OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
  OSSL_PARAM *parts = NULL;
  if (EC_POINT_mul(group, at, number, NULL, NULL, NULL) == 1 &&
      EC_POINT_point2oct(group, at, POINT_CONVERSION_UNCOMPRESSED, point, 65, NULL) == 65 &&
      OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
      OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, 65) == 1 &&
      OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, number) == 1 &&
      (parts = OSSL_PARAM_BLD_to_param(build)) != NULL && EVP_PKEY_fromdata_init(context) == 1)
    EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parts);
  OSSL_PARAM_free(parts);
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_BLD_free(build);
  EC_POINT_free(at);
  BN_free(number);
  EC_GROUP_free(group);
  return key;
}

/* The key whose secret the handle is, and its public half as OpenSSH wants it. */
static EVP_PKEY *key_of(uint32_t algorithm, const uint8_t secret[32], uint8_t public_key[65], size_t *length) {
  if (algorithm == ecdsa) {
    *length = 65;
    return p256_key(secret, public_key);
  }
  *length = 32;
  EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, 32);
  if (key != NULL && EVP_PKEY_get_raw_public_key(key, public_key, length) != 1) {
    EVP_PKEY_free(key);
    return NULL;
  }
  return key;
}

uint32_t sk_api_version(void) { return version; }

int sk_enroll(uint32_t algorithm, const uint8_t *challenge, size_t challenge_length, const char *application,
              uint8_t flags, const char *pin, struct option **options, struct enrolled **answer) {
  (void)challenge, (void)challenge_length, (void)application, (void)options;
  if (algorithm != ecdsa && algorithm != ed25519) return unsupported;
  if ((flags & verification) != 0 && !knows_user(pin)) return pin_required;
  uint8_t secret[32], public_key[65];
  size_t length = 0;
  if (RAND_bytes(secret, sizeof secret) != 1) return failed;
  EVP_PKEY *key = key_of(algorithm, secret, public_key, &length);
  if (key == NULL) return failed;
  EVP_PKEY_free(key);
  struct enrolled *made = calloc(1, sizeof *made);
  if (made == NULL) return failed;
  made->flags = flags;
  if (!copied(public_key, length, &made->public_key, &made->public_key_length) ||
      !copied(secret, sizeof secret, &made->handle, &made->handle_length) ||
      !copied(secret, 0, &made->signature, &made->signature_length))
    return failed;
  *answer = made;
  return 0;
}

/* What a FIDO authenticator signs: hash of the application, flags, counter, hash of the data. */
int sk_sign(uint32_t algorithm, const uint8_t *data, size_t data_length, const char *application,
            const uint8_t *handle, size_t handle_length, uint8_t flags, const char *pin, struct option **options,
            struct signature **answer) {
  (void)options;
  if ((algorithm != ecdsa && algorithm != ed25519) || handle_length != 32) return unsupported;
  if ((flags & verification) != 0 && !knows_user(pin)) return pin_required;
  struct signature *made = calloc(1, sizeof *made);
  uint8_t public_key[65], body[32 + 1 + 4 + 32], der[80], raw[64];
  size_t length = 0, der_length = sizeof der, raw_length = sizeof raw;
  if (made == NULL) return failed;
  made->flags = flags & (presence | verification);
  if (getenv("SK_TEST_NOT_VERIFIED") != NULL) made->flags &= presence;
  made->counter = 41;
  SHA256((const uint8_t *)application, strlen(application), body);
  body[32] = made->flags;
  for (int i = 0; i < 4; i++) body[33 + i] = (uint8_t)(made->counter >> (24 - 8 * i));
  SHA256(data, data_length, body + 37);

  EVP_PKEY *key = key_of(algorithm, handle, public_key, &length);
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int done = 0;
  if (algorithm == ed25519) {
    done = EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
           EVP_DigestSign(context, raw, &raw_length, body, sizeof body) == 1 &&
           copied(raw, raw_length, &made->r, &made->r_length);
  } else if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
             EVP_DigestSign(context, der, &der_length, body, sizeof body) == 1) {
    const uint8_t *at = der;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)der_length);
    if (pair != NULL) {
      int r = BN_bn2bin(ECDSA_SIG_get0_r(pair), raw), s = BN_bn2bin(ECDSA_SIG_get0_s(pair), raw + 32);
      done = copied(raw, (size_t)r, &made->r, &made->r_length) && copied(raw + 32, (size_t)s, &made->s, &made->s_length);
      ECDSA_SIG_free(pair);
    }
  }
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  if (!done) return failed;
  *answer = made;
  return 0;
}

int sk_load_resident_keys(const char *pin, struct option **options, struct resident_key ***keys, size_t *count) {
  (void)pin, (void)options, (void)keys, (void)count;
  return unsupported;
}
