import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { addSeconds, Fault, type Instant, type MandateTerms } from '../model/index.ts';
import { plainYaml } from '../platform/plain-yaml.ts';
import { mandateTermsSchema } from '../platform/wire/mandate.ts';

const usual = { perDay: 10, inAll: 100, noticeHours: 24, watchDays: 7, triggers: ['clock'], days: 90 };
const withDays = z.looseObject({ days: z.number().int().min(1).max(366).exactOptional() });
const mostBytes = 262_144;

/**
 * Terms of a mandate as people write them in YAML: what is not said is usual (10 a day, 100 in all, a day of notice, a week of
 * watch, by the clock, from now for 90 days). Throws Fault `input_invalid` saying where it is wrong.
 */
export function readMandateFile(path: string, now: Instant): MandateTerms {
  const wrong = (why: string): Fault =>
    new Fault('input_invalid', `\`${path}\` are no terms of a mandate: ${why}`, {
      next: 'docs/how-to/standing-orders.md shows a whole file.',
    });
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw wrong('there is no such file');
  if (statSync(path).size > mostBytes) throw wrong(`it has more than ${mostBytes} bytes`);
  const yaml = plainYaml(readFileSync(path, 'utf8'));
  if (!yaml.ok) throw wrong(`${yaml.problem.reason}. ${yaml.problem.remedy}`);
  const said = withDays.safeParse(yaml.value);
  if (!said.success) throw wrong(z.prettifyError(said.error));
  const { days: saidDays, ...rest } = said.data;
  const { days, ...others } = usual;
  const terms = mandateTermsSchema.safeParse({
    ...others,
    from: now,
    until: addSeconds(now, (saidDays ?? days) * 86_400),
    ...rest,
    scope: scopeOf(rest['scope']),
  });
  if (!terms.success) throw wrong(z.prettifyError(terms.error));
  return terms.data;
}

const scopeOf = (scope: unknown): unknown =>
  typeof scope === 'object' && scope !== null && !Object.hasOwn(scope, 'about')
    ? { ...scope, about: null }
    : scope;
