import { isEntryId, millisecondsOf, type Instant } from '../model/index.ts';
import { aheadAt } from '../platform/time-zone.ts';
import type { LoadedPlan } from './load-plan.ts';
import type { EnforcementBench } from './ports.ts';

/** What leases of a store need besides their signatures; kept with the enforcer's own credential. */
export interface LeaseTerms {
  /** The purpose names a ticket that begins so: `CHG-`. */
  readonly ticket?: string;
  /** From when until when, in hours of a day in that zone, a lease may begin. */
  readonly hours?: { readonly from: number; readonly to: number; readonly zone: string };
  /** The longest that one may last. */
  readonly mostSeconds: number;
}

export interface ContextCheck {
  readonly check: 'purpose' | 'ticket' | 'assurance' | 'hours' | 'length' | 'device' | 'task';
  readonly is: 'met' | 'not met' | 'not asked' | 'not known';
  readonly says: string;
}

/** The context of one lease, each part with how it stands; recorded whole before the store is asked. */
export async function contextChecks(
  bench: { readonly ledger: Pick<EnforcementBench['ledger'], 'entry'> },
  { proposal, body }: Pick<LoadedPlan, 'proposal' | 'body'>,
  at: { readonly terms: LeaseTerms; readonly seconds: number; readonly now: Instant },
): Promise<readonly ContextCheck[]> {
  const { terms, seconds, now } = at;
  const decisions = await Promise.all(body.decisions.filter(isEntryId).map((id) => bench.ledger.entry(id)));
  const passkeys = decisions.every((leaf) => leaf?.entry.body['assurance'] === 'passkey');
  const asked = proposal.requester !== undefined && proposal.reason.trim() !== '';
  return [
    { check: 'purpose', is: asked ? 'met' : 'not met', says: 'nobody asked for it with a purpose' },
    {
      check: 'ticket',
      is:
        terms.ticket === undefined
          ? 'not asked'
          : namesTicket(proposal.reason, terms.ticket)
            ? 'met'
            : 'not met',
      says: `its purpose names no ticket \`${terms.ticket ?? ''}…\``,
    },
    {
      check: 'assurance',
      is: decisions.length > 0 && passkeys ? 'met' : 'not known',
      says: 'not all of its signatures are by passkey',
    },
    {
      check: 'hours',
      is: terms.hours === undefined ? 'not asked' : isWithin(terms.hours, now) ? 'met' : 'not met',
      says: `it is not between ${terms.hours?.from ?? 0} and ${terms.hours?.to ?? 24} o’clock in ${terms.hours?.zone ?? 'UTC'}`,
    },
    {
      check: 'length',
      is: seconds >= 1 && seconds <= terms.mostSeconds ? 'met' : 'not met',
      says: `it would last ${seconds} seconds, and 1 to ${terms.mostSeconds} are let`,
    },
    { check: 'device', is: 'not known', says: 'nothing tells of the device' },
    { check: 'task', is: 'not known', says: 'no task is declared here' },
  ];
}

const namesTicket = (reason: string, prefix: string): boolean =>
  reason
    .split(/[\s,;:()[\]]+/)
    .some((word) => word.startsWith(prefix) && /^[\w./-]+$/.test(word.slice(prefix.length)));

function isWithin({ from, to, zone }: NonNullable<LeaseTerms['hours']>, now: Instant): boolean {
  const at = millisecondsOf(now);
  const ahead = aheadAt(zone, at);
  if (ahead === undefined) return false;
  const hour = new Date(at + ahead).getUTCHours();
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
}
