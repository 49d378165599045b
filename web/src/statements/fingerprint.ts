/** The fingerprint of a key's line, worked out here: of a passkey over the whole line, of an SSH key over its bytes. */
export async function fingerprintOf(publicKey: string): Promise<string> {
  const [scheme, blob = ''] = publicKey.split(' ');
  const bytes =
    scheme === 'webauthn'
      ? new TextEncoder().encode(publicKey)
      : Uint8Array.from(atob(/^[A-Za-z0-9+/]+={0,2}$/.test(blob) ? blob : ''), (each) => each.charCodeAt(0));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `SHA256:${btoa(String.fromCharCode(...digest)).replace(/=+$/, '')}`;
}
