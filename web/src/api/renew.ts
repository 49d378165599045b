import type { QueryClient } from '@tanstack/react-query';

/** Has every answer of these families read again where it is shown. */
export async function renew(client: QueryClient, families: readonly string[]): Promise<void> {
  await client.invalidateQueries({
    predicate: ({ queryKey: [name] }) =>
      families.length === 0 || families.some((family) => String(name).startsWith(`${family}.`)),
  });
}
