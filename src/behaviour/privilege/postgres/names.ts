/** `table/orders.billing.customers` → its kind and its names, decoded. */
export function namesIn(key: string): { readonly kind: string; readonly names: readonly string[] } {
  const slash = key.indexOf('/');
  return {
    kind: key.slice(0, Math.max(0, slash)),
    names: key
      .slice(slash + 1)
      .split('.')
      .map((name) =>
        name.replaceAll(/%(25|2F|2E|23|2A|3F)/g, (_, hex: string) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        ),
      ),
  };
}
