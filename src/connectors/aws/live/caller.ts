import { setTimeout as timer } from 'node:timers/promises';
import { Fault } from '../../../model/index.ts';
import { absent, denied } from '../error-codes.ts';

const most = { tries: 6, pages: 100_000, pauseSeconds: 20 } as const;

/** How AWS is asked, apart from whom. */
export interface Patience {
  readonly signal: AbortSignal;
  /** Waits; replaced in tests, so that nothing there sleeps. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** What AWS refuses in whatever way is unread: it is about one thing of many, which may be gone, or one region that is off. */
  readonly isForgiving?: boolean;
}

/** What one call came to. `none`: what it asks about is not there. */
export type Called<T> =
  | { readonly is: 'answered'; readonly value: T }
  | { readonly is: 'unread'; readonly why: string }
  | { readonly is: 'none' };

/**
 * Makes one call, again after growing pauses while AWS is busy or does not answer, six times at most. What the credentials
 * may not ask is unread. Throws Fault `source_unreachable` when AWS cannot be reached or refuses the credentials themselves.
 */
export async function call<T>(name: string, patience: Patience, work: () => Promise<T>): Promise<Called<T>> {
  for (let tried = 1; ; tried++) {
    try {
      return { is: 'answered', value: await work() };
    } catch (error) {
      if (patience.signal.aborted) throw error;
      const said = sayingOf(error);
      if (said.fault !== undefined) throw said.fault;
      if (absent.has(said.code)) return { is: 'none' };
      if (denied.has(said.code))
        return { is: 'unread', why: `AWS refused ${name} (${said.code}): the credentials may not ask it` };
      if (patience.isForgiving === true && said.status >= 300 && !isPassing(said) && !hasExpired(said))
        return { is: 'unread', why: `AWS answered ${name} with ${said.code}` };
      const refused = refusedCredentials(said);
      if (refused !== undefined && !said.isClockCorrected) throw refused;
      if (!isPassing(said)) throw unexpected(name, said, error);
      if (tried >= most.tries) throw busy(name, said, error);
      await (patience.pause ?? usualPause)(
        Math.min(1000 * 2 ** (tried - 1), most.pauseSeconds * 1000),
        patience.signal,
      );
    }
  }
}

/**
 * Every page of a list, by the token of the next. A list that gives a token twice never ends and is refused. The first page
 * decides whether it is read: what is refused later is a read that failed.
 */
export async function pages<T>(
  name: string,
  patience: Patience,
  of: {
    readonly ask: (token: string | undefined) => Promise<T>;
    readonly next: (page: T) => string | undefined;
  },
): Promise<
  Exclude<Called<T>, { readonly is: 'answered' }> | { readonly is: 'read'; readonly pages: AsyncIterable<T> }
> {
  const first = await call(name, patience, () => of.ask(undefined));
  return first.is === 'answered'
    ? { is: 'read', pages: following(name, patience, { ...of, first: first.value }) }
    : first;
}

async function* following<T>(
  name: string,
  patience: Patience,
  of: {
    readonly ask: (token: string | undefined) => Promise<T>;
    readonly next: (page: T) => string | undefined;
    readonly first: T;
  },
): AsyncIterable<T> {
  const seen = new Set<string>();
  let page = of.first;
  for (;;) {
    yield page;
    const token = of.next(page);
    if (token === undefined || token === '') return;
    if (seen.has(token) || seen.size >= most.pages)
      throw new Fault(
        'source_untrusted',
        `AWS gave the same page of ${name} a second time, so it would never end. Nothing of this read is used.`,
        { next: 'Check that the host is AWS’s and that nothing stands in between.' },
      );
    seen.add(token);
    const next = await call(name, patience, () => of.ask(token));
    if (next.is !== 'answered')
      throw new Fault('source_unreachable', `AWS refused a later page of ${name}.`, {
        next: 'Read the source again.',
      });
    page = next.value;
  }
}

interface Saying {
  readonly code: string;
  readonly status: number;
  readonly isClockCorrected: boolean;
  /** Nothing came: no connection, one that broke off, or one that took too long. */
  readonly isSilence: boolean;
  readonly fault: Fault | undefined;
}

/** The chain of the SDK came to its end. */
const unfound = 'CredentialsProviderError';
const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** What AWS said; of what it did not say anything about the code is empty. */
function sayingOf(error: unknown): Saying {
  const name = error instanceof Error ? error.name : '';
  const metadata = record(record(error)['$metadata']);
  const status = typeof metadata['httpStatusCode'] === 'number' ? metadata['httpStatusCode'] : 0;
  const cause = error instanceof Error ? error.cause : undefined;
  return {
    code: status === 0 && name !== unfound ? '' : name.replaceAll(/[^\w.-]/g, '').slice(0, 100),
    status,
    isClockCorrected: metadata['clockSkewCorrected'] === true,
    isSilence:
      status === 0 &&
      (name === 'TimeoutError' ||
        (error instanceof TypeError && /^(?:fetch failed|terminated)$/.test(error.message))),
    fault: error instanceof Fault ? error : cause instanceof Fault ? cause : undefined,
  };
}

const busyCodes: ReadonlySet<string> = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
  'PriorRequestNotComplete',
]);

const isPassing = ({ code, status, isClockCorrected, isSilence }: Saying): boolean =>
  isSilence || status === 429 || status >= 500 || busyCodes.has(code) || isClockCorrected;

const hasExpired = ({ code }: Saying): boolean => expired.has(code);
const expired: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
]);

function refusedCredentials({ code }: Saying): Fault | undefined {
  const refused = (what: string, next: string): Fault =>
    new Fault('source_unreachable', `AWS ${what} (${code}).`, { next });
  switch (code) {
    case unfound:
      return refused(
        'cannot be asked: there are no credentials where the server runs',
        'Give the server a role of its own (instance profile, IRSA, ECS), or name credentials with `passwordFrom=`.',
      );
    case 'ExpiredToken':
    case 'ExpiredTokenException':
    case 'TokenRefreshRequired':
      return refused(
        'says that the credentials have expired',
        'Make new ones (`aws configure export-credentials`), remove the source and add it again with them; or let an access key of its own assume a role with `roleArn=`.',
      );
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
    case 'InvalidAccessKeyId':
      return refused(
        'does not know the access key',
        'It may have been deleted or deactivated: give one that is active, in the partition of the region.',
      );
    case 'SignatureDoesNotMatch':
    case 'IncompleteSignature':
    case 'MissingAuthenticationToken':
    case 'InvalidSignatureException':
      return refused(
        'does not accept the signature of the credentials',
        'Check that the secret belongs to the access key id, and that nothing between here and AWS changes requests.',
      );
    case 'RequestExpired':
    case 'RequestTimeTooSkewed':
    case 'RequestInTheFuture':
      return refused(
        'finds the clock of this machine too far off',
        'Set the clock: AWS accepts five minutes of difference.',
      );
    default:
      return undefined;
  }
}

const unexpected = (name: string, { code, status }: Saying, cause: unknown): Fault =>
  status === 0
    ? new Fault(
        'source_untrusted',
        `What AWS answered to ${name} could not be read (${cause instanceof Error ? cause.name : 'no error'}).`,
        { next: 'Check that the host is AWS’s and that nothing stands in between.', cause },
      )
    : new Fault('source_unreachable', `AWS answered ${name} with ${status} ${code}.`, {
        next: 'Check the region and the account, and read the source again.',
        cause,
      });
const busy = (name: string, { code, status }: Saying, cause: unknown): Fault =>
  new Fault(
    'source_unreachable',
    status === 0
      ? `AWS did not answer ${name}, ${most.tries} times.`
      : `AWS answered ${name} with ${status} ${code} ${most.tries} times.`,
    { next: 'Read the source again later, or check that this machine may reach AWS.', cause },
  );

export const usualPause = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  await timer(milliseconds, undefined, { signal });
};

/** Every item of these pages, and where it stands. */
export async function* itemsOf(
  all: AsyncIterable<{ readonly items: readonly unknown[] }>,
): AsyncIterable<{ readonly at: string; readonly value: unknown }> {
  let number = 0;
  for await (const { items } of all) {
    number++;
    for (const [at, value] of items.entries()) yield { at: `page ${number}, item ${at + 1}`, value };
  }
}
