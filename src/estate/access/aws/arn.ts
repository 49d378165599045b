/** The account in an ARN; undefined when it names none. */
export function accountIn(arn: string): string | undefined {
  if (!arn.startsWith('arn:')) return undefined;
  let at = -1;
  // asked of every request, so nothing is cut out but the account
  for (let colon = 0; colon < 4; colon++) {
    at = arn.indexOf(':', at + 1);
    if (at === -1) return undefined;
  }
  const end = arn.indexOf(':', at + 1);
  const account = arn.slice(at + 1, end === -1 ? undefined : end);
  return account === '' ? undefined : account;
}
