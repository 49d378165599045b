/** How people call Microsoft Graph and the directory, beside their names in the tenant. */
const graph =
  /^(?:ms ?graph|graph|microsoft graph(?: api)?|graph\.microsoft\.com|00000003-0000-0000-c000-000000000000)$/i;
const directory = /^(?:entra|entra id|microsoft entra(?: id)?|azure ad|aad|tenant|the tenant|directory|\/)$/i;

/** `who-can Directory.ReadWrite.All graph`, `who-can "Global Administrator" entra`. */
export function spellings({ resource }: { readonly resource: string }): readonly string[] {
  if (graph.test(resource)) return ['Microsoft Graph'];
  return directory.test(resource) ? ['directory'] : [];
}
