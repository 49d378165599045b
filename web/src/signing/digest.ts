/** SHA-256 of a text, hex: what stands beside its rosette. */
export async function digestOf(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(bytes, (each) => each.toString(16).padStart(2, '0')).join('');
}
