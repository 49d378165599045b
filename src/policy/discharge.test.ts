import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, subject } from '../../test/support/policy-world.ts';
import { growing } from '../../test/support/discharge-worlds.ts';
import type { CountedSignature, DischargeFacts } from '../model/index.ts';
import { discharge } from './discharge.ts';
import { parseNeed } from './needs.ts';

const minute = (n: number) => at(`2026-11-22T09:${String(n).padStart(2, '0')}:00.000Z`);
const who = (n: number) => subject(`psn_person000${n}`);
const sign = (
  n: number,
  roles: CountedSignature['roles'],
  time = n,
  assurance: CountedSignature['assurance'] = 'passkey',
): CountedSignature => ({ person: who(n), roles, assurance, signedAt: minute(time) });
const met = (
  needs: readonly string[],
  signatures: readonly CountedSignature[],
  over: Partial<DischargeFacts> = {},
) => [...discharge(needs, { signatures, evidence: [], waitedSeconds: 0, ...over }, who(1))].toSorted();

describe('discharge', () => {
  it('lets one person fill one place only, whichever fills most', () => {
    const needs = ['approval.resource_owner.1', 'approval.reviewer.1'];
    expect(met(needs, [sign(1, ['reviewer', 'resource_owner'])])).toEqual(['approval.resource_owner.1']);
    expect(met(needs, [sign(1, ['reviewer', 'resource_owner']), sign(2, ['resource_owner'])])).toEqual(needs);
    expect(met(['approval.reviewer.2'], [sign(1, ['reviewer']), sign(1, ['reviewer'], 2)])).toEqual([]);
    expect(met(['approval.reviewer.2'], [sign(1, ['reviewer']), sign(2, ['reviewer'])])).toEqual([
      'approval.reviewer.2',
    ]);
  });

  it('keeps the roles of a person’s first signature', () => {
    expect(met(['approval.security.1'], [sign(1, ['reviewer'], 1), sign(1, ['security'], 2)])).toEqual([]);
  });

  it('counts no software key where a passkey is needed, but the same person’s later passkey', () => {
    const needs = ['approval.reviewer.1', 'assurance.passkey'];
    expect(met(needs, [sign(1, ['reviewer'], 1, 'key')])).toEqual([]);
    expect(met(needs, [sign(1, ['reviewer'], 1, 'key'), sign(1, ['reviewer'], 2)])).toEqual(needs);
  });

  it('counts a step in order only when signed after the step before was complete', () => {
    const needs = ['approval.manager.1', 'approval.manager.1.then.resource_owner.2'];
    const owners = [sign(2, ['resource_owner'], 2), sign(3, ['resource_owner'], 5)];
    expect(met(needs, [sign(1, ['manager'], 3), ...owners])).toEqual(['approval.manager.1']);
    expect(met(needs, [sign(1, ['manager'], 2), ...owners])).toEqual(['approval.manager.1']);
    expect(met(needs, [sign(1, ['manager'], 1), ...owners])).toEqual(needs);
    expect(met(needs, owners)).toEqual([]);
  });

  it('asks that the person who acts is a signer, and that someone other than the filer signed', () => {
    const needs = ['approval.independent.1', 'signature.current'];
    expect(met(needs, [sign(1, [])], { filer: who(1) })).toEqual(['signature.current']);
    expect(met(needs, [sign(2, [])], { filer: who(1) })).toEqual(['approval.independent.1']);
    expect(met(needs, [])).toEqual([]);
  });

  it('takes two signers where nobody knows who filed it: one of them did not', () => {
    const needs = ['approval.independent.1'];
    expect(met(needs, [sign(1, [])])).toEqual([]);
    expect(met(needs, [sign(1, []), sign(2, [])])).toEqual(needs);
  });

  it('counts somebody and the one who alone enrolled them as one person, whoever signs first', () => {
    const needs = ['approval.reviewer.2', 'approval.independent.1'];
    const made = { ...sign(2, ['reviewer'], 2), dependsOn: [who(1)] };
    const maker = sign(1, ['reviewer'], 1);
    expect(met(needs, [maker, made])).toEqual([]);
    expect(met(needs, [{ ...made, signedAt: sign(2, [], 0).signedAt }, maker])).toEqual([]);
    expect(met(['approval.independent.1'], [made], { filer: who(1) })).toEqual([]);
    expect(met(needs, [maker, made, sign(3, ['reviewer'], 3)])).toEqual(needs.toSorted());
  });

  it('meets a duration up to its end, and never without one', () => {
    const needs = ['duration.PT1H'];
    expect(met(needs, [], { durationSeconds: 3600 })).toEqual(needs);
    expect(met(needs, [], { durationSeconds: 3601 })).toEqual([]);
    expect(met(needs, [], { durationSeconds: null })).toEqual([]);
    expect(met(needs, [])).toEqual([]);
  });

  it('meets a wait once it is over, and evidence that is there', () => {
    expect(met(['watch.P7D'], [])).toEqual([]);
    expect(met(['watch.P7D'], [], { watchedSeconds: 7 * 86_400 - 1 })).toEqual([]);
    expect(met(['watch.P7D'], [], { watchedSeconds: 7 * 86_400 })).toEqual(['watch.P7D']);
    expect(met(['wait.PT15M'], [], { waitedSeconds: 899 })).toEqual([]);
    expect(met(['wait.PT15M'], [], { waitedSeconds: 900 })).toEqual(['wait.PT15M']);
    expect(met(['evidence.usage', 'evidence.purpose'], [], { evidence: ['usage'] })).toEqual([
      'evidence.usage',
    ]);
  });

  it('never meets what it cannot read', () => {
    const unreadable = ['approval.nobody.1', 'approval.reviewer.0', 'duration.P1M', 'evidence.luck', '', 'x'];
    expect(unreadable.map(parseNeed)).toEqual(unreadable.map(() => undefined));
    expect(met(unreadable, [sign(1, ['reviewer'])])).toEqual([]);
  });

  it('never un-meets a need when people sign, evidence comes or time passes, and asks as many people as signatures', () => {
    fc.assert(
      fc.property(growing, ({ needs, less, more, people }) => {
        const before = discharge(needs, less, who(1));
        const after = discharge(needs, more, who(1));
        expect([...before].filter((need) => !after.has(need))).toEqual([]);
        const demanded = [...after].reduce((sum, need) => {
          const parsed = parseNeed(need);
          return parsed?.kind === 'approval' ? sum + (parsed.steps.at(-1)?.count ?? 0) : sum;
        }, 0);
        expect(demanded).toBeLessThanOrEqual(people);
      }),
      { numRuns: 2000, seed: 2 },
    );
  });
});
