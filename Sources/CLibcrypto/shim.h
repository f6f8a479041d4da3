#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

// Macros that Swift does not import.
enum {
    KIIK_PUBLIC_KEY = EVP_PKEY_PUBLIC_KEY,
    KIIK_KEY_PAIR = EVP_PKEY_KEYPAIR,
};
