const untrusted = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);

/**
 * Why TLS to a PostgreSQL was not had, in a sentence that begins after “PostgreSQL at X”, and what to do; undefined when the
 * error is about something else. In every case nothing was sent: no password either.
 */
export function explainTls(error: unknown): { readonly what: string; readonly next: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error.message === 'The server does not support SSL connections')
    return {
      what: 'offers no TLS, so the password would have gone in the clear',
      next: 'Turn TLS on at the server (`ssl = on`); or add `sslmode=disable` to the URL if everything between is trusted.',
    };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      what: 'has a certificate for another host name',
      next: 'Use the host name that the certificate has; if it should have this one, somebody else may be answering.',
    };
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return {
      what: `has a certificate that ${code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'}`,
      next: 'Have the server’s certificate renewed, and check this machine’s clock.',
    };
  if (untrusted.has(code))
    return {
      what: 'has a certificate of an authority that is not trusted here',
      next: 'Name the authority’s certificate with `sslrootcert=PATH` in the URL, after checking that it is the right one.',
    };
  if (/^ERR_(SSL|TLS)_|^CERT_/.test(code) || /establishing an SSL connection/.test(error.message))
    return {
      what: 'did not agree on TLS with us',
      next: 'Check the server’s `ssl_min_protocol_version` (1.2 or newer is needed) and its log.',
    };
  return undefined;
}
