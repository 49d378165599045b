import fc from 'fast-check';
import { decide } from '../../src/policy/decide.ts';
import { cedarSchema } from '../../src/policy/cedar-schema.ts';
import { openEngine } from '../../src/policy/engine.ts';
import { normalise } from '../../src/policy/normalise.ts';
import { sliceOf } from '../../src/policy/slice.ts';
import { judgedWorlds } from './judge-worlds.ts';
import { defaultSet } from './policy-world.ts';

const { policies } = defaultSet;
const allNeeds = [...new Set(policies.flatMap(({ need }) => need ?? []))].toSorted();
const needOf = (id: string) => policies.find((policy) => policy.id === id)?.need;

/** Against plain evaluations of the same policies with chosen needs met, for random requests; throws on the first that does not hold. */
export function verdictsAreMinimal(runs: number, seed: number) {
  const engine = openEngine(cedarSchema(allNeeds), policies);
  const seen = { permit: 0, requestable: 0, deny: 0 };
  const expectThat = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(what);
  };
  fc.assert(
    fc.property(judgedWorlds, fc.subarray(allNeeds), fc.subarray(allNeeds), ({ request }, met, more) => {
      const normalised = normalise(request);
      if (!normalised.ok) throw new Error(normalised.why);
      const slice = sliceOf(normalised.request);
      const evaluate = (needs: readonly string[]) => engine.evaluate(slice, request.action, needs);
      const allows = (needs: readonly string[]): boolean => evaluate(needs).decision === 'allow';
      const answer = decide(evaluate, needOf, () => new Set(met));
      seen[answer.outcome]++;
      expectThat(allows(met) === (answer.outcome === 'permit'), 'one plain evaluation says otherwise');
      if (allows(met)) expectThat(allows([...met, ...more]), 'more facts hurt');
      if (answer.outcome === 'deny') expectThat(!allows(allNeeds), 'a denial was not final');
      if (answer.outcome !== 'requestable') return;
      expectThat(allows([...met, ...answer.missing]), 'what is missing is not enough');
      for (const one of answer.missing)
        expectThat(!allows(allNeeds.filter((need) => need !== one)), `\`${one}\` was not necessary`);
    }),
    { numRuns: runs, seed },
  );
  engine.close();
  return seen;
}

/** Random requests judged by the shards and by the whole set at once: the same reasons every time. */
export function shardsAgree(runs: number, seed: number): void {
  const sharded = openEngine(cedarSchema(allNeeds), policies);
  const whole = openEngine(cedarSchema(allNeeds), policies, 'whole');
  fc.assert(
    fc.property(judgedWorlds, fc.subarray(allNeeds), ({ request }, met) => {
      const normalised = normalise(request);
      if (!normalised.ok) throw new Error(normalised.why);
      const slice = sliceOf(normalised.request);
      const [one, other] = [sharded, whole].map((engine) =>
        JSON.stringify(engine.evaluate(slice, request.action, met)),
      );
      if (one !== other) throw new Error(`${one} by shards, ${other} by the whole set`);
    }),
    { numRuns: runs, seed },
  );
  sharded.close();
  whole.close();
}
