import { describe, expect, it } from 'vitest';
import { isSubjectId, must } from '../../model/index.ts';
import { oneHand } from './people.ts';

const who = (name: string) => must(isSubjectId, `psn_${name.padEnd(12, '0')}`);
const [first, made, madeByMade, other] = [who('first'), who('made'), who('madebymade'), who('other')];
const inForce = [
  { person: first, dependsOn: [] },
  { person: made, dependsOn: [first] },
  { person: madeByMade, dependsOn: [made, first] },
  { person: other, dependsOn: [] },
];

describe('for what somebody asks', () => {
  it('neither who alone enrolled them nor whom they alone enrolled is another person', () => {
    expect(oneHand(first, inForce)).toEqual([first, made, madeByMade]);
    expect(oneHand(made, inForce)).toEqual([made, first, madeByMade]);
    expect(oneHand(madeByMade, inForce)).toEqual([madeByMade, made, first]);
  });

  it('everybody else is', () => {
    expect(oneHand(other, inForce)).toEqual([other]);
  });
});
