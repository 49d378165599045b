import {
  done,
  isSourceId,
  must,
  refuse,
  type EntryId,
  type Instant,
  type Result,
  type SubjectId,
} from '../../model/index.ts';
import { personsBy, refOfSubject, subjectOf, type PersonFound } from '../../estate/index.ts';
import { entryDraft } from '../../platform/entry-draft.ts';
import {
  beginSession,
  keepFlow,
  linkSubject,
  newFlow,
  nobody,
  personSought,
  rolesGiven,
  takeFlow,
  type Asserted,
  type ProviderInForce,
  type Session,
} from '../../signin/index.ts';
import type { System } from '../system.ts';
import type { FromBrowser } from '../signin.ts';
import { providerInForce, providerSet } from './provider-in-force.ts';

export { flowSeconds } from '../../signin/index.ts';

/** What a provider sends the browser back to: a page of the console, which hands the answer in. */
const backPath = '/sign-in/back';

/** Where to send a browser that wants to sign in by the provider, and the secret that its cookie keeps until it is back. */
export async function beginByProvider(
  system: System,
): Promise<Result<{ readonly to: string; readonly secret: string }>> {
  const set = await providerInForce(system);
  if (!set.ok) return set;
  const back = backTo(system);
  if (!back.ok) return back;
  const { flow, secret } = newFlow();
  const to = await system.oidc.begin(set.value, flow, back.value);
  if (!to.ok) return to;
  await keepFlow(system.database, { secret, provider: set.value.entry }, system.clock.now());
  return done({ to: to.value.href, secret });
}

/**
 * Takes up a provider's answer: the sign-in that this browser began, what the provider says of the subject, which one person
 * of the estate that is, and the roles that their groups give this session. Anything short of that lets nobody in.
 */
export async function finishByProvider(
  system: System,
  asked: { readonly secret: string | undefined; readonly answer: string } & FromBrowser,
): Promise<Result<{ readonly session: Session; readonly secret: string }>> {
  const now = system.clock.now();
  const set = await providerInForce(system);
  if (!set.ok) return set;
  const back = backTo(system, asked.answer);
  if (!back.ok) return back;
  const { entry, provider } = set.value;
  const state = back.value.searchParams.get('state') ?? '';
  const flow = await takeFlow(system.database, { secret: asked.secret, state, provider: entry }, now);
  if (!flow.ok) return flow;
  const asserted = await system.oidc.finish(set.value, flow.value, back.value);
  if (!asserted.ok) return asserted;
  const roles = rolesGiven(provider, asserted.value);
  if (!roles.ok) return roles;
  const found = await personMeant(system, set.value, asserted.value, now);
  if (!found.ok) return found;
  const person = await linked(system, set.value, asserted.value, found.value, now);
  if (!person.ok) return person;
  const of = {
    person: person.value,
    how: 'oidc',
    keyFingerprint: null,
    givenRoles: roles.value,
    provider: entry,
    agent: asked.agent,
    address: asked.address,
  } as const;
  return done(await beginSession(system.database, of, now));
}

/** Why a session that a provider vouched for is over before its time: set anew since, or its person has left. */
export async function providerTookBack(
  system: System,
  session: { readonly provider?: EntryId | null; readonly person: SubjectId },
  now: Instant,
): Promise<string | undefined> {
  const set = await providerSet(system);
  if (set?.ok !== true || set.value.entry !== session.provider)
    return 'the identity provider was set anew or removed';
  const ref = await refOfSubject(system.database, session.person);
  const { source } = set.value.provider.person;
  const people =
    ref?.entity === 'person' && ref.source === source
      ? await personsBy(system.database, { source, by: 'key', value: ref.key })
      : [];
  return people.some((one) => isHere(one, now)) ? undefined : 'its person is not there any more';
}

async function personMeant(
  system: System,
  { provider }: ProviderInForce,
  asserted: Asserted,
  now: Instant,
): Promise<Result<PersonFound>> {
  const sought = personSought(provider, asserted);
  if (!sought.ok) return sought;
  const { source } = provider.person;
  const people = await personsBy(system.database, { source, ...sought.value });
  const [person] = people;
  if (person === undefined) return nobody(provider, 'nobody of the people it is matched with fits');
  if (people.length > 1) return nobody(provider, 'more than one person fits, and choosing would be a guess');
  // two addresses that differ may fold to one
  if (sought.value.by === 'email' && !/^[!-~]+$/.test(person.email ?? ''))
    return nobody(provider, 'your e-mail here is not one that can be compared');
  if (isHere(person, now)) return done(person);
  return nobody(
    provider,
    person.state === 'unknown' ? 'its source does not say that you are there' : 'you have left',
  );
}

const isHere = ({ state, leftAt }: PersonFound, now: Instant): boolean =>
  state === 'active' && (leftAt === undefined || leftAt > now);

/** The person's id in the ledger, if no other subject was them before and this subject nobody else; a new link is recorded. */
async function linked(
  system: System,
  { entry, provider }: ProviderInForce,
  { subject }: Asserted,
  { ref }: PersonFound,
  now: Instant,
): Promise<Result<SubjectId>> {
  return system.database.transaction(async (tx) => {
    const source = must(isSourceId, ref.source);
    const person = await subjectOf(tx, { entity: 'person', source, key: ref.key });
    const link = await linkSubject(tx, { issuer: provider.issuer, subject, person }, now);
    if (link === 'other person') return nobody(provider, 'you were somebody else here before');
    if (link === 'other subject')
      return nobody(provider, 'another account there signed in as this person before');
    if (link === 'new')
      await system.recorder.record(
        tx,
        entryDraft({
          type: 'signin.subject.linked',
          at: now,
          actor: system.self,
          subjects: [person],
          correlation: `signin-${entry}`,
          causedBy: [entry],
          body: { provider: entry, person },
        }),
      );
    return done(person);
  });
}

/** The page at this console that the provider sends people back to, with what it answered. */
function backTo(system: System, answer = ''): Result<URL> {
  const url = system.url();
  if (url === undefined)
    return refuse('not_found', 'No console is served.', 'Start Countersign with `countersign start`.');
  const back = new URL(backPath, url);
  back.search = answer;
  return done(back);
}
