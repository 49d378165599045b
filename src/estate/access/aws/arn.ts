/** The account in an ARN; undefined when it names none. */
export function accountIn(arn: string): string | undefined {
  const account = arn.startsWith('arn:') ? arn.split(':', 5)[4] : undefined;
  return account === undefined || account === '' ? undefined : account;
}
